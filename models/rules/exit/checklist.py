"""Checklist: the items of an exit (R10), who answers for each, and what each one waits for.

    exit_owner/<case>/<item>/<n>   {by, until}: who answers for it; the next n when it does no more
    exit_done/<case>/<item>        {by, entry, time, count, root}
    exit_waived/<case>/<item>      the partners that do without it
    exit_receipt/<case>/<item>/<class>/<partner>   {count, root, action}

A *must* item holds up the steps after its own until somebody answers for it, and holds up the end
until it is done or waived. Items that follow from the state are done when the state says so.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from msgspec import Struct

from models.rules.charter.document import Seat
from models.rules.exit import receipts
from models.rules.exit.terms import UNWILLING
from models.rules.fold.standing import Get
from models.rules.fold.view import active, partners, section
from models.rules.moderation.shifts import covers
from models.rules.values import DAY
from models.rules.work.duties import held_by

Item = Literal[
    "opened",
    "inventory",
    "host_seat",
    "secretary_line",
    "duties",
    "rota",
    "seats",
    "member_notice",
    "bundles",
    "choices",
    "cut",
    "retention",
    "marks",
    "access",
    "informed",
    "report",
]


class Rule(Struct, frozen=True, kw_only=True):
    """Where an item stands in the order, and what is special about it."""

    step: int
    is_must: bool = True
    is_shown: bool = False
    """Done when the state shows it; nobody has to say so."""
    waived_by: Literal["others", "both", "nobody"] = "others"
    """A majority of those that stay; that and the leaver, if it can be asked; nobody at all."""


RULES: Mapping[Item, Rule] = MappingProxyType(
    {
        "opened": Rule(step=1, is_shown=True, waived_by="nobody"),
        "inventory": Rule(step=2, is_must=False),
        "host_seat": Rule(step=3, is_shown=True),
        "secretary_line": Rule(step=3, is_shown=True),
        "duties": Rule(step=3, is_shown=True),
        "rota": Rule(step=3, is_shown=True),
        "seats": Rule(step=3, is_shown=True),
        "member_notice": Rule(step=4, waived_by="nobody"),
        "bundles": Rule(step=5, waived_by="both"),
        "choices": Rule(step=6, waived_by="nobody"),
        "cut": Rule(step=7, is_shown=True, waived_by="nobody"),
        "retention": Rule(step=8),
        "marks": Rule(step=9),
        "access": Rule(step=9),
        "informed": Rule(step=10),
        "report": Rule(step=11, waived_by="nobody"),
    }
)

TO_DO = 30 * DAY
"""How long an owner has for an item, beside the time that members have to choose."""


def remaining(get: Get, case: Any) -> tuple[str, ...]:
    """Return the partners that stay, ascending. O(partners)."""
    return tuple(each for each in partners(get) if each != case["partner"])


def owner(get: Get, case: Any, item: Item, now: int) -> tuple[str | None, int]:
    """Return who answers for an item, and under which number its owner is or would be noted.

    An owner that left, or let its time pass, holds nobody else up. O(owners so far · partners).
    """
    number = 0
    while (found := get(f"exit_owner/{case['id']}/{item}/{number}")) is not None:
        if found["by"] in partners(get) and now < found["until"]:
            return str(found["by"]), number
        number += 1
    return None, number


def is_done(get: Get, case: Any, item: Item, now: int) -> bool:
    """Tell whether an item is done, by the state or by its owner's word.

    O(1), or what it takes to see that the leaver holds nothing any more: O(partners · its duties
    and shifts + seats).
    """
    if RULES[item].is_shown:
        return _is_shown(get, case, item, now)
    return get(f"exit_done/{case['id']}/{item}") is not None


def is_waived(get: Get, case: Any, item: Item) -> bool:
    """Tell whether enough partners do without an item. O(partners²)."""
    waivers = get(f"exit_waived/{case['id']}/{item}") or ()
    stay = [each for each in remaining(get, case) if each in active(get)]
    asks_leaver = RULES[item].waived_by == "both" and case["kind"] not in UNWILLING
    if asks_leaver and case["partner"] not in waivers:
        return False
    return 2 * len([each for each in stay if each in waivers]) > len(stay)


def is_settled(get: Get, case: Any, item: Item, now: int) -> bool:
    """Tell whether an item no longer keeps the case open. Costs `is_done` and `is_waived`."""
    return is_done(get, case, item, now) or is_waived(get, case, item)


def unsecured(get: Get, case: Any, before: int, now: int) -> tuple[Item, ...]:
    """Return the must items of steps below `before` that are open and nobody answers for.

    O(items), each with `is_settled` and `owner`.
    """
    return tuple(
        item
        for item, rule in RULES.items()
        if rule.is_must
        and rule.step < before
        and not is_settled(get, case, item, now)
        and owner(get, case, item, now)[0] is None
    )


def unsettled(get: Get, case: Any, now: int) -> tuple[Item, ...]:
    """Return the must items, the closing report aside, that keep the case open.

    O(items), each with `is_settled`.
    """
    return tuple(
        item
        for item, rule in RULES.items()
        if rule.is_must and item != "report" and not is_settled(get, case, item, now)
    )


def choice_until(get: Get, case: Any) -> int | None:
    """Return until when members may choose, from the day they were told; None before that."""
    notice = get(f"exit_done/{case['id']}/member_notice")
    return int(notice["time"]) + int(case["terms"]["choice_ms"]) if notice else None


def lacks_receipts(get: Get, case: Any, item: Item) -> tuple[str, ...]:
    """Return the classes of data for which an item's receipts are not all there.

    O(classes · partners²).
    """
    stay = remaining(get, case)
    if item == "inventory":
        return receipts.uncounted(get, case, stay)
    if item == "bundles":
        return receipts.unverified(get, case, stay)
    if item == "retention":
        return receipts.untreated(get, case, stay)
    return ()


def is_out(case: Any) -> bool:
    """Tell whether the leaver is out; where all go together, from the first moment."""
    return case["cut"] is not None or case["kind"] == "dissolved"


def _is_shown(get: Get, case: Any, item: Item, now: int) -> bool:
    leaver = case["partner"]
    if item == "opened" or case["kind"] == "dissolved":
        return True
    if item == "host_seat":
        return bool(get("roster")["host"] != leaver)
    if item == "secretary_line":
        return leaver not in get("roster")["line"]
    if item == "duties":
        return not held_by(get, leaver)
    if item == "rota":
        return not covers(get, leaver, now)
    if item == "seats":
        seats: tuple[Seat, ...] = section(get, "seats", tuple[Seat, ...])
        return all(seat.partner != leaver for seat in seats)
    return is_out(case)
