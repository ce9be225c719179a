"""Shifts: who decides for the community is on duty when the minutes say, or nobody is (13)."""

from collections.abc import Iterator
from typing import Any

from server.simulation.invariants.violation import Violation
from server.simulation.invariants.writing import Written, written
from server.simulation.ledger import Ledger

TYPES = frozenset({"decision", "rota"})


def decisions_are_on_duty(ledger: Ledger) -> None:
    """Check (13) for each decision that was taken up by the right of a shift, or for want of one.

    A claimed date counts for nothing: what counts is the time of the minutes that took it up.
    """
    entries = list(written(ledger, TYPES))
    taken = [each for each in entries if each.signed.entry.body.get("step") == "take"]
    for each in entries:
        body = each.signed.entry.body
        role = body.get("role")
        if role not in ("rota", "stand_in") or not _is_kept(ledger, each):
            continue
        time = ledger.final_minutes(each.height).time
        # Its own take may stand before it in the same minutes, what others did meanwhile not.
        own = [t for t in taken if t.author == each.author and t.height <= each.height]
        if role == "rota" and not any(_covers(ledger.states[-1].get, t, time) for t in own):
            raise Violation(13, f"{each.author} decided on a shift that it never had at that time")
        others = [t for t in taken if t.author != each.author and t.height < each.height]
        on_duty = [t.author for t in others if _is_on_duty(each.before.get, t, time)]
        if role == "stand_in" and on_duty:
            raise Violation(
                13, f"{each.author} decided for want of anybody, and {on_duty} was there"
            )


def _is_kept(ledger: Ledger, decision: Written) -> bool:
    return ledger.states[-1].get(f"decision/{decision.signed.id}") is not None


def _covers(get: Any, take: Written, time: int) -> bool:
    """Tell whether a shift went to this entry at some time, and runs at `time`."""
    shift = get(f"shift/{take.signed.entry.body['shift']}")
    is_running = shift is not None and shift["start"] <= time < shift["end"]
    return is_running and any(cover["entry"] == take.signed.id for cover in _covered(get, take))


def _is_on_duty(get: Any, take: Written, time: int) -> bool:
    """Tell whether the author of this entry still has its shift, and may act."""
    record = get(f"partner/{take.author}")
    is_there = record is not None and record["status"] == "active" and not record["suspended"]
    covered = list(_covered(get, take))
    has_it = bool(covered) and covered[-1]["entry"] == take.signed.id
    return is_there and has_it and not covered[-1]["is_given_back"] and _covers(get, take, time)


def _covered(get: Any, take: Written) -> Iterator[Any]:
    """Yield who had a shift, round by round."""
    slug, number = take.signed.entry.body["shift"], 0
    while (cover := get(f"cover/{slug}/{number}")) is not None:
        yield cover
        number += 1
