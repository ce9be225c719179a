"""Rota: when the community is moderated, and by which partner.

Anybody opens shifts; whoever takes one may decide for the community while it runs (see `decision`).
Of several that take one in the same minutes the lowest entry id has it (R5).
"""

from typing import Literal

from msgspec import Struct

from models.rules.fold.agenda import ask
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.void import Void, VoidReason
from models.rules.moderation.shifts import coverer
from models.rules.values import DAY, Moment, Slug

LONGEST = 2 * DAY
"""How long one shift can be."""
AHEAD = 366 * DAY
"""How long before its end a shift can be opened."""
MOST = 200
"""How many shifts that are not over one partner can cover."""


class RotaBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happens to the shift; its times belong to `open`."""

    shift: Slug
    step: Literal["open", "take", "give_back"]
    start: Moment = 0
    end: Moment = 0
    """The first moment after the shift."""


@act("rota", RotaBody)
def fold(desk: Desk, body: RotaBody) -> None:
    """Open, take or give back a shift.

    Void: unknown_target, too_early, too_late, span_unsound, taken, too_many, not_yours. O(partners
    + shifts that the author took).
    """
    if body.step == "open":
        _open(desk, body)
        return
    shift = desk.get(f"shift/{body.shift}")
    if shift is None:
        raise Void(VoidReason.UNKNOWN_TARGET, body.shift)
    if desk.occasion.time >= shift["end"]:
        raise Void(VoidReason.TOO_LATE, body.shift)
    if body.step == "take":
        _take(desk, body.shift)
    else:
        _give_back(desk, body.shift)


def _open(desk: Desk, body: RotaBody) -> None:
    now = desk.occasion.time
    if not body.start < body.end <= body.start + LONGEST:
        raise Void(VoidReason.SPAN_UNSOUND, body.shift)
    if body.end <= now:
        raise Void(VoidReason.TOO_LATE, body.shift)
    if body.end > now + AHEAD:
        raise Void(VoidReason.TOO_EARLY, body.shift)
    opened = {"by": desk.author, "start": body.start, "end": body.end, "round": 0}
    desk.claim(f"shift/{body.shift}", opened)
    ask(desk, body.start, f"shift/{body.shift}")
    desk.tell("shift_open", body.shift, start=body.start, end=body.end)


def _take(desk: Desk, slug: str) -> None:
    shift = desk.get(f"shift/{slug}")
    now = desk.occasion.time
    taken = {"by": desk.author, "entry": desk.id, "is_given_back": False}
    desk.claim(f"cover/{slug}/{shift['round']}", taken)
    mine = [each for each in desk.get(f"covers/{desk.author}") or () if each[1] > now]
    if len(mine) >= MOST:
        raise Void(VoidReason.TOO_MANY, slug)
    desk.put(f"covers/{desk.author}", sorted([*mine, [shift["start"], shift["end"], slug]]))
    desk.tell("shift_taken", slug, by=desk.author)


def _give_back(desk: Desk, slug: str) -> None:
    if coverer(desk.get, slug) != desk.author:
        raise Void(VoidReason.NOT_YOURS, slug)
    key = f"cover/{slug}/{desk.get(f'shift/{slug}')['round']}"
    desk.put(key, {**desk.get(key), "is_given_back": True})
    ask(desk, desk.occasion.time, f"shift/{slug}")
