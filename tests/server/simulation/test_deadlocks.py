"""Questions without a decision go to a panel in schedules, and what is not so is noticed."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from server.simulation.behaviours.library import SPECIAL
from server.simulation.founding import PANEL_TOPIC
from server.simulation.invariants import deadlocks
from server.simulation.invariants.ballots import closed_at
from server.simulation.invariants.violation import Violation
from server.simulation.ledger import Ledger
from server.simulation.planning import Wish
from server.simulation.world import World
from tests.server.simulation.playing import played


def results(worlds: list[World]) -> list[tuple[World, str, dict[str, Any]]]:
    """Return the last word on each question that could go to a panel."""
    return [
        (world, closed.id, world.watch_book.ledger.states[-1].get(f"result/{closed.id}"))
        for world in worlds
        for height in range(len(world.watch_book.ledger.final))
        for closed in closed_at(world.watch_book.ledger, height)
        if closed.result["topic"] == PANEL_TOPIC
    ]


@pytest.fixture(scope="module")
def panels() -> tuple[list[World], Counter[str]]:
    return played(Wish(partners=4, story="deadlock"), 32)


@contextmanager
def forged(world: World, ballot_id: str, **changes: Any) -> Iterator[Ledger]:
    """Let all states of a schedule that is over tell something else of a result."""
    ledger = world.watch_book.ledger
    kept = list(ledger.states)
    for height, state in enumerate(kept):
        result = state.get(f"result/{ballot_id}")
        if result is not None:
            ledger.states[height] = state.changed({f"result/{ballot_id}": {**result, **changes}})
    yield ledger
    ledger.states[:] = kept


Panels = tuple[list[World], Counter[str]]


def test_panels_sit_decide_and_sometimes_do_not_decide_either(panels: Panels) -> None:
    worlds, counts = panels
    assert counts["panel"]
    assert counts["panel-never"]
    ways = Counter(str(result["deadlock"]) for _, _, result in results(worlds))
    assert {"['panel', 'applied']", "['panel', 'not_drawn']", "None"} <= set(ways)
    assert ways["['status_quo', 'once']"]


@pytest.mark.parametrize("lie", SPECIAL["deadlock"])
def test_lies_about_panels_are_told_and_break_nothing(lie: str) -> None:
    wish = Wish(partners=4, policy="two_thirds", story="deadlock", lies=(lie,))
    _, counts = played(wish, 12)
    assert counts[f"lie:{lie}"]


@pytest.mark.parametrize(
    "changes", [{"outcome": "passed"}, {"effects": [["go", "statement", "applied"]]}]
)
def test_a_result_that_the_votes_do_not_give_is_noticed(
    panels: Panels, changes: dict[str, Any]
) -> None:
    tried = 0
    for world, ballot_id, result in results(panels[0]):
        if result["outcome"] in ("tied", "no_quorum"):
            with (
                forged(world, ballot_id, **changes) as ledger,
                pytest.raises(Violation, match=ballot_id[:8]),
            ):
                deadlocks.check(ledger)
            tried += 1
    assert tried


def test_a_way_out_that_was_not_taken_or_taken_twice_is_noticed(panels: Panels) -> None:
    instead = {
        "None": ["panel", "drawing"],
        "['status_quo', 'once']": ["panel", "applied"],
        "['panel', 'applied']": ["panel", "not_drawn"],
        "['panel', 'not_drawn']": ["panel", "applied"],
    }
    tried = set()
    for world, ballot_id, result in results(panels[0]):
        way = str(result["deadlock"])
        if way not in instead:
            continue
        with forged(world, ballot_id, deadlock=instead[way]) as ledger, pytest.raises(Violation):
            deadlocks.check(ledger)
        tried.add(way)
    assert tried == set(instead)
