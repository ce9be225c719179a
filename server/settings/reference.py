"""Writes the settings down for people: the reference page and the commented hanse.toml.

Both come from the catalogue, so they cannot leave a setting out; `tests/house` compares the page
in `docs/` with what is generated here.
"""

import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
from msgspec.inspect import FloatType, IntType, LiteralType

from server.settings import catalogue
from server.settings.catalogue import Entry, Section

_INTRODUCTION = """# Configuration

<!-- Written by `make docs` from the settings' own declarations; edit those, not this page. -->

Hanse reads one file, `hanse.toml`, which `hanse init` writes with comments. Only `domain` has to be
set. Relative paths start at the directory of the file.

- **Environment.** Each setting can be given as a variable, which then wins over the file: the
  name in capitals behind `HANSE_`, two underscores for the dot, as in `HANSE_LOG__FORMAT=json`.
  Lists are separated by commas. With `_FILE` behind the name, the variable names a file which
  holds the value, as containers do with secrets: `HANSE_DATABASE__URL_FILE=/run/secrets/database`.
- **Mistakes.** Unknown names, wrong kinds and values that do not fit together are all reported at
  once, with line or variable and what would be right. `hanse doctor` looks further: clock, DNS,
  TLS, database, disk.
- **Secrets.** A file with a secret that other users can read is refused, and so is a sample secret.
"""


def markdown() -> str:
    """Return the whole reference page."""
    parts = [_INTRODUCTION]
    for section in catalogue.sections():
        title = f"`[{section.name}]`" if section.name else "The first lines"
        parts.append(f"## {title}\n\n{_flow(section.doc)}\n")
        rows = ["| setting | kind | default | meaning |", "|---|---|---|---|"]
        rows += [_row(entry) for entry in _of(section)]
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def toml(chosen: Mapping[str, Any]) -> str:
    """Return a commented settings file with the `chosen` values set and all others as comments."""
    lines: list[str] = []
    for section in catalogue.sections():
        active = any(entry.key in chosen for entry in _of(section))
        lines += ["", *_comment(section.doc)]
        if section.name:
            lines.append(f"[{section.name}]" if active or not section.optional else "# Off here.")
            lines.extend([] if active or not section.optional else [f"# [{section.name}]"])
        for entry in _of(section):
            lines += ["", *_comment(f"{entry.doc}{_hint(entry)}")]
            name = entry.key.rpartition(".")[2]
            if entry.key in chosen:
                lines.append(f"{name} = {literal(chosen[entry.key])}")
            else:
                lines.append(f"# {name} = {literal(entry.default)}")
    return "\n".join(lines).strip() + "\n"


def literal(value: Any) -> str:
    """Write a value as TOML."""
    if isinstance(value, dict):
        pairs = (f"{literal(name)} = {literal(inner)}" for name, inner in value.items())
        return "{ " + ", ".join(pairs) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    return orjson.dumps(value).decode()


def _of(section: Section) -> Iterator[Entry]:
    return (entry for entry in catalogue.entries() if entry.section == section.name)


def _row(entry: Entry) -> str:
    default = "**required**" if entry.required else f"`{literal(entry.default)}`"
    cells = (f"`{entry.key}`", entry.expected, default, entry.doc)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _hint(entry: Entry) -> str:
    """Say what the default does not already show: bounds and choices."""
    if isinstance(entry.kind, IntType | FloatType | LiteralType):
        return f" Right is {entry.expected}."
    return ""


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(_flow(text), 96)]


def _flow(text: str) -> str:
    return " ".join(text.split())


def main() -> None:
    """Write the page to the file named as the first argument."""
    Path(sys.argv[1]).write_text(markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
