"""Deadlocks: a question without a decision goes to the panel that was drawn, once, and in time.

Counted from the ledger, apart from the rules: what the partners decided (5), who was drawn and sits
(13), that nothing follows but from a decision (5), and that a draw which nobody opens ends (16).
"""

from collections.abc import Mapping
from typing import Any

from models.rules.values import DAY
from server.simulation.errands.panels import GO, STAY
from server.simulation.founding import PANEL_TOPIC
from server.simulation.invariants import ballots, drawing
from server.simulation.invariants.ballots import Closed
from server.simulation.invariants.violation import Violation
from server.simulation.invariants.writing import Written, written
from server.simulation.ledger import Ledger

TYPES = frozenset({"ballot", "lot"})
STEP = 3 * DAY
"""For adding to a draw, and after that for opening it."""
DRAWING = ["panel", "drawing"]


def check(ledger: Ledger) -> tuple[int, int]:
    """Check all questions that could go to a panel; return how many panels sat, and never came."""
    closed = {
        each.id: each
        for height in range(len(ledger.final))
        for each in ballots.closed_at(ledger, height)
        if each.result["topic"] == PANEL_TOPIC
    }
    if not closed:
        return 0, 0
    entries = list(written(ledger, TYPES))
    asked = {each.signed.id: each for each in entries}
    seated = dropped = 0
    for each in closed.values():
        is_undecided = _check_outcome(ledger, each)
        if each.ballot["after"] is not None:
            _check_panel(each, is_undecided)
            seated += 1
        elif is_undecided:
            dropped += _check_draw(ledger, each, asked[each.id], entries)
        elif each.result["deadlock"] is not None:
            raise Violation(5, f"{each.id[:8]} was decided, and is {each.result['deadlock']}")
    return seated, dropped


def _check_outcome(ledger: Ledger, closed: Closed) -> bool:
    """Check (5) what was decided, and that nothing else follows; tell whether it was nothing."""
    result = closed.result
    (voters,) = [part["voters"] for part in result["parts"]] or [[]]
    outcome, winner = _count(ledger, voters, result["votes"]) if voters else ("lapsed", None)
    if (result["outcome"], result["winners"]) != (outcome, [winner] if winner else []):
        told = (result["outcome"], result["winners"])
        raise Violation(5, f"{closed.id[:8]} came to {told}, by the votes {(outcome, winner)}")
    follows = [[GO, "statement", "applied"]] if winner == GO else []
    if result["effects"] != follows:
        raise Violation(5, f"from {closed.id[:8]}, {outcome}, follows {result['effects']}")
    return outcome in ("no_quorum", "tied", "lapsed")


def _count(ledger: Ledger, voters: list[str], votes: Mapping[str, str]) -> tuple[str, str | None]:
    """Return what the votes decide: more than half take part, and more want one than the other."""
    chosen = {who: ledger.entries[votes[who]].entry.body["choice"] for who in votes}
    if not set(chosen) <= set(voters):
        raise Violation(5, f"{sorted(chosen)} vote, and of them only {voters} may")
    if 2 * len(chosen) <= len(voters):
        return "no_quorum", None
    said = [each["approved"] for each in chosen.values() if each != "abstain"]
    for_each = {option: sum(option in each for each in said) for option in (STAY, GO)}
    if not any(for_each.values()):
        return "rejected", None
    if for_each[STAY] == for_each[GO]:
        return "tied", None
    return "elected", max(for_each, key=lambda option: for_each[option])


def _check_draw(ledger: Ledger, closed: Closed, asked: Written, entries: list[Written]) -> int:
    """Check what became of the draw for a question; return 1 when it ended without a panel."""
    settled = next(
        (
            height
            for height in range(closed.height, len(ledger.final))
            if ledger.states[height].get(f"result/{closed.id}")["deadlock"] != DRAWING
        ),
        None,
    )
    latest = _latest(ledger, closed)
    if latest is not None and (settled is None or settled > latest):
        raise Violation(16, f"the draw for {closed.id[:8]} should be over by height {latest}")
    if settled is None:
        return 0
    became = ledger.states[settled].get(f"result/{closed.id}")["deadlock"][1]
    found = drawing.opened(ledger, asked, entries)
    if found is None:
        passed = ledger.final_minutes(settled).time - ledger.final_minutes(closed.height).time
        if became != "not_drawn" or passed < STEP:
            raise Violation(13, f"the draw for {closed.id[:8]} was never opened, and is {became}")
        return 1
    height, drawn = found
    expected = drawing.seated(ledger.states[height].get, closed.id, drawn, [asked.author])
    sits = _sitting(ledger, height, closed.id)
    if settled != height or sits != ([expected] if expected else []):
        raise Violation(13, f"{sits} decide {closed.id[:8]} ({became}), {expected} were drawn")
    return 0


def _latest(ledger: Ledger, closed: Closed) -> int | None:
    """Return the height at which a draw is over at the latest, as far as the record goes.

    While a roster is handed over nobody can be late.
    """
    began, steps = ledger.final_minutes(closed.height).time, 0
    for height in range(closed.height + 1, len(ledger.final)):
        time = ledger.final_minutes(height).time
        if time >= began + STEP and ledger.states[height].get("roster/next") is None:
            began, steps = time, steps + 1
            if steps == 2:
                return height
    return None


def _sitting(ledger: Ledger, height: int, first: str) -> list[list[str]]:
    """Return who votes in each ballot that takes up another one at this height."""
    state = ledger.states[height]
    taken_up = [state.get(f"ballot/{each}") for each in state.get("ballots") or ()]
    return [
        sorted(part["voters"])
        for ballot in taken_up
        if ballot["after"] == first
        for part in ballot["parts"]
    ]


def _check_panel(closed: Closed, is_undecided: bool) -> None:
    """Check (13) that a panel which does not decide either leaves things as they are."""
    way: Any = ["status_quo", "once"] if is_undecided else None
    if closed.result["deadlock"] != way:
        raise Violation(13, f"the panel of {closed.id[:8]} goes on: {closed.result['deadlock']}")
