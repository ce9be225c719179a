"""Local storage: uploaded files in a directory of this machine.

Uploads and `/media/` enter here. Names are made by us and unguessable; nothing a member typed ever
becomes part of a path. A file is written beside its place and renamed, so that a crash leaves
either the whole file or none.
"""

import asyncio
import os
import re
import secrets
from pathlib import Path

from server.settings import Settings

_KEY = re.compile(r"[mp][0-9a-f]{40}\.[a-z0-9]{3,4}")
_POST, _PROFILE = "m", "p"


def media_folder(settings: Settings) -> Path:
    """Return where an instance keeps its uploaded files."""
    return settings.data_path / "media"


class LocalStorage:
    """Files below one directory, spread over 256 folders."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def new_key(self, extension: str, *, is_profile: bool = False) -> str:
        """Return a fresh name: what it is for, 160 random bits and an extension of ours."""
        return f"{_PROFILE if is_profile else _POST}{secrets.token_hex(20)}.{extension}"

    def is_profile(self, key: str) -> bool:
        """Return whether the file belongs to a profile, which no row of an upload mentions."""
        return key.startswith(_PROFILE)

    def path(self, key: str) -> Path | None:
        """Return where the file is, or None for what cannot be a name of ours."""
        if _KEY.fullmatch(key) is None:
            return None
        return self._root / key[1:3] / key

    async def put(self, key: str, body: bytes) -> None:
        """Store a file and have it on the disk before returning."""
        await asyncio.to_thread(self._write, key, body)

    async def remove(self, key: str) -> None:
        """Remove a file; it may be gone already."""
        path = self.path(key)
        if path is not None:
            await asyncio.to_thread(path.unlink, True)

    async def renamed(self, *keys: str) -> tuple[str, ...]:
        """Give files new names, so that the old ones lead nowhere; returns the new ones."""
        return await asyncio.to_thread(self._rename, keys)

    def _rename(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        renamed = []
        for key in keys:
            new = self.new_key(key.rpartition(".")[2])
            old_path, new_path = self.path(key), self.path(new)
            if old_path is None or new_path is None:
                renamed.append(key)
                continue
            new_path.parent.mkdir(parents=True, exist_ok=True)
            if old_path.exists():
                old_path.rename(new_path)
            renamed.append(new)
        return tuple(renamed)

    def _write(self, key: str, body: bytes) -> None:
        path = self.path(key)
        if path is None:
            raise ValueError(f"no name of ours: {key}")
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}")
        with draft.open("wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        draft.rename(path)
