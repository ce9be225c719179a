"""View: what several rooms read out of the state in the same way."""

from collections.abc import Callable
from typing import Any

from models.rules.charter.clause import Clause, in_force
from models.rules.values import shaped

Get = Callable[[str], Any]
"""How a value is read: `get` of a state, a desk or a draft."""


def active(get: Get) -> tuple[str, ...]:
    """Return the partners that act today, ascending: no witnesses, and no suspended ones. O(n)."""
    return tuple(sealer for sealer in get("roster")["sealers"] if _acts(get(f"partner/{sealer}")))


def section(get: Get, name: str, kind: Any) -> Any:
    """Return one part of the charter in force as a `kind`."""
    return shaped(get("charter")["document"][name], kind)


def clauses(get: Get) -> tuple[str, ...]:
    """Return the ids of the charter's clauses that apply."""
    return tuple(clause.id for clause in in_force(section(get, "clauses", tuple[Clause, ...])))


def _acts(partner: Any) -> bool:
    return (
        partner["kind"] == "partner"
        and partner["status"] in ("founder", "active")
        and partner["suspended"] is None
    )
