"""The pipeline: an upload goes into a fenced process, clean files come out.

Media and profile pictures enter here. At most two images are worked on at once and a few may wait,
so that a flood of uploads costs others nothing; a decoder that hangs, crashes or eats memory dies
alone, and the upload is refused.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

import msgspec
import orjson

from models.errors import Invalid, TooMany
from server.settings.sections import MediaSettings

_AT_ONCE = 2
_WAITING = 32
_SECONDS = 30.0
_WORKBENCH = Path(__file__).with_name("workbench.py")
_MIMES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
_REASONS = {
    "type": "File has contents that are not what they are reported to be or are not supported",
    "pixels": "Images of this size are not supported",
    "frames": "Animations of this length are not supported",
}


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """What was made of an upload."""

    body: bytes
    preview: bytes
    extension: str
    preview_extension: str
    width: int
    height: int
    preview_width: int
    preview_height: int
    blurhash: str

    @property
    def mime(self) -> str:
        """The media type of `body`."""
        return _MIMES[self.extension]


class Pictures:
    """Makes pictures for one process."""

    def __init__(self, settings: MediaSettings) -> None:
        self._settings = settings
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    async def make(self, raw: bytes, edge: int | None = None) -> Picture:
        """Return the picture in `raw`, at most `edge` pixels wide and high.

        Errors:
            Invalid: no image, not one of the formats we take, too large, or broken.
            TooMany: too many uploads wait already.
        """
        if self._waiting >= _WAITING:
            raise TooMany(10.0, "too many uploads wait")
        self._waiting += 1
        try:
            async with self._free:
                return await self._work(raw, edge or self._settings.stored_edge_pixels)
        finally:
            self._waiting -= 1

    async def _work(self, raw: bytes, edge: int) -> Picture:
        order = orjson.dumps({"pixels": self._settings.image_pixels, "edge": edge})
        bench = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            str(_WORKBENCH),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
            limit=2**26,
        )
        try:
            async with asyncio.timeout(_SECONDS):
                made, _ = await bench.communicate(order + b"\n" + raw)
        except TimeoutError as error:
            raise _refused("time") from error
        finally:
            if bench.returncode is None:
                bench.kill()
                await bench.wait()
        head, _, files = made.partition(b"\n")
        if bench.returncode != 0 or not head:
            raise _refused(f"exit {bench.returncode}")
        return _picture(orjson.loads(head), files)


def _picture(facts: dict[str, Any], files: bytes) -> Picture:
    if "refused" in facts:
        raise _refused(facts["refused"])
    size, preview_size = facts.pop("size"), facts.pop("preview_size")
    if len(files) != size + preview_size:
        raise _refused("cut short")
    return Picture(body=files[:size], preview=files[size:], **facts)


def _refused(reason: str) -> Invalid:
    sentence = _REASONS.get(reason, "This image could not be read")
    return Invalid(f"Validation failed: {sentence}", detail=reason)
