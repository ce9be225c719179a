"""Reads hanse.toml: its values through `tomllib`, and the line on which each key stands.

`tomllib` forgets lines, so a small scan finds them again. The scan is for messages only: should it
misjudge a line of an exotic file, a message points at the wrong place, but no value changes.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from msgspec import Struct

from server.settings.problems import SettingProblem, SettingsInvalid

_HEADER = re.compile(r"\s*\[\[?\s*([^\]\[]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"))*)\s*=""")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
_LITERAL = re.compile(r"""\"(?:\\.|[^"\\])*"|'[^']*'|#.*""")
_AT_LINE = re.compile(r"\(at line (\d+)")

FILE_BYTES = 1_048_576
"""More than any settings file needs; a larger file is a mistake such as a wrong path."""


class SettingsFile(Struct, frozen=True):
    """The parsed file: nested values, and where each dotted key was written."""

    path: Path
    values: dict[str, Any]
    lines: dict[str, int]

    def where(self, key: str) -> str:
        """Return `name:line` of a key, of the nearest section around it, or only the name."""
        parts = key.split(".")
        while parts:
            line = self.lines.get(".".join(parts))
            if line is not None:
                return f"{self.path}:{line}"
            parts.pop()
        return str(self.path)


def read(path: Path) -> SettingsFile:
    """Read and parse the file; raises SettingsInvalid when it is absent, unreadable or no TOML."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(FILE_BYTES + 1)
    except FileNotFoundError:
        raise _refusal(
            path, "the file does not exist", f"Write one with `hanse init {path.parent}`"
        ) from None
    except OSError as error:
        raise _refusal(
            path, f"the file cannot be read: {error.strerror}", "Check its path and permissions"
        ) from None
    if len(raw) > FILE_BYTES:
        raise _refusal(path, "the file is larger than 1 MiB", "Check its path")
    try:
        text = raw.decode("utf-8")
        return SettingsFile(path, tomllib.loads(text), scan_lines(text))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _refusal(path, "this line is not UTF-8", "Save the file as UTF-8", line) from None
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise _refusal(
            path, f"not valid TOML: {error}", "Text stands in quotes, lists in [ ]", line
        ) from None


def scan_lines(text: str) -> dict[str, int]:
    """Return the line (from 1) of each section header and each key, by dotted name."""
    lines: dict[str, int] = {}
    section = ""
    depth = 0
    closing = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if closing:
            closing = "" if closing in line else closing
            continue
        if depth == 0 and (header := _HEADER.match(line)):
            section = _dotted(header[1])
            lines.setdefault(section, number)
        elif depth == 0 and (key := _KEY.match(line)):
            name = _dotted(key[1])
            lines.setdefault(f"{section}.{name}" if section else name, number)
        for quotes in ('"""', "'''"):
            if line.count(quotes) % 2:
                closing = quotes
        bare = _LITERAL.sub("", line)
        depth = max(0, depth + _openings(bare)) if not _HEADER.match(line) or depth else 0
    return lines


def _openings(bare: str) -> int:
    return bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")


def _dotted(written: str) -> str:
    return ".".join(part.strip("\"'") for part in _PART.findall(written))


def _refusal(path: Path, message: str, remedy: str, line: int | None = None) -> SettingsInvalid:
    where = f"{path}:{line}" if line else str(path)
    problem = SettingProblem(key="settings", where=where, message=message, remedy=f"{remedy}.")
    return SettingsInvalid([problem])
