"""Agenda: what falls due at a time, found without looking at what is not due yet.

Lines stand in buckets of one hour, so minutes look at the hours since the last ones and at nothing
else. A line is only a call to look again: whoever is called finds in the state what is true then,
so a line too many does no harm.

    agenda          {hour}: the first hour that may still hold something
    agenda/<hour>   lines `<milliseconds, 16 digits> <room>/<what>`, ascending
"""

from models.rules.fold.desk import Desk
from models.rules.fold.draft import Draft
from models.rules.values import DAY, HOUR

HORIZON = 400 * DAY
"""Nothing is called later than this after it was asked for; who is called too early asks again."""


def ask(desk: Desk, when: int, item: str) -> None:
    """Have `item` looked at in the first minutes of `when` or later; these ones, if it is past."""
    moment = _moment(desk.occasion.time, when)
    desk.add(_bucket(moment), _line(moment, item))


def plan(draft: Draft, when: int, item: str) -> None:
    """Have `item` looked at in the first minutes of `when` or later.

    Who plans while it is called itself is called in later minutes.
    """
    moment = _moment(draft.occasion.time, when)
    key = _bucket(moment)
    draft.put(key, sorted({*(draft.get(key) or ()), _line(moment, item)}))


def take_due(draft: Draft) -> tuple[str, ...]:
    """Take what is due off the agenda and return it, each item once, in the order of its time.

    O(what is due + hours since the last minutes, at most those of the horizon).
    """
    now = draft.occasion.time
    hour = now // HOUR
    first = (draft.get("agenda") or {"hour": hour})["hour"]
    lines: list[str] = []
    # A jump of the time, however wide, meets nothing beyond the horizon of the last minutes.
    for each in range(first, min(hour, first + HORIZON // HOUR + 1) + 1):
        key = f"agenda/{each}"
        found = draft.get(key)
        if found is not None:
            left = [line for line in found if _time(line) > now]
            lines += found[: len(found) - len(left)]
            draft.put(key, left or None)
    if draft.get("agenda") != {"hour": hour}:
        draft.put("agenda", {"hour": hour})
    return tuple(dict.fromkeys(line.partition(" ")[2] for line in lines))


def _moment(now: int, when: int) -> int:
    return min(max(now, when), now + HORIZON)


def _bucket(moment: int) -> str:
    return f"agenda/{moment // HOUR}"


def _line(moment: int, item: str) -> str:
    return f"{moment:016d} {item}"


def _time(line: str) -> int:
    return int(line.partition(" ")[0])
