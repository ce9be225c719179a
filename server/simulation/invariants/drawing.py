"""Drawing: a panel is the one that both sides' values give, and neither knew the other's (13).

The order is drawn again from the entries: the nonce that the appellant sealed in its appeal, and
what others added before it opened it.
"""

from typing import Any

from models.rules import canon
from server.simulation.invariants.violation import Violation
from server.simulation.invariants.writing import Written, written
from server.simulation.ledger import Ledger

TYPES = frozenset({"appeal", "lot"})
SEATS = 3
"""How many sit on a panel by the charter of schedules, if there are so many."""


def panels_are_drawn(ledger: Ledger) -> int:
    """Check (13) for all draws that were opened; return how many these are."""
    entries = list(written(ledger, TYPES))
    appeals = {each.signed.id: each for each in entries if each.signed.entry.type == "appeal"}
    count = 0
    for appeal_id, appeal in appeals.items():
        lot = ledger.states[-1].get(f"lot/{appeal_id}")
        if lot is not None and lot["nonce"] is not None:
            about = [each for each in entries if each.signed.entry.body.get("of") == appeal_id]
            _check(ledger, appeal, about, lot["nonce"])
            count += 1
    return count


def _check(ledger: Ledger, appeal: Written, entries: list[Written], nonce: str) -> None:
    appeal_id, by = appeal.signed.id, appeal.author
    sealed = canon.digest("hanse/lot/seal/1", {"partner": by, "nonce": nonce})
    if sealed != appeal.signed.entry.body["lot"]:
        raise Violation(13, f"{by} opened another nonce than it sealed for {appeal_id[:8]}")
    said = [e for e in entries if e.author == by and e.signed.entry.body["value"] == nonce]
    lots = {e.height: ledger.states[e.height].get(f"lot/{appeal_id}") for e in said}
    height = min((at for at, lot in lots.items() if lot and lot["nonce"]), default=None)
    if height is None:
        raise Violation(13, f"the nonce of {appeal_id[:8]} was never opened")
    added = {}
    for each in entries:
        value = ledger.states[height].get(f"added/{appeal_id}/{each.author}")
        if value is not None and value == each.signed.entry.body["value"]:
            added[each.author] = value
            if each.height >= height:
                raise Violation(13, f"{each.author} added to {appeal_id[:8]} what it could choose")
    _check_seats(ledger.states[height].get, ledger.states[-1].get, appeal_id, (nonce, added))


def _check_seats(get: Any, last: Any, appeal_id: str, drawn: tuple[str, Any]) -> None:
    """Check who was seated first, when the draw was opened."""
    case, now = get(f"appeal/{appeal_id}"), last(f"appeal/{appeal_id}")
    decision = get(f"decision/{case['decision']}")
    parts = [decision["by"], decision["home"], case["by"]]
    parts += get(f"confirmed/{case['decision']}") or ()
    parts += get(f"ours/{case['decision']}") or ()
    pool = [who for who in get("roster")["sealers"] if _is_free(get, who, parts)]
    nonce, added = drawn
    seed = canon.digest("hanse/lot/seed/1", {"lot": appeal_id, "nonce": nonce, "added": added})
    order = sorted(pool, key=lambda name: canon.digest("hanse/lot/1", [seed, name]))
    size = min(SEATS, len(order))
    expected = sorted(order[: size if size % 2 else max(0, size - 1)])
    if case["status"] == "open" and not set(expected) <= set(now["seated"]):
        raise Violation(13, f"{now['seated']} sit on {appeal_id[:8]}, {expected} were drawn")


def _is_free(get: Any, who: str, parts: list[str | None]) -> bool:
    record = get(f"partner/{who}")
    is_there = record["kind"] == "partner" and record["status"] == "active"
    return is_there and record["suspended"] is None and who not in parts
