"""Lot: a draw that nobody can steer alone, in steps that everybody sees.

Who asks for a draw seals a nonce beforehand. Others, who want something else than it does, add a
value each; they cannot know the nonce. Then it opens the nonce, and the order of the names follows
from both. No time and no cut of any minutes has a part in it, so no secretary has.

    lot/<id>               {by, sealed, asked, item, height, closed, until, nonce}
    added/<id>/<partner>   the value that a partner added

`id` is that of the appeal or ballot the draw is for; `item` is called when there is news. A step is
taken by somebody who knew the one before from final minutes (R2): otherwise what is opened could be
answered on another branch. Each has three days, and ends with the first minutes after them; then
`until` of a draw that was not opened is null. Who was asked and adds nothing waives it; who does
not open its nonce gets no draw, and what it asked for falls: it gains nothing by waiting for one
that suits it. Two partners can steer a draw: the one that sealed, and another that adds last.
"""

from typing import Any, Literal

from models.rules.fold.agenda import ask, plan
from models.rules.fold.desk import Desk
from models.rules.fold.draft import Draft
from models.rules.fold.occasion import Occasion
from models.rules.fold.standing import Get
from models.rules.fold.view import active
from models.rules.fold.void import Void, VoidReason
from models.rules.tally import lots
from models.rules.values import DAY

STEP = 3 * DAY
"""How long values can be added, and after that how long the nonce can be opened."""


def begun(occasion: Occasion, sealed: tuple[str, str], asked: list[str], item: str) -> Any:
    """Return the record of a draw that begins at these minutes; `sealed`: by whom, and what."""
    return {
        "by": sealed[0],
        "sealed": sealed[1],
        "asked": asked,
        "item": item,
        "height": occasion.height,
        "closed": None,
        "until": occasion.time + STEP,
        "nonce": None,
    }


def opposed(get: Get, by: str, others: list[str]) -> list[str]:
    """Return, sorted, who adds to a draw: of these the active ones, or else all that are.

    O(partners · others).
    """
    present = [each for each in active(get) if each != by]
    return [each for each in present if each in others] or present


def contribute(desk: Desk, lot_id: str, value: str) -> None:
    """Take the author's value, or its nonce when it is the one that sealed.

    Void: unknown_target, not_entitled, too_early, too_late, already_done, lot_unfit. O(partners
    asked).
    """
    record = desk.get(f"lot/{lot_id}")
    if record is None:
        raise Void(VoidReason.UNKNOWN_TARGET, lot_id)
    if desk.author == record["by"]:
        _open(desk, lot_id, record, value)
    elif desk.author in record["asked"]:
        _add(desk, lot_id, record, value)
    else:
        raise Void(VoidReason.NOT_ENTITLED, lot_id)
    ask(desk, desk.occasion.time, record["item"])


def attend(draft: Draft, lot_id: str) -> Literal["waits", "drawn", "dropped"]:
    """Bring a draw as far as it can come in these minutes, and tell how far that is.

    O(partners²).
    """
    record = draft.get(f"lot/{lot_id}")
    time = draft.occasion.time
    if record["nonce"] is not None:
        return "drawn"
    # While a roster is handed over no entry can be taken, so nobody is late.
    is_over = time >= record["until"] and draft.get("roster/next") is None
    if is_over and record["closed"] is not None:
        draft.put(f"lot/{lot_id}", {**record, "until": None})
        return "dropped"
    if record["closed"] is None and (is_over or _is_full(draft, lot_id, record)):
        record = {**record, "closed": draft.occasion.height, "until": time + STEP}
        draft.put(f"lot/{lot_id}", record)
        draft.tell("lot_closed", lot_id, by=record["by"])
    plan(draft, record["until"], record["item"])
    return "waits"


def ranked(get: Get, lot_id: str, pool: list[str]) -> tuple[str, ...]:
    """Return the names of the pool in the order of a draw that is done.

    O(partners asked + n log n) for n names.
    """
    record = get(f"lot/{lot_id}")
    added = {
        each: value
        for each in record["asked"]
        if (value := get(f"added/{lot_id}/{each}")) is not None
    }
    return lots.ranked(lots.seed_of(lot_id, record["nonce"], added), pool)


def _add(desk: Desk, lot_id: str, record: Any, value: str) -> None:
    if record["closed"] is not None:
        raise Void(VoidReason.TOO_LATE, lot_id)
    if desk.anchor < record["height"]:
        raise Void(VoidReason.TOO_EARLY, "what was sealed was not final")
    key = f"added/{lot_id}/{desk.author}"
    if desk.get(key) is not None:
        raise Void(VoidReason.ALREADY_DONE, key)
    desk.put(key, value)


def _open(desk: Desk, lot_id: str, record: Any, nonce: str) -> None:
    if record["nonce"] is not None:
        raise Void(VoidReason.ALREADY_DONE, lot_id)
    if record["closed"] is None or desk.anchor < record["closed"]:
        raise Void(VoidReason.TOO_EARLY, "what was added was not final")
    if record["until"] is None:
        raise Void(VoidReason.TOO_LATE, lot_id)
    if lots.sealed(desk.author, nonce) != record["sealed"]:
        raise Void(VoidReason.LOT_UNFIT, lot_id)
    desk.put(f"lot/{lot_id}", {**record, "nonce": nonce})


def _is_full(draft: Draft, lot_id: str, record: Any) -> bool:
    """Tell whether everybody that was asked, and is still there, has added a value."""
    present = active(draft.get)
    return all(
        draft.get(f"added/{lot_id}/{each}") is not None
        for each in record["asked"]
        if each in present
    )
