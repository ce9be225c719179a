"""Drawing: a panel is the one that both sides' values give, and neither knew the other's (13).

The order is drawn again from the entries: the nonce that somebody sealed in its appeal, or in its
question, and what others added before it opened it.
"""

from collections.abc import Collection
from typing import Any

from models.rules import canon
from server.simulation.invariants.violation import Violation
from server.simulation.invariants.writing import Written, written
from server.simulation.ledger import Ledger

TYPES = frozenset({"appeal", "lot"})
SEATS = 3
"""How many sit on a panel by the charter of schedules, if there are so many."""
Drawn = tuple[str, dict[str, str]]
"""The nonce that was opened, and what others added before."""


def panels_are_drawn(ledger: Ledger) -> int:
    """Check (13) for all draws of appeals that were opened; return how many these are."""
    entries = list(written(ledger, TYPES))
    count = 0
    for appeal in entries:
        if appeal.signed.entry.type != "appeal":
            continue
        found = opened(ledger, appeal, entries)
        if found is not None:
            height, drawn = found
            states = ledger.states
            _check_seats(states[height].get, states[-1].get, appeal.signed.id, drawn)
            count += 1
    return count


def opened(ledger: Ledger, asked: Written, entries: list[Written]) -> tuple[int, Drawn] | None:
    """Return at which height the draw that `asked` sealed was opened, and by what; or None.

    Check (13) that it was sealed before, and that nobody added anything after it was known.
    """
    about = asked.signed.id
    last = ledger.states[-1].get(f"lot/{about}")
    if last is None or last["nonce"] is None:
        return None
    by, nonce = asked.author, last["nonce"]
    steps = [e for e in entries if e.signed.entry.body.get("of") == about and _is_step(e)]
    sealed = canon.digest("hanse/lot/seal/1", {"partner": by, "nonce": nonce})
    if sealed != asked.signed.entry.body["lot"]:
        raise Violation(13, f"{by} opened another nonce than it sealed for {about[:8]}")
    said = [e for e in steps if e.author == by and e.signed.entry.body["value"] == nonce]
    lots = {e.height: ledger.states[e.height].get(f"lot/{about}") for e in said}
    height = min((at for at, lot in lots.items() if lot and lot["nonce"]), default=None)
    if height is None:
        raise Violation(13, f"the nonce of {about[:8]} was never opened")
    added = {}
    for each in steps:
        value = ledger.states[height].get(f"added/{about}/{each.author}")
        if value is not None and value == each.signed.entry.body["value"]:
            added[each.author] = value
            if each.height >= height:
                raise Violation(13, f"{each.author} added to {about[:8]} what it could choose")
    return height, (nonce, added)


def seated(get: Any, about: str, drawn: Drawn, involved: Collection[str | None]) -> list[str]:
    """Return, sorted, whom a draw seats first of those who were there and had no part in it."""
    nonce, added = drawn
    pool = [who for who in get("roster")["sealers"] if _is_free(get, who, involved)]
    seed = canon.digest("hanse/lot/seed/1", {"lot": about, "nonce": nonce, "added": added})
    order = sorted(pool, key=lambda name: canon.digest("hanse/lot/1", [seed, name]))
    size = min(SEATS, len(order))
    return sorted(order[: size if size % 2 else max(0, size - 1)])


def _is_step(each: Written) -> bool:
    return each.signed.entry.type == "lot"


def _check_seats(get: Any, last: Any, appeal_id: str, drawn: Drawn) -> None:
    """Check who was seated first, when the draw was opened."""
    case, now = get(f"appeal/{appeal_id}"), last(f"appeal/{appeal_id}")
    decision = get(f"decision/{case['decision']}")
    parts = [decision["by"], decision["home"], case["by"]]
    parts += get(f"confirmed/{case['decision']}") or ()
    parts += get(f"ours/{case['decision']}") or ()
    expected = seated(get, appeal_id, drawn, parts)
    if case["status"] == "open" and not set(expected) <= set(now["seated"]):
        raise Violation(13, f"{now['seated']} sit on {appeal_id[:8]}, {expected} were drawn")


def _is_free(get: Any, who: str, involved: Collection[str | None]) -> bool:
    record = get(f"partner/{who}")
    is_there = record["kind"] == "partner" and record["status"] == "active"
    return is_there and record["suspended"] is None and who not in involved
