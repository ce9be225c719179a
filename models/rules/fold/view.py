"""View: what several rooms read out of the state in the same way (R5)."""

from typing import Any

from models.rules.charter.clause import Clause, in_force
from models.rules.charter.document import Charter
from models.rules.fold.standing import Get
from models.rules.values import shaped


def partners(get: Get) -> tuple[str, ...]:
    """Return the partners in the roster, ascending, without the witnesses. O(n)."""
    return tuple(sealer for sealer in get("roster")["sealers"] if _is_partner(get, sealer))


def active(get: Get) -> tuple[str, ...]:
    """Return the partners that act today: those whose key is not suspended. O(n)."""
    return tuple(each for each in partners(get) if get(f"partner/{each}")["suspended"] is None)


def section(get: Get, name: str, kind: Any) -> Any:
    """Return one part of the charter in force as a `kind`, or the usual one where it has none.

    Refused(malformed) when it is none. O(its size).
    """
    document = get("charter")["document"]
    if name not in document:
        return getattr(shaped(document, Charter), name)
    return shaped(document[name], kind)


def clauses(get: Get) -> tuple[str, ...]:
    """Return the ids of the charter's clauses that apply. O(clauses)."""
    return tuple(clause.id for clause in in_force(section(get, "clauses", tuple[Clause, ...])))


def _is_partner(get: Get, sealer: str) -> bool:
    record = get(f"partner/{sealer}")
    return bool(record["kind"] == "partner" and record["status"] == "active")
