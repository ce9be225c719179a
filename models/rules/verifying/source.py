"""Source: where a bundle's bytes come from, line by line, and what was seen of them.

`Files` is what the caller opens: a folder, or bytes in memory. A `Reader` goes through one file,
knows where it is, and hashes what it passes, so that the manifest can be held against it (R14).
"""

import hashlib
import io
from collections.abc import Mapping
from typing import BinaryIO, Protocol

from models.rules.refusal import Refusal
from models.rules.verifying.bundle import File
from models.rules.verifying.report import Wrong, Wrongness


class Files(Protocol):
    """A bundle's files by name, with forward slashes."""

    def names(self) -> tuple[str, ...]:
        """Return all names, sorted."""
        ...

    def open(self, name: str) -> BinaryIO:
        """Return a file's content from its beginning; the caller closes it."""
        ...


class Memory:
    """A bundle in memory."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = contents

    def names(self) -> tuple[str, ...]:
        """Return all names, sorted. O(n log n)."""
        return tuple(sorted(self._contents))

    def open(self, name: str) -> BinaryIO:
        """Return a file's content from its beginning; KeyError when there is none of this name.

        Linear.
        """
        return io.BytesIO(self._contents[name])


class Reader:
    """One file on the way from its first line to its last."""

    def __init__(self, name: str, stream: BinaryIO) -> None:
        self.name = name
        self.line = 0
        """The number of the line that was read last, from 1."""
        self._stream = stream
        self._hash = hashlib.sha256()
        self._bytes = 0
        self._newlines = 0

    def read(self, limit: int) -> bytes | None:
        """Return the next line without its newline, or None after the last one.

        Wrong(oversized) beyond `limit` bytes, Wrong(not_a_line) when the newline is missing. Linear
        in its bytes.
        """
        raw = self._stream.readline(limit + 1)
        if not raw:
            return None
        self.line += 1
        self._see(raw)
        if not raw.endswith(b"\n"):
            is_long = len(raw) > limit
            reason = Refusal.OVERSIZED if is_long else Wrongness.NOT_A_LINE
            raise self.wrong(reason, f"more than {limit} bytes" if is_long else "no newline")
        return raw[:-1]

    def only(self, limit: int) -> bytes:
        """Return the only line of a file that has one.

        Wrong(missing_line), Wrong(stray_line), or as by `read`. Linear in its bytes.
        """
        raw = self.read(limit)
        if raw is None:
            raise self.wrong(Wrongness.MISSING_LINE, "the file is empty")
        self.end()
        return raw

    def end(self) -> None:
        """Tell by Wrong(stray_line) of anything that still comes."""
        rest = self._stream.readline(1)
        if rest:
            self.line += 1
            raise self.wrong(Wrongness.STRAY_LINE, "nothing may follow")

    def whole(self, limit: int) -> bytes:
        """Return the whole content of a file that has no lines; Wrong(oversized). Linear."""
        raw = self._stream.read(limit + 1)
        self._see(raw)
        if len(raw) > limit:
            raise self.wrong(Refusal.OVERSIZED, f"more than {limit} bytes")
        return raw

    def wrong(self, reason: str, detail: str = "") -> Wrong:
        """Return that the line which was read last is wrong."""
        return Wrong(reason, detail, file=self.name, line=self.line)

    def seen(self) -> File:
        """Return what the manifest must say of what was read."""
        return File(bytes=self._bytes, lines=self._newlines, sha256=self._hash.hexdigest())

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def _see(self, raw: bytes) -> None:
        self._hash.update(raw)
        self._bytes += len(raw)
        self._newlines += raw.count(b"\n")
