"""Races: what only one can have goes to the lowest entry id of those in the same minutes (3)."""

from collections import defaultdict
from typing import Any

from server.simulation.invariants.violation import Violation
from server.simulation.invariants.writing import Written, written
from server.simulation.ledger import Ledger

TYPES = frozenset({"goal", "duty", "rota"})


def lowest_id_wins(ledger: Ledger) -> int:
    """Check (3) that everything went to the right one; return how often several wanted the same.

    Looked at are those whose author had written nothing else in these minutes: what somebody wrote
    before could have spoilt the claim.
    """
    wanted: dict[tuple[int, str], list[Written]] = defaultdict(list)
    for each in written(ledger, TYPES):
        time = ledger.final_minutes(each.height).time
        key = _wanted(each, time)
        if key is not None:
            wanted[each.height, key].append(each)
    races = 0
    for (height, key), claims in wanted.items():
        if claims[0].before.get(key) is not None:
            continue
        races += len(claims) > 1
        _check(key, ledger.states[height].get(key), claims)
    return races


def _check(key: str, kept: Any, claims: list[Written]) -> None:
    sure = sorted(each.signed.id for each in claims if each.is_first)
    winner = _winner(kept, claims)
    if sure and (winner is None or winner > sure[0]):
        raise Violation(3, f"{key} did not go to the lowest of {len(claims)} entries")


def _winner(kept: Any, claims: list[Written]) -> str | None:
    """Return the entry that got what several wanted: by its id, or as the lowest of its author."""
    if kept is None:
        return None
    ids = [each.signed.id for each in claims if each.author == kept["by"]]
    return str(kept["entry"]) if kept.get("entry") in ids else min(ids, default=None)


def _wanted(each: Written, time: int) -> str | None:
    """Return the key that only one can have, if an entry asks for one and nothing forbids it."""
    body = each.signed.entry.body
    if each.signed.entry.type == "goal":
        return f"indicator/{body['indicator']}"
    if each.signed.entry.type == "duty":
        return _wanted_duty(each, body["duty"], body["step"])
    if body["step"] == "open":
        return f"shift/{body['shift']}" if time < body["end"] else None
    shift = each.before.get(f"shift/{body['shift']}")
    if body["step"] != "take" or shift is None or time >= shift["end"]:
        return None
    return f"cover/{body['shift']}/{shift['round']}"


def _wanted_duty(each: Written, slug: str, step: str) -> str | None:
    duty = each.before.get(f"duty/{slug}")
    if step == "offer":
        return f"duty/{slug}"
    if step != "accept" or duty is None or duty["is_closed"]:
        return None
    is_for_another = duty["to"] not in (None, each.author)
    return None if is_for_another else f"holder/{slug}/{duty['round']}"
