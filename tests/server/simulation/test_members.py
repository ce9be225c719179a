"""Members vote in schedules: they are counted at honest homes, and no lie about them pays."""

import pytest
from msgspec import structs

from server.simulation.behaviours.library import SPECIAL
from server.simulation.invariants import members
from server.simulation.invariants.ballots import Closed, closed_at
from server.simulation.invariants.violation import Violation
from server.simulation.planning import Wish
from server.simulation.world import World
from tests.server.simulation.playing import played


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
    worlds, counts = played(Wish(partners=4, story="members"), 8)
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
    worlds, counts = played(wish, 8)
    assert counts[f"lie:{lie}"]
    became = {
        closed.result["members"].get(who)
        for world, closed in asked(worlds)
        for who in world.plan.liars
    }
    assert became - {"counted", None}, "somebody who lied about its members does not count"


def test_a_tally_that_is_not_what_was_opened_is_noticed() -> None:
    worlds, _ = played(Wish(partners=4, story="members"), 8)
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


def test_what_a_home_forgets_its_members_can_show_and_nobody_elses_votes_are_lost() -> None:
    worlds, counts = played(Wish(partners=3, story="members"), 8)
    assert counts["R7-forgotten"]
    tried = 0
    for world, closed in asked(worlds):
        found = members.tally_is_of_openings(world.watch_book.ledger, closed)
        if not members.receipts_hold(world, closed, found):
            continue
        lost = {who: home for who, home in world.homes.items() if home.lost.get(closed.id)}
        for who, home in lost.items():
            home.lost.clear()
            if who in found and found[who].status == "counted":
                with pytest.raises(Violation, match=f"members of {who}"):
                    members.receipts_hold(world, closed, found)
                tried += 1
    assert tried


def test_a_ballot_that_never_ends_is_noticed() -> None:
    (world, closed), *_ = asked(played(Wish(partners=4, story="members"), 2)[0])
    ledger = world.watch_book.ledger
    members.ballots_end(ledger)
    ledger.states[-1] = ledger.states[-1].changed({"ballots": [closed.id], "roster/next": None})
    with pytest.raises(Violation, match="should be over"):
        members.ballots_end(ledger)
