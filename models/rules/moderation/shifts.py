"""Shifts: who is on duty for the community at a time, by what the rota in the state says.

    shift/<slug>             {by, start, end, round}: an opened shift
    cover/<slug>/<round>     {by, is_given_back}: who took it
    covers/<partner>         [[start, end, slug], ...]: the shifts it took; ended ones go with time

Whoever takes a shift first has it (of several in one minutes the lowest entry id, R5). When one
begins that nobody covers, or is given back while it runs, everybody is told.
"""

from models.rules.fold.agenda import plan
from models.rules.fold.draft import Draft
from models.rules.fold.standing import Get
from models.rules.fold.view import active


def coverer(get: Get, slug: str) -> str | None:
    """Return the active partner that covers a shift; None when it is open. O(partners)."""
    shift = get(f"shift/{slug}")
    cover = get(f"cover/{slug}/{shift['round']}")
    if cover is None or cover["is_given_back"] or cover["by"] not in active(get):
        return None
    return str(cover["by"])


def covers(get: Get, partner: str, since: int) -> tuple[tuple[int, int, str], ...]:
    """Return the shifts that a partner covers and that end after `since`: start, end, name.

    O(shifts it took · partners).
    """
    return tuple(
        (start, end, slug)
        for start, end, slug in get(f"covers/{partner}") or ()
        if end > since and coverer(get, slug) == partner
    )


def is_on_shift(get: Get, partner: str, time: int) -> bool:
    """Tell whether a partner covers a shift at `time`. O(shifts it took)."""
    return any(
        start <= time < end and coverer(get, slug) == partner
        for start, end, slug in get(f"covers/{partner}") or ()
    )


def is_covered(get: Get, time: int) -> bool:
    """Tell whether any partner is on duty at `time`. O(shifts they took)."""
    return any(is_on_shift(get, partner, time) for partner in active(get))


def attend(draft: Draft, slug: str) -> None:
    """Open a shift again that lost its cover, and raise the alarm while nobody covers it.

    O(partners).
    """
    shift = draft.get(f"shift/{slug}")
    now = draft.occasion.time
    if coverer(draft.get, slug) is not None or now >= shift["end"]:
        return
    if draft.get(f"cover/{slug}/{shift['round']}") is not None:
        shift = {**shift, "round": shift["round"] + 1}
        draft.tell("shift_open", slug, start=shift["start"], end=shift["end"])
    draft.put(f"shift/{slug}", shift)
    if now >= shift["start"]:
        draft.tell("shift_uncovered", slug, end=shift["end"])
    else:
        plan(draft, shift["start"], f"shift/{slug}")
