"""Standing: which moderation decisions count, what they add up to, and why.

    decision/<id>                 what was decided, by whom
    moderation/<object>/<scope>   the decisions about an object
    confirmed/<id>                the partners that confirmed it
    ours/<id>                     the partners that say the judged is their member
    reversed/<id>                 by which entries or ballots it was reversed
    left/<partner>                {height, made, about}: its last cut, and what then holds

Every one of these only grows, and severities are joined: so the order of decisions, confirmations
and reversals never matters (R5), and a reversal takes away exactly the decisions that it names.
"""

from typing import Any, Literal

from msgspec import Struct

from models.rules.fold.standing import Get
from models.rules.moderation.severity import Scope, Severity, join

Standing = Literal["in_force", "awaits_second", "reversed", "lapsed", "issuer_only"]
"""`issuer_only`: a ban for safety whose home partner left binds who issued it, nobody else."""


class Finding(Struct, frozen=True, kw_only=True):
    """One decision about an object, and whether it counts."""

    decision: str
    by: str
    severity: Severity
    ground: str
    clause: str | None
    standing: Standing
    confirmed_by: tuple[str, ...]
    reversed_by: tuple[str, ...]


def severity(get: Get, object_id: str, scope: Scope, partner: str) -> Severity:
    """Return what binds `partner`'s instance in one scope: the join of what counts.

    What binds it altogether is the join of both scopes. O(decisions about the object).
    """
    scopes: tuple[Scope, ...] = ("local", "community") if scope == "local" else ("community",)
    return join(
        *(
            found.severity
            for each in scopes
            for found in explain(get, object_id, each)
            if _binds(found, each, scope, partner)
        )
    )


def explain(get: Get, object_id: str, scope: Scope) -> tuple[Finding, ...]:
    """Return every decision about an object in one scope, by id, and whether it counts.

    O(decisions).
    """
    ids = get(f"moderation/{object_id}/{scope}") or ()
    return tuple(_finding(get, each) for each in ids)


def standing(get: Get, decision_id: str) -> Standing:
    """Return whether a decision counts. O(1)."""
    decision = get(f"decision/{decision_id}")
    if get(f"reversed/{decision_id}"):
        return "reversed"
    if decision["scope"] == "local":
        return "in_force"
    made = _at_cut(get, decision["by"], decision["height"], "made")
    if made == "lapse":
        return "lapsed"
    about = _at_cut(get, decision["home"], decision["height"], "about")
    if about == "lapse_but_safety" and decision["ground"] == "safety":
        return "issuer_only"
    if about is not None:
        return "lapsed"
    return "awaits_second" if awaits_second(get, decision_id) else "in_force"


def awaits_second(get: Get, decision_id: str) -> bool:
    """Tell whether a decision still lacks the second partner that the charter asks for."""
    decision = get(f"decision/{decision_id}")
    is_about_another = decision["home"] not in (None, decision["by"])
    is_claimed = bool(get(f"ours/{decision_id}"))
    needs_one = decision["two_partner_rule"] and (is_about_another or is_claimed)
    return needs_one and not get(f"confirmed/{decision_id}")


def known_since(get: Get, decision_id: str) -> int:
    """Return the time from which a decision can be appealed: when it began to count.

    O(confirmations).
    """
    confirmations = [
        int(get(f"confirmation/{decision_id}/{partner}")["time"])
        for partner in get(f"confirmed/{decision_id}") or ()
    ]
    decided = int(get(f"decision/{decision_id}")["time"])
    return max(decided, min(confirmations, default=decided))


def _finding(get: Get, decision_id: str) -> Finding:
    decision = get(f"decision/{decision_id}")
    return Finding(
        decision=decision_id,
        by=decision["by"],
        severity=decision["severity"],
        ground=decision["ground"],
        clause=decision["clause"],
        standing=standing(get, decision_id),
        confirmed_by=tuple(get(f"confirmed/{decision_id}") or ()),
        reversed_by=tuple(get(f"reversed/{decision_id}") or ()),
    )


def _binds(found: Finding, stands_in: Scope, asked: Scope, partner: str) -> bool:
    if asked == "community":
        return found.standing == "in_force"
    is_wanted = "in_force" if stands_in == "local" else "issuer_only"
    return found.by == partner and found.standing == is_wanted


def _at_cut(get: Get, partner: str | None, height: int, what: str) -> Any:
    """Return what the exit clause says of a decision made before the partner's last cut."""
    left = get(f"left/{partner}") if partner else None
    return left[what] if left is not None and left["height"] >= height else None
