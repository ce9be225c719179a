"""Deciding: who decides about a topic and how, and why that could be decided at all (R6)."""

from msgspec import Struct

from models.rules.charter.clause import in_force
from models.rules.charter.decision_rule import DecisionRule
from models.rules.charter.document import Charter
from models.rules.charter.topics import OTHER


class Why(Struct, frozen=True, kw_only=True):
    """What in the charter lets a topic be decided: for the page of each result."""

    version: int
    path: str
    """Where the rule stands in the document."""
    clauses: tuple[str, ...]
    """The clauses in force that explain the rule, in the order of the document."""
    goals: tuple[str, ...]
    """The goals these clauses serve, in the order of the document."""


def governing(charter: Charter, topic: str) -> str:
    """Return the topic whose rule decides: itself, or `other` when it has no rule of its own."""
    return topic if topic in charter.topics else OTHER


def rule_for(charter: Charter, topic: str) -> DecisionRule:
    """Return the rule under which a topic is decided; KeyError where not even `other` has one."""
    return charter.topics[governing(charter, topic)]


def why(charter: Charter, topic: str) -> Why:
    """Return the ground on which a topic is decided. O(clauses + goals)."""
    ruling = governing(charter, topic)
    clauses = [clause for clause in in_force(charter.clauses) if ruling in clause.topics]
    served = {goal for clause in clauses for goal in clause.goals}
    return Why(
        version=charter.version,
        path=f"topics.{ruling}",
        clauses=tuple(clause.id for clause in clauses),
        goals=tuple(goal.id for goal in charter.goals if goal.id in served),
    )


def electorate_seats(charter: Charter, topic: str) -> tuple[int, ...]:
    """Return the numbers of the council's seats that vote on a topic; none unless it decides.

    KeyError as `rule_for`. O(seats * functions).
    """
    rule = rule_for(charter, topic)
    if rule.decider != "council":
        return ()
    return tuple(
        number
        for number, seat in enumerate(charter.seats)
        if not rule.functions or seat.function in rule.functions
    )
