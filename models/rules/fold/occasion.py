"""Occasion: the minutes at which something is folded, and what comes of it (R2, R5)."""

from typing import Any

from msgspec import Struct

from models.rules.values import Cut


class Occasion(Struct, frozen=True, kw_only=True):
    """What the fold knows of its minutes; their id is not among it, because it depends on it."""

    height: int
    time: int
    parent: str | None
    """The id of the minutes before; None at height 0."""
    roster: int
    """The version of the roster these minutes stand under."""
    cut: Cut
    """How far each log counts from these minutes on."""
    excluded: str | None
    """Whom the start of these minutes leaves out of the roster (R13)."""


class Effect(Struct, frozen=True, kw_only=True):
    """Something that follows once the minutes are final (R2); never before."""

    kind: str
    """snake_case: ballot_opened, ballot_closed, roster_changed ..."""
    about: str
    """The id it is about: of an entry, a ballot, a partner."""
    facts: dict[str, Any]


class Voided(Struct, frozen=True, kw_only=True):
    """An entry that stays in its author's log and had no effect."""

    entry: str
    partner: str
    reason: str
