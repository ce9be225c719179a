"""Reviewing: agreements with a date, and what applies when nobody renewed them by a ballot (R6).

A decision rule stays in force until another replaces it, since a community must never be without
one: its review only asks. A clause meets the default that the charter gives it.
"""

from typing import Literal

from msgspec import Struct, structs

from models.rules.charter.clause import KEEP, LAPSE, Clause, in_force
from models.rules.charter.document import Charter
from models.rules.charter.guard import Guards, each
from models.rules.refusal import Refusal, Refused


class Review(Struct, frozen=True, kw_only=True):
    """Something whose date of review has passed."""

    kind: Literal["clause", "topic"]
    id: str
    review_by: int
    default: str
    """What applies unless it is renewed; for a topic always `keep`."""


def due(charter: Charter, now: int) -> tuple[Review, ...]:
    """Return the reviews whose date is `now` or before, the oldest first.

    O(clauses + topics), and sorting what is due.
    """
    clauses = [
        Review(kind="clause", id=clause.id, review_by=clause.review_by, default=clause.default)
        for clause in in_force(charter.clauses)
        if clause.review_by is not None and clause.review_by <= now
    ]
    rules = [
        Review(kind="topic", id=topic, review_by=rule.review_by, default=KEEP)
        for topic, rule in charter.topics.items()
        if rule.review_by is not None and rule.review_by <= now
    ]
    return tuple(sorted(clauses + rules, key=lambda one: (one.review_by, one.kind, one.id)))


def lapse(charter: Charter, clause_id: str) -> Charter:
    """Return the next version, in which the clause that was not renewed met its default.

    A clause that lapses takes the guards that stand on it along; a successor takes them over.
    Refused(malformed) for a clause that is not in force or has no date of review. A charter without
    faults has none afterwards. O(clauses).
    """
    clause = _reviewable(charter, clause_id)
    if clause.default == KEEP:
        kept = structs.replace(clause, review_by=None)
        clauses = tuple(kept if one is clause else one for one in charter.clauses)
        return structs.replace(charter, version=charter.version + 1, clauses=clauses)
    successor = None if clause.default == LAPSE else clause.default
    clauses = tuple(
        structs.replace(one, is_dormant=False) if one.id == successor else one
        for one in charter.clauses
        if one is not clause
    )
    return structs.replace(
        charter,
        version=charter.version + 1,
        clauses=clauses,
        guards=_moved(charter.guards, clause_id, successor),
    )


def _reviewable(charter: Charter, clause_id: str) -> Clause:
    for clause in in_force(charter.clauses):
        if clause.id == clause_id and clause.review_by is not None:
            return clause
    raise Refused(Refusal.MALFORMED, f"no clause {clause_id[:64]} that waits for a review")


def _moved(guards: Guards, clause_id: str, successor: str | None) -> Guards:
    moved = {
        name: None if successor is None else structs.replace(guard, clause=successor)
        for name, guard in each(guards).items()
        if guard is not None and guard.clause == clause_id
    }
    return structs.replace(guards, **moved)
