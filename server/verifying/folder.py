"""Folder: a bundle on disk, as the verifier reads it and as it is written."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO


class Folder:
    """A bundle in a folder; whatever lies in it belongs to the bundle or is wrong."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._names = tuple(sorted(_names(path)))

    def names(self) -> tuple[str, ...]:
        """Return the names of all files, links and empty folders, with forward slashes, sorted."""
        return self._names

    def open(self, name: str) -> BinaryIO:
        """Return a file's content from its beginning; the caller closes it."""
        return (self._path / name).open("rb")


def write(path: Path, contents: Mapping[str, bytes]) -> None:
    """Write a bundle into a folder; FileExistsError when there is something in it already."""
    path.mkdir(parents=True, exist_ok=True)
    if any(path.iterdir()):
        raise FileExistsError(f"{path} is not empty")
    for name, content in contents.items():
        place = path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _names(path: Path) -> Iterator[str]:
    for place in path.rglob("*"):
        name = place.relative_to(path).as_posix()
        if place.is_file() and not place.is_symlink():
            yield name
        elif place.is_symlink() or not place.is_dir() or not any(place.iterdir()):
            yield f"{name}/"
