"""Sealers: who signs minutes under a version of the roster, with which quorum and key (R1, R2)."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from models.rules import quorum
from models.rules.state import State


class Sealers(Struct, frozen=True, kw_only=True):
    """One version of the roster, as far as minutes ask."""

    version: int
    policy: quorum.Policy
    names: tuple[str, ...]
    """All who seal, partners and witnesses, ascending."""
    line: tuple[str, ...]
    """The partners that are secretary by turns."""

    @property
    def needed(self) -> int:
        """How many certify (R2)."""
        return quorum.needed(self.policy, len(self.names))

    @property
    def tolerated(self) -> int:
        """How many may lie without harm."""
        return quorum.tolerated(self.policy, len(self.names))

    @property
    def shown(self) -> int:
        """How many must have acknowledged or shown something before it counts as known (R1, R7)."""
        return quorum.shown(self.policy, len(self.names))


def sealers(roster: Mapping[str, Any]) -> Sealers:
    """Return the sealers of a roster as it stands in the state. O(n)."""
    return Sealers(
        version=roster["version"],
        policy=roster["policy"],
        names=tuple(roster["sealers"]),
        line=tuple(roster["line"]),
    )


def secretary(roster: Sealers, term: int) -> str:
    """Return who writes the minutes of a term (R4)."""
    return roster.line[term % len(roster.line)]


def key_of(state: State, partner: str) -> str | None:
    """Return the key with which a partner seals, or None when it is unknown or suspended (R12)."""
    record = state.get(f"partner/{partner}")
    if record is None or record["suspended"] is not None:
        return None
    key: str = record["key"]
    return key


def keys_of(state: State, roster: Sealers) -> dict[str, str]:
    """Return the keys that seal minutes after `state`, by sealer; O(n)."""
    found = ((name, key_of(state, name)) for name in roster.names)
    return {name: key for name, key in found if key is not None}
