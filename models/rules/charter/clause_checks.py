"""Checks of purpose, goals and clauses: purpose comes first, and every clause serves it.

So each ballot can say when it opens why this may be decided at all (R6).
"""

from collections.abc import Iterable, Iterator

from models.rules.charter.clause import KEEP, LAPSE, RESERVED, Clause, chain, in_force, lasts
from models.rules.charter.document import Charter
from models.rules.charter.fault import CharterFault, Fault
from models.rules.charter.topics import FIXED


def clause_faults(charter: Charter) -> Iterator[Fault]:
    """Yield what is wrong with purpose, goals and clauses. O(clauses squared + goals)."""
    if not charter.purpose.strip():
        yield Fault(CharterFault.PURPOSE_MISSING, "purpose")
    if not charter.goals:
        yield Fault(CharterFault.GOALS_MISSING, "goals")
    yield from repeated("goals", (goal.id for goal in charter.goals))
    for goal in charter.goals:
        if not goal.text.strip():
            yield Fault(CharterFault.GOALS_MISSING, f"goals.{goal.id}")
    yield from repeated("clauses", (clause.id for clause in charter.clauses))
    goals = {goal.id for goal in charter.goals}
    for clause in charter.clauses:
        yield from _one(charter, clause, goals)
    yield from _defaults(charter.clauses)
    explained = {topic for clause in charter.clauses if lasts(clause) for topic in clause.topics}
    for topic in FIXED:
        if topic not in explained:
            yield Fault(CharterFault.TOPIC_WITHOUT_CLAUSE, f"topics.{topic}")


def repeated(place: str, ids: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for every id that was there before. O(ids)."""
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            yield Fault(CharterFault.ID_REPEATED, f"{place}.{each}")
        seen.add(each)


def _one(charter: Charter, clause: Clause, goals: set[str]) -> Iterator[Fault]:
    place = f"clauses.{clause.id}"
    if clause.id in RESERVED:
        yield Fault(CharterFault.ID_RESERVED, place)
    if not clause.goals:
        yield Fault(CharterFault.CLAUSE_WITHOUT_GOAL, f"{place}.goals")
    for goal in clause.goals:
        if goal not in goals:
            yield Fault(CharterFault.GOAL_UNKNOWN, f"{place}.goals.{goal}")
    for topic in clause.topics:
        if topic not in charter.topics:
            yield Fault(CharterFault.TOPIC_UNKNOWN, f"{place}.topics.{topic}")


def _defaults(clauses: tuple[Clause, ...]) -> Iterator[Fault]:
    """Each dormant clause must wait for exactly one other, in chains that begin in force.

    Then every default can be carried out, whatever lapses first, and leaves no clause behind.
    """
    dormant = {clause.id for clause in clauses if clause.is_dormant}
    waiting: dict[str, str] = {}
    for clause in clauses:
        if clause.default in (LAPSE, KEEP):
            continue
        if clause.default not in dormant:
            yield Fault(CharterFault.DEFAULT_UNKNOWN, f"clauses.{clause.id}.default")
        elif clause.default in waiting:
            yield Fault(CharterFault.DEFAULT_SHARED, f"clauses.{clause.id}.default")
        else:
            waiting[clause.default] = clause.id
    reached = {
        successor.id for clause in in_force(clauses) for successor in chain(clauses, clause.id)
    }
    for clause in clauses:
        if clause.is_dormant and clause.id not in reached:
            yield Fault(CharterFault.DORMANT_UNREACHED, f"clauses.{clause.id}")
