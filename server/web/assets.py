"""Static files: where they lie, and addresses that change when their content does.

An address carries a piece of the file's hash, so browsers may keep such a file for ever and still
get the new one after an upgrade. The templates enter; a file that did not exist when the process
started must never be asked for.
"""

import hashlib
from pathlib import Path

_SERVER = Path(__file__).parents[1]
STATIC_PREFIX = "/static/"


def static_directory() -> Path:
    """Return the directory of style, icons and fonts, in a checkout and in an installed wheel."""
    packaged = _SERVER / "_static"
    return packaged if packaged.is_dir() else _SERVER.parent / "static"


class Assets:
    """The addresses of all static files, computed once."""

    def __init__(self, directory: Path) -> None:
        self._addresses = {
            path.relative_to(directory).as_posix(): _address(directory, path)
            for path in sorted(directory.rglob("*"))
            if path.is_file()
        }

    def url(self, name: str) -> str:
        """Return the address of `name`, a path below the directory; KeyError if there is none."""
        return self._addresses[name]


def _address(directory: Path, path: Path) -> str:
    name = path.relative_to(directory).as_posix()
    # The style sheets name the fonts, and a font asked for under two addresses is loaded twice.
    if path.suffix == ".woff2":
        return STATIC_PREFIX + name
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
    return f"{STATIC_PREFIX}{name}?v={digest}"
