"""Duties: one accountable partner for each, for a term, and offered again when it is over.

    duty/<slug>             {by, purpose, to, term_ms, answer_ms, round, since, is_closed}
    holder/<slug>/<round>   {by, until, is_given_back}: who accepted in this round
    holds/<partner>         the duties that a partner accepted, ended ones for a while too

A round ends when the holder's term is over, when the holder gives the duty back or leaves, or when
the partner it was offered to does not answer; the next one is open to everybody. The time is that
of the minutes, so everybody ends it at the same ones (R5).
"""

from typing import Any

from models.rules.fold.agenda import plan
from models.rules.fold.draft import Draft
from models.rules.fold.standing import Get
from models.rules.fold.view import partners


def holder(get: Get, slug: str) -> Any:
    """Return who holds a duty, as accepted, or None: it is on offer, or closed. O(partners)."""
    duty = get(f"duty/{slug}")
    found = get(f"holder/{slug}/{duty['round']}")
    if found is None or found["is_given_back"] or duty["is_closed"]:
        return None
    return found if found["by"] in partners(get) else None


def attend(draft: Draft, slug: str) -> None:
    """Offer a duty again if its round is over; otherwise look again when it will be.

    O(partners).
    """
    duty = draft.get(f"duty/{slug}")
    now = draft.occasion.time
    found = draft.get(f"holder/{slug}/{duty['round']}")
    held = holder(draft.get, slug)
    ends = _ends(duty, found, held)
    if ends is None or duty["is_closed"]:
        return
    if now < ends:
        plan(draft, ends, f"duty/{slug}")
        return
    draft.put(f"duty/{slug}", {**duty, "round": duty["round"] + 1, "to": None, "since": now})
    draft.tell("duty_offered", slug, before=found["by"] if found else duty["to"])


def held_by(get: Get, partner: str) -> tuple[str, ...]:
    """Return the duties that a partner holds, ascending. O(duties that it accepted · partners)."""
    mine = []
    for slug in sorted(get(f"holds/{partner}") or ()):
        found = holder(get, slug)
        if found is not None and found["by"] == partner:
            mine.append(slug)
    return tuple(mine)


def _ends(duty: Any, found: Any, held: Any) -> int | None:
    """Return when a duty's round ends; None when only somebody's acceptance can change it."""
    if held is not None:
        return int(held["until"])
    if found is not None:
        return 0
    return duty["since"] + duty["answer_ms"] if duty["to"] is not None else None
