"""Members vote in schedules: they are counted at honest homes, and no lie about them pays."""

from collections import Counter

import pytest
from msgspec import structs

from server.simulation import campaign, planning
from server.simulation.behaviours.library import SPECIAL
from server.simulation.invariants import members
from server.simulation.invariants.ballots import Closed, closed_at
from server.simulation.invariants.violation import Violation
from server.simulation.planning import Wish
from server.simulation.world import World


def played(wish: Wish, schedules: int = 8) -> tuple[list[World], Counter[str]]:
    """Return the worlds of some schedules after their end, in which nothing broke."""
    worlds, counts = [], Counter[str]()
    for number in range(schedules):
        world = World(planning.drawn(campaign.derived(1, number), wish))
        outcome = world.run()
        assert outcome.violation is None, outcome.violation
        worlds.append(world)
        counts.update(outcome.counts)
    return worlds, counts


def asked(worlds: list[World]) -> list[tuple[World, Closed]]:
    """Return the ballots in which members voted."""
    return [
        (world, closed)
        for world in worlds
        for height in range(len(world.watch_book.ledger.final))
        for closed in closed_at(world.watch_book.ledger, height)
        if closed.result["members"]
    ]


def test_members_vote_are_counted_and_get_receipts() -> None:
    worlds, counts = played(Wish(partners=4, story="members"))
    assert counts["R7-members"]
    assert counts["R7-opened"] > counts["R7-unopened"] > 0
    taken = [
        taken
        for world, closed in asked(worlds)
        for home in world.homes.values()
        for taken in home.taken.get(closed.id, ())
    ]
    assert {each.receipt.number for each in taken} >= {0, 1}


@pytest.mark.parametrize("lie", SPECIAL["members"])
def test_lies_about_members_are_told_and_break_nothing(lie: str) -> None:
    wish = Wish(partners=4, policy="two_thirds", story="members", lies=(lie,))
    worlds, counts = played(wish)
    assert counts[f"lie:{lie}"]
    became = {
        closed.result["members"].get(who)
        for world, closed in asked(worlds)
        for who in world.plan.liars
    }
    assert became - {"counted", None}, "somebody who lied about its members does not count"


def test_a_tally_that_is_not_what_was_opened_is_noticed() -> None:
    worlds, _ = played(Wish(partners=4, story="members"))
    tried = 0
    for world, closed in asked(worlds):
        ledger = world.watch_book.ledger
        members.tally_is_of_openings(ledger, closed)
        for number, part in enumerate(closed.result["parts"]):
            if part["decider"] != "members":
                continue
            tally = {**part["result"], "voices": part["result"]["voices"] + 1}
            parts = list(closed.result["parts"])
            parts[number] = {**part, "result": tally}
            forged = structs.replace(closed, result={**closed.result, "parts": parts})
            with pytest.raises(Violation, match="tally"):
                members.tally_is_of_openings(ledger, forged)
            tried += 1
    assert tried
