"""Agenda: what falls due at a time, found without looking at what is not due yet.

Lines stand in buckets of one hour, so minutes look at the hours since the last ones and at nothing
else. A bucket has pages, so that a line costs the same however many somebody put there to be a
nuisance. A line is only a call to look again: whoever is called finds in the state what is true
then, so a line too many does no harm. Ground under all rules that set a time.

    agenda                 {hour}: the first hour that may still hold something
    agenda/<hour>/<page>   lines `<milliseconds, 16 digits> <room>/<what>`, ascending
"""

from bisect import bisect_left

from models.rules.fold.desk import Desk
from models.rules.fold.draft import Draft
from models.rules.fold.standing import Get
from models.rules.values import DAY, HOUR

HORIZON = 400 * DAY
"""Nothing is called later than this after it was asked for; who is called too early asks again."""
PAGE = 256
"""With so many lines a page takes no more from later minutes."""


def ask(desk: Desk, when: int, item: str) -> None:
    """Have `item` looked at in the first minutes of `when` or later; these ones, if it is past.

    O(full pages of that hour).
    """
    moment = _moment(desk.occasion.time, when)
    desk.add(_page(desk.get, moment), _line(moment, item))


def plan(draft: Draft, when: int, item: str) -> None:
    """Have `item` looked at in the first minutes of `when` or later.

    Who plans while it is called itself is called in later minutes. O(pages of that hour).
    """
    moment = _moment(draft.occasion.time, when)
    key = _page(draft.get, moment)
    draft.put(key, sorted({*(draft.get(key) or ()), _line(moment, item)}))


def take_due(draft: Draft) -> tuple[str, ...]:
    """Take what is due off the agenda and return it, each item once, in the order of its time.

    O(what is due + hours since the last minutes, at most those of the horizon).
    """
    now = draft.occasion.time
    hour = now // HOUR
    first = (draft.get("agenda") or {"hour": hour})["hour"]
    lines: list[str] = []
    # A leap of the time, however wide, meets nothing beyond the horizon of the last minutes.
    for each in range(first, min(hour, first + HORIZON // HOUR + 1) + 1):
        lines += _take(draft, each, now)
    if draft.get("agenda") != {"hour": hour}:
        draft.put("agenda", {"hour": hour})
    return tuple(dict.fromkeys(line.partition(" ")[2] for line in sorted(lines)))


def _take(draft: Draft, hour: int, now: int) -> list[str]:
    """Take the due lines of one hour; its pages go when all of it is over."""
    taken: list[str] = []
    page = 0
    while (found := draft.get(f"agenda/{hour}/{page}")) is not None:
        due = bisect_left(found, _line(now + 1, ""))
        taken += found[:due]
        if hour < now // HOUR:
            draft.put(f"agenda/{hour}/{page}", None)
        elif due:
            draft.put(f"agenda/{hour}/{page}", found[due:])
        page += 1
    return taken


def _moment(now: int, when: int) -> int:
    return min(max(now, when), now + HORIZON)


def _page(get: Get, moment: int) -> str:
    """Return the first page of the moment's hour that is not full. O(pages)."""
    hour, page = moment // HOUR, 0
    while len(get(f"agenda/{hour}/{page}") or ()) >= PAGE:
        page += 1
    return f"agenda/{hour}/{page}"


def _line(moment: int, item: str) -> str:
    return f"{moment:016d} {item}"
