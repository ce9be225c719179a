"""Report: up to where a bundle is right (R14), or what is wrong first, where, and whose it is."""

from enum import StrEnum
from typing import Any, Literal

import msgspec
from msgspec import Struct

Bond = Literal["signed", "named", "none"]
"""Whether the wrong thing is its author's proven word, only says it is, or is nobody's."""


class Wrongness(StrEnum):
    """What can be wrong with a bundle beside what the rules refuse; stable."""

    MISSING_FILE = "missing_file"
    STRAY_FILE = "stray_file"
    NOT_A_LINE = "not_a_line"
    MISSING_LINE = "missing_line"
    STRAY_LINE = "stray_line"
    OUT_OF_ORDER = "out_of_order"
    NOT_FINAL = "not_final"
    CONTRADICTS_FINAL = "contradicts_final"
    MISSING_ENTRY = "missing_entry"
    ROLL_DIFFERS = "roll_differs"
    BLOB_DIFFERS = "blob_differs"
    MANIFEST_DIFFERS = "manifest_differs"
    SNAPSHOT_DIFFERS = "snapshot_differs"


class Wrong(Exception):
    """The first wrong thing: a reason of this room or of `Refusal`, and where it was met."""

    def __init__(self, reason: str, detail: str = "", *, file: str = "", line: int = 0) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
        self.file = file
        self.line = line
        self.whose: str | None = None
        self.bond: Bond = "none"

    def by(self, partner: str, bond: Bond) -> "Wrong":
        """Say whose it is."""
        self.whose, self.bond = partner, bond
        return self


class Finding(Struct, frozen=True, kw_only=True):
    """The wrong thing, for a report."""

    file: str
    line: int
    """From 1; 0 is the file as a whole."""
    reason: str
    detail: str
    whose: str | None
    bond: Bond


class Reached(Struct, frozen=True, kw_only=True):
    """The newest final minutes up to which everything is right."""

    height: int
    minutes: str
    time: int
    state: str
    entries: int
    """Entries up to their cut."""


class Report(Struct, frozen=True, kw_only=True):
    """What a verification found."""

    community: str | None
    reached: Reached | None
    minutes: int
    """How many minutes were recomputed, those that are not final included."""
    entries: int
    """How many entries were checked, variants and those that no minutes reached included."""
    wrong: Finding | None


def finding(wrong: Wrong) -> Finding:
    """Return a wrong thing as a report tells it."""
    return Finding(
        file=wrong.file,
        line=wrong.line,
        reason=str(wrong.reason),
        detail=wrong.detail,
        whose=wrong.whose,
        bond=wrong.bond,
    )


def plain(report: Report) -> Any:
    """Return a report as a JSON value."""
    return msgspec.to_builtins(report)


def text(report: Report) -> str:
    """Return a report for people, without a newline at the end."""
    lines = [] if report.wrong is None else [*_wrong(report.wrong), ""]
    reached = report.reached
    if reached is None:
        lines.append("nothing was verified")
    else:
        lines += [
            f"verified up to minutes {reached.height}",
            f"  state      {reached.state}",
            f"  minutes    {reached.minutes}",
            f"  community  {report.community}",
            f"  entries    {reached.entries} in these minutes, {report.entries} checked",
        ]
    return "\n".join(lines)


def _wrong(wrong: Finding) -> list[str]:
    place = f"{wrong.file}:{wrong.line}" if wrong.line else wrong.file
    detail = f": {wrong.detail}" if wrong.detail else ""
    lines = [f"WRONG  {place}: {wrong.reason}{detail}"]
    if wrong.bond == "signed":
        lines.append(f"  {wrong.whose} signed it: this is its own word")
    elif wrong.bond == "named":
        lines.append(f"  it stands in the name of {wrong.whose}, whose signature does not say so")
    return lines
