"""Duty: a task that one partner is accountable for: offered, accepted in writing, given back.

Of several that accept one offer in the same minutes the lowest entry id has it (R5).
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from models.rules.fold.agenda import ask
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.view import partners
from models.rules.fold.void import Void, VoidReason
from models.rules.values import DAY, Line, PartnerId, Slug
from models.rules.work.duties import holder

MOST = 256
"""How many duties one partner can hold at once."""

Term = Annotated[int, Meta(ge=DAY, le=3650 * DAY)]


class DutyBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happens to the duty; the last four fields belong to `offer`."""

    duty: Slug
    step: Literal["offer", "accept", "give_back", "close"]
    purpose: Line = ""
    to: PartnerId | None = None
    """Whom it is offered to first; None: everybody."""
    term_ms: Term = 365 * DAY
    answer_ms: Term = 14 * DAY
    """How long the offer is for `to` alone."""


@act("duty", DutyBody)
def fold(desk: Desk, body: DutyBody) -> None:
    """Offer, accept, give back or close a duty.

    Void: unknown_target, moot, not_yours, too_many, taken. O(partners * duties that the author
    accepted).
    """
    duty = desk.get(f"duty/{body.duty}")
    if body.step == "offer":
        _offer(desk, body)
        return
    if duty is None:
        raise Void(VoidReason.UNKNOWN_TARGET, body.duty)
    if duty["is_closed"]:
        raise Void(VoidReason.MOOT, body.duty)
    if body.step == "accept":
        _accept(desk, body.duty)
    elif body.step == "give_back":
        _give_back(desk, body.duty)
    else:
        _close(desk, body.duty)


def _offer(desk: Desk, body: DutyBody) -> None:
    if body.to is not None and body.to not in partners(desk.get):
        raise Void(VoidReason.UNKNOWN_TARGET, body.to)
    now = desk.occasion.time
    offered = {
        "by": desk.author,
        "purpose": body.purpose,
        "to": body.to,
        "term_ms": body.term_ms,
        "answer_ms": body.answer_ms,
        "round": 0,
        "since": now,
        "is_closed": False,
    }
    desk.claim(f"duty/{body.duty}", offered)
    ask(desk, now + body.answer_ms, f"duty/{body.duty}")
    desk.tell("duty_offered", body.duty, before=None)


def _accept(desk: Desk, slug: str) -> None:
    duty = desk.get(f"duty/{slug}")
    if duty["to"] not in (None, desk.author):
        raise Void(VoidReason.NOT_YOURS, slug)
    mine = [each for each in desk.get(f"holds/{desk.author}") or () if _may_hold(desk, each)]
    if len(mine) >= MOST:
        raise Void(VoidReason.TOO_MANY, slug)
    until = desk.occasion.time + duty["term_ms"]
    accepted = {"by": desk.author, "until": until, "entry": desk.id, "is_given_back": False}
    desk.claim(f"holder/{slug}/{duty['round']}", accepted)
    desk.put(f"holds/{desk.author}", sorted({*mine, slug}))
    ask(desk, until, f"duty/{slug}")
    desk.tell("duty_accepted", slug, by=desk.author, until=until)


def _give_back(desk: Desk, slug: str) -> None:
    if not _holds(desk, slug):
        raise Void(VoidReason.NOT_YOURS, slug)
    key = f"holder/{slug}/{desk.get(f'duty/{slug}')['round']}"
    desk.put(key, {**desk.get(key), "is_given_back": True})
    ask(desk, desk.occasion.time, f"duty/{slug}")


def _close(desk: Desk, slug: str) -> None:
    """End a duty that its author no longer asks for; its holder, if any, is free."""
    duty = desk.get(f"duty/{slug}")
    if duty["by"] != desk.author:
        raise Void(VoidReason.NOT_YOURS, slug)
    desk.put(f"duty/{slug}", {**duty, "is_closed": True})
    desk.tell("duty_closed", slug)


def _holds(desk: Desk, slug: str) -> bool:
    found = holder(desk.get, slug)
    return found is not None and found["by"] == desk.author


def _may_hold(desk: Desk, slug: str) -> bool:
    """Tell whether the author holds a duty, or asked for it in these very minutes."""
    key = f"holder/{slug}/{desk.get(f'duty/{slug}')['round']}"
    return key in desk.claims or _holds(desk, slug)
