"""Terms: what the charter promised a leaver and its members, as it stood when the case opened.

They are copied into the case, so that nobody can amend them after somebody gave notice (R10).
"""

from typing import Any, Literal

import msgspec
from msgspec import Struct

from models.rules.charter.exit import ExitClause, Handling
from models.rules.fold.standing import Get
from models.rules.fold.view import section

LeaverKind = Literal["voluntary", "agreed", "expelled", "vanished", "dissolved", "merged"]
UNWILLING: tuple[LeaverKind, ...] = ("expelled", "vanished")
"""Leavers whose word cannot be waited for."""


class Terms(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds in one case."""

    handling: dict[str, Handling]
    choice_ms: int
    """How long members may choose, from the day they were told."""
    unchosen: str
    documents_ms: int
    marks_ms: int


def agreed(get: Get, kind: LeaverKind) -> Any:
    """Return the charter's terms for a leaver of this kind, as JSON.

    Linear in the charter's exit clause.
    """
    clause: ExitClause = section(get, "exit", ExitClause)
    terms = Terms(
        handling=clause.handling,
        choice_ms=clause.choice_ms,
        unchosen=clause.unchosen,
        documents_ms=clause.terms[kind].documents_ms,
        marks_ms=clause.terms[kind].marks_ms,
    )
    return msgspec.to_builtins(terms)
