"""Tables: rows for a terminal, aligned for people or as JSON for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

import click
import msgspec

Row = Mapping[str, Any]


def show(rows: Sequence[Row], columns: Sequence[str], *, as_json: bool) -> None:
    """Print rows to standard output; JSON holds every field, the table only `columns`."""
    if as_json:
        show_json(list(rows))
        return
    if not rows:
        click.echo("None.", err=True)
        return
    for line in lines(rows, columns):
        click.echo(line)


def show_json(value: Any) -> None:
    """Print a value as indented JSON."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def lines(rows: Sequence[Row], columns: Sequence[str]) -> list[str]:
    """Return the table: a heading, then a line per row, no space at the ends."""
    texts = [[_text(row[column]) for column in columns] for row in rows]
    heading = [column.replace("_", " ").upper() for column in columns]
    widths = [max(map(len, cells)) for cells in zip(heading, *texts, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        for cells in (heading, *texts)
    ]


def _text(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(value, "strftime"):
        return str(value.strftime("%Y-%m-%d %H:%M"))
    return " ".join(str(value).split())
