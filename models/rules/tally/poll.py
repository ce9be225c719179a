"""Polls: the question as it was frozen at its opening (R6), and the voices that answer it.

Whoever asks for a count has settled before who may vote, with what weight, and which of a voter's
voices is the last one: a voter speaks here once.
"""

from fractions import Fraction
from typing import Any

from msgspec import Struct

from models.rules.tally.method import Method, Quorum

Weight = int | Fraction


class Voice(Struct, frozen=True, kw_only=True):
    """What one voter (a partner, a seat, a member's leaf) chose; a JSON value, maybe malformed."""

    voter: str
    choice: Any
    weight: Weight = 1


class Poll(Struct, frozen=True, kw_only=True):
    """What is asked, of whom, and by which rule; `options` is empty where yes and no are asked."""

    method: Method
    quorum: Quorum
    options: tuple[str, ...] = ()
    status_quo: str | None = None
    tie_order: tuple[str, ...] = ()
    """All options, the one that wins a tie first: status quo, then by hash with the opening."""
    electorate: Weight
    """The weight of all who may vote."""
    voters: int
    """How many may vote."""
