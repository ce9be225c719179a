"""Goals and clauses: what the community is for, and what its partners agreed on in words.

Each clause serves at least one goal and may name the topics whose rules it explains: what a ballot
says when it opens (R6). A clause with a date of review that is not renewed in time meets its
default (see `reviewing`): it lapses, it stays without a date, or a clause that was dormant until
then takes its place.
"""

from msgspec import Struct

from models.rules.charter.bounds import Id, Line, Text
from models.rules.values import Moment

LAPSE = "lapse"
KEEP = "keep"
RESERVED = (LAPSE, KEEP)
"""Defaults that are no ids of clauses."""


class Goal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the partners want to reach together, and how they will know."""

    id: Id
    text: Text
    indicator: Line | None = None
    baseline: Line | None = None


class Clause(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One agreement in words."""

    id: Id
    title: Line
    text: Text
    goals: tuple[Id, ...]
    topics: tuple[Id, ...] = ()
    review_by: Moment | None = None
    default: Id = KEEP
    """What applies when not renewed: `lapse`, `keep`, or the id of the dormant clause that
    succeeds."""
    is_dormant: bool = False
    """Waits as the successor of another clause, and does not apply before."""
    protects_members: bool = False
    """Any change needs the members' consent too."""


class Function(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A role that seats of the council are for."""

    id: Id
    title: Line
    text: Text = ""


def in_force(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """Return the clauses that apply today. O(clauses)."""
    return tuple(clause for clause in clauses if not clause.is_dormant)


def lasts(clause: Clause) -> bool:
    """Tell whether a clause applies and stays, even if nobody renews it."""
    return not clause.is_dormant and (clause.review_by is None or clause.default == KEEP)


def chain(clauses: tuple[Clause, ...], clause_id: str) -> tuple[Clause, ...]:
    """Return a clause and, in order, those that would succeed it; empty for an unknown one.

    O(clauses).
    """
    by_id = {clause.id: clause for clause in clauses}
    found: list[Clause] = []
    following = by_id.pop(clause_id, None)
    while following is not None:
        found.append(following)
        following = by_id.pop(following.default, None)
    return tuple(found)
