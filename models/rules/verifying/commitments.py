"""Commitments: which of the contents that travel beside logs some entry commits to (R7, R14)."""

from collections.abc import Iterable

from models.rules.log.entry import Entry

ROLL = "roll"
"""The type of entry that commits to a roll of members."""


class Commitments:
    """What entries commit to, of the blobs that are asked for, and of all rolls."""

    def __init__(self, asked: Iterable[str] = ()) -> None:
        self._asked = frozenset(asked)
        self.blobs: set[str] = set()
        self.rolls: dict[str, int] = {}
        """How many members, by the root of the roll."""

    def note(self, entry: Entry) -> None:
        """Take note of what an entry, whose body was checked, commits to. O(its blobs)."""
        if self._asked:
            self.blobs.update(self._asked.intersection(entry.blobs))
        roll = entry.body["roll"] if entry.type == ROLL else None
        if roll is not None:
            self.rolls[roll["root"]] = roll["size"]
