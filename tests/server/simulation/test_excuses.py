"""What excuses somebody in the simulator reaches no further than what the rules leave open."""

import random
from types import SimpleNamespace
from typing import Any

import pytest

from models.rules.evidence import EvidenceBody
from models.rules.log.entry import Signed
from models.rules.partner.messages import Says
from server.simulation import campaign, planning
from server.simulation.host import Host
from server.simulation.invariants import ballots, constancy, proof, rebuilding
from server.simulation.invariants.constancy import Words
from server.simulation.invariants.violation import Violation
from server.simulation.ledger import Ledger
from server.simulation.planning import Wish
from server.simulation.world import World
from tests.models.rules.minutes import press

DELTA = "delta.example"


def ended(wish: Wish, there: str = "ash") -> World:
    """Return the world of a schedule in which nobody lies, at its end, with somebody there."""
    plans = (planning.drawn(campaign.derived(3, number), wish) for number in range(50))
    for plan in plans:
        world = World(plan)
        if not plan.liars and world.run().violation is None and there in world.participants:
            return world
    raise AssertionError("no schedule is as wished")


def written_twice() -> tuple[Signed, Signed]:
    """Return two entries of one author with one number."""
    town, _ = press.started()
    found = []
    for line in (1, 2):
        output = town.start(DELTA).act("note", {"line": line}, (), town.now)
        found += [e.record for e in output.durable if isinstance(e.record, Signed)]
    return found[0], found[1]


def test_a_vote_is_lost_only_where_its_author_wrote_something_else_in_its_place() -> None:
    ledger, (first, second) = Ledger(), written_twice()
    ledger.enter_entry(first)
    assert not ballots._is_written_over(ledger, first)
    ledger.enter_entry(second)
    assert ballots._is_written_over(ledger, first)


def test_a_fresh_partner_is_answered_by_a_founder_that_is_still_there() -> None:
    world: Any = SimpleNamespace(plan=SimpleNamespace(founders=("ash", "wren")))
    assert rebuilding._face(world, "wren", ["ash", "wren"]) == "wren"
    assert rebuilding._face(world, "yarrow", ["ash", "yarrow"]) == "ash"
    assert rebuilding._face(world, "ash", ["wren", "yarrow"]) == "wren"
    assert rebuilding._face(world, "yarrow", ["yarrow"]) is None


@pytest.mark.parametrize("is_restored", [False, True])
def test_what_enough_others_held_is_not_written_again(is_restored: bool) -> None:
    words, (first, second) = Words(DELTA), written_twice()
    constancy.never_contradicts(words, Ledger(), Says(entries=(first,)))
    words.was_restored = is_restored
    words.kept = frozenset({first.id})
    with pytest.raises(Violation, match="two entries"):
        constancy.never_contradicts(words, Ledger(), Says(entries=(second,)))


def test_what_reached_too_few_may_be_written_again_after_an_old_backup() -> None:
    words, (first, second) = Words(DELTA), written_twice()
    words.was_restored = True
    for each in (first, second):
        constancy.never_contradicts(words, Ledger(), Says(entries=(each,)))


@pytest.mark.parametrize("kind", ["seals", "starts", "minutes", "terms", "entries"])
def test_an_old_backup_excuses_entries_and_nothing_that_was_sealed(kind: str) -> None:
    world = ended(Wish(partners=4, policy="two_thirds", story="chatter"))
    world.watch_book.words["birch"].was_restored = True
    ash = world.participants["ash"].partner
    assert ash is not None
    thing = {"partner": "birch"}
    body = {"kind": kind, "key": world.first_key("birch"), "first": thing, "second": thing}
    body["handed"] = []
    ash._holding.lies["somewhere"] = press.shaped(body, EvidenceBody)
    if kind == "entries":
        proof.nobody_honest_is_exposed(world)
        return
    with pytest.raises(Violation, match="birch is honest"):
        proof.nobody_honest_is_exposed(world)


def test_whoever_comes_later_learns_the_same_from_a_newcomer() -> None:
    world = ended(Wish(partners=3, story="roster_change"), there="yarrow")
    newcomer = world.participants["yarrow"]
    assert isinstance(newcomer, Host)
    assert newcomer.partner is not None
    rebuilding.fresh_partner_agrees(world, newcomer, random.Random(1))  # noqa: S311 - a replay
    newcomer.partner._holding.log._nodes.clear()
    with pytest.raises(Violation, match="a fresh partner comes to"):
        rebuilding.fresh_partner_agrees(world, newcomer, random.Random(1))  # noqa: S311 - a replay
