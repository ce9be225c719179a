"""What an old backup makes a partner forget: it finds its way, or its recovery key mends it."""

from collections import Counter

import pytest
from msgspec import structs

from models.rules.values import MINUTE
from server.simulation import campaign, planning
from server.simulation.host import Host
from server.simulation.invariants import liveness
from server.simulation.invariants.violation import Violation
from server.simulation.plan import Item, Plan
from server.simulation.planning import Wish
from server.simulation.world import World

FORGOTTEN = Wish(partners=5, policy="majority", story="forgotten")
QUIET = Wish(partners=5, policy="majority", story="chatter")


def played(plan: Plan) -> tuple[World, Counter[str]]:
    """Return the world of a schedule after its end, in which nothing broke."""
    world = World(plan)
    outcome = world.run()
    assert outcome.violation is None, outcome.violation
    return world, Counter(outcome.counts)


def test_who_contradicts_what_it_forgot_comes_back_by_its_recovery_key() -> None:
    mended = 0
    for number in range(8):
        world, counts = played(planning.drawn(campaign.derived(1, number), FORGOTTEN))
        last = world.watch_book.ledger.states[-1]
        for who in world.mended:
            host = world.participants[who]
            assert isinstance(host, Host)
            assert host.was_restored
            assert counts["R11-recovered"]
            record = last.get(f"partner/{who}")
            assert record["suspended"] is None
            assert record["key"] != world.first_key(who)
            mended += 1
    assert mended


def test_a_recovery_key_that_ends_no_suspension_is_noticed() -> None:
    for number in range(8):
        world, _ = played(planning.drawn(campaign.derived(1, number), FORGOTTEN))
        if world.mended:
            break
    ledger = world.watch_book.ledger
    (who,) = world.mended
    record = {**ledger.states[-1].get(f"partner/{who}"), "suspended": "proof"}
    ledger.states[-1] = ledger.states[-1].changed({f"partner/{who}": record})
    with pytest.raises(Violation, match="used its recovery key"):
        liveness.written_is_final(world)


def both_restored(plan: Plan) -> Plan:
    """Return a plan without faults but two old backups, a minute apart."""
    items = [each for each in plan.items if each.kind == "goal"]
    for number, who in enumerate(plan.partners[:2]):
        at = (20 + number) * MINUTE
        what = {"share": 500, "down": 1_000}
        items.append(Item(at=at, kind="restore", who=who, what=what))
    return structs.replace(plan, liars={}, is_safe=True, items=tuple(items))


def test_two_that_forget_at_once_find_their_way_where_the_others_make_a_quorum() -> None:
    world, counts = played(both_restored(planning.drawn(campaign.derived(1, 0), QUIET)))
    assert counts["forgot-together"] == 1
    restored = [host for host in world.honest() if host.was_restored]
    assert [host.who for host in restored] == list(world.plan.partners[:2])
    assert all(host.partner and not host.partner.is_silent for host in restored)


def test_a_second_one_does_not_forget_where_too_few_would_remain() -> None:
    wish = Wish(partners=4, policy="two_thirds", story="chatter")
    world, counts = played(both_restored(planning.drawn(campaign.derived(1, 0), wish)))
    assert not counts["forgot-together"]
    assert sum(host.was_restored for host in world.honest()) == 1
