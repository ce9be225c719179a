"""Vetoes: nothing follows from a result while it may be vetoed, nor when a veto stands (5, 8).

In the charter of the simulator the first partner has the veto, and two thirds of the other partners
overrule it.
"""

from server.simulation.founding import MEMBERS_TOPICS, VETO_WINDOW
from server.simulation.invariants import houses
from server.simulation.invariants.ballots import Closed
from server.simulation.invariants.violation import Violation
from server.simulation.ledger import Ledger


def hold_what_follows(ledger: Ledger, closed: Closed, keeper: str) -> None:
    """Check one result that could be vetoed: what became of it is what was written about it."""
    until = closed.result.get("held_until")
    if until is None:
        if _can_be_vetoed(ledger, closed, keeper):
            raise Violation(5, f"ballot {closed.id[:8]} passed, and nobody could veto it")
        return
    if until != closed.result["time"] + VETO_WINDOW or closed.result["effects"]:
        raise Violation(5, f"ballot {closed.id[:8]} has effects before it could be vetoed")
    settled = _settled_at(ledger, closed)
    if settled is None:
        return
    is_given, is_standing = _veto(ledger, closed, keeper, (settled, until))
    result = ledger.states[settled].get(f"result/{closed.id}")
    if bool(result["vetoed_by"]) != is_standing or bool(result["effects"]) == is_standing:
        raise Violation(
            5,
            f"ballot {closed.id[:8]} has effects {result['effects']} and vetoes "
            f"{result['vetoed_by']}; by what was written a veto "
            + ("stands" if is_standing else "does not stand"),
        )
    if ledger.final_minutes(settled).time < until + VETO_WINDOW * is_given:
        raise Violation(5, f"ballot {closed.id[:8]} was settled before its review was over")


def _can_be_vetoed(ledger: Ledger, closed: Closed, keeper: str) -> bool:
    """Tell whether something follows from a result, and who may veto it was there all the time."""
    standings = {
        ledger.states[height].get(f"partner/{keeper}")["status"]
        for height in (closed.height - 1, closed.height)
    }
    is_asked = closed.result["topic"] in MEMBERS_TOPICS
    return is_asked and closed.result["outcome"] == "passed" and standings == {"active"}


def _settled_at(ledger: Ledger, closed: Closed) -> int | None:
    """Return the height at which the effects followed or were dropped."""
    return next(
        (
            height
            for height in range(closed.height + 1, len(ledger.final))
            if ledger.states[height].get(f"result/{closed.id}")["held_until"] is None
        ),
        None,
    )


def _veto(ledger: Ledger, closed: Closed, keeper: str, span: tuple[int, int]) -> tuple[bool, bool]:
    """Return whether the keeper's veto was given, and whether it stands, at a height."""
    settled, until = span
    state = ledger.states[settled]
    records = {who: state.get(f"partner/{who}") for who in state.get("roster")["sealers"]}
    present = {
        who
        for who, record in records.items()
        if record["kind"] == "partner" and record["status"] == "active"
    }
    is_given = False
    for height, signed in houses.written(ledger, closed.id, keeper, (closed.height, settled)):
        step = signed.entry.body.get("step")
        is_in_time = ledger.final_minutes(height).time < until
        is_given = (is_given or is_in_time) if step == "veto" else is_given and step != "take_back"
    if not is_given or keeper not in present:
        return False, False
    others = present - {keeper}
    against = {
        who
        for who in others
        for _, signed in houses.written(ledger, closed.id, who, (closed.height, settled))
        if signed.entry.body.get("step") == "overrule"
    }
    return True, not others or 3 * len(against) < 2 * len(others)
