"""Disk: what of a partner survives a crash, and the order in which it reaches the world.

The rule that everything hangs on: what a partner's machine hands out as durable is on the disk
before anything it hands out for sending leaves the house. `carried` is that rule in one place, so
that a mutant can break it.
"""

from typing import Any, Literal

from msgspec import Struct

CrashPoint = Literal["before_durable", "torn", "after_durable", "between_sends"]
"""Nothing written; only the first records written; all written, nothing sent; some of it sent."""
CRASH_POINTS: tuple[CrashPoint, ...] = ("before_durable", "torn", "after_durable", "between_sends")


class Carried(Struct, frozen=True, kw_only=True):
    """How much of one output reached the disk and the network."""

    durable: int
    """How many of its records are on the disk."""
    send: int
    """How many of its messages left."""


class Disk:
    """The durable records of one partner, in order."""

    def __init__(self) -> None:
        self.records: list[Any] = []

    def write(self, records: tuple[Any, ...]) -> None:
        """Append records; from now on they survive."""
        self.records.extend(records)

    def backup(self, share: int) -> tuple[Any, ...]:
        """Return the oldest `share` thousandths of the records: an old backup."""
        return tuple(self.records[: len(self.records) * share // 1000])

    def restore(self, records: tuple[Any, ...]) -> None:
        """Let the disk hold what a backup held, and nothing since."""
        self.records = list(records)


def carried(durable: int, send: int, crash: CrashPoint | None) -> Carried:
    """Return how far an output of so many records and messages gets, with or without a crash."""
    if crash == "before_durable":
        return Carried(durable=0, send=0)
    if crash == "torn":
        return Carried(durable=durable // 2, send=0)
    if crash == "after_durable":
        return Carried(durable=durable, send=0)
    if crash == "between_sends":
        return Carried(durable=durable, send=send // 2)
    return Carried(durable=durable, send=send)
