"""Time, network, disk and pens of the simulator do what the schedules rely on."""

import random
from itertools import product
from typing import Any

import pytest

from models.rules import quorum
from models.rules.quorum import Policy
from server.simulation import reference
from server.simulation.disk import CRASH_POINTS, Disk, carried
from server.simulation.invariants.quorums import surely_meet
from server.simulation.network import CALM, Network, Weather
from server.simulation.replacing import replaced
from server.simulation.standin import Stationery, private_key, public_key
from server.simulation.timeline import BEGINNING, Timeline


def test_time_jumps_to_the_next_event_and_no_further_than_the_end() -> None:
    timeline = Timeline()
    seen: list[int] = []
    timeline.after(500, lambda: seen.append(2))
    timeline.after(100, lambda: seen.append(1))
    timeline.after(9_000, lambda: seen.append(3))
    while timeline.step(BEGINNING + 1_000):
        pass
    assert seen == [1, 2]
    assert timeline.now == BEGINNING + 1_000


def test_events_of_one_moment_happen_in_the_order_of_planning() -> None:
    timeline = Timeline()
    seen: list[int] = []
    for number in range(20):
        timeline.at(BEGINNING + 5, lambda number=number: seen.append(number))
    while timeline.step(BEGINNING + 5):
        pass
    assert seen == list(range(20))


def delivered(weather: Weather, count: int = 400, seed: int = 1) -> list[Any]:
    timeline = Timeline()
    arrived: list[Any] = []
    network = Network(seed, weather, timeline, lambda a, b, m: arrived.append(m))
    for number in range(count):
        network.send("ash", "birch", number)
    while timeline.step(BEGINNING + 10**9):
        pass
    return arrived


def test_a_calm_network_delivers_everything_once() -> None:
    assert sorted(delivered(CALM)) == list(range(400))


def test_a_stormy_network_loses_doubles_and_reorders() -> None:
    arrived = delivered(Weather(loss=200, doubles=200, slow=300, slow_ms=60_000))
    assert len(set(arrived)) < 400
    assert len(arrived) > len(set(arrived))
    assert arrived != sorted(arrived)


def test_the_same_seed_gives_the_same_weather() -> None:
    storm = Weather(loss=200, doubles=200, slow=300, slow_ms=60_000)
    assert delivered(storm, seed=7) == delivered(storm, seed=7)
    assert delivered(storm, seed=7) != delivered(storm, seed=8)


def test_nothing_passes_a_split_until_it_heals_not_even_what_was_under_way() -> None:
    timeline = Timeline()
    arrived: list[str] = []
    network = Network(1, CALM, timeline, lambda a, b, m: arrived.append(m))
    network.send("ash", "birch", "under way")
    network.split([["ash"], ["birch", "cedar"]])
    network.send("ash", "birch", "cut off")
    network.send("birch", "cedar", "same side")
    while timeline.step(BEGINNING + 1_000):
        pass
    network.heal()
    network.send("ash", "birch", "healed")
    while timeline.step(BEGINNING + 2_000):
        pass
    assert arrived == ["same side", "healed"]


@pytest.mark.parametrize("crash", CRASH_POINTS)
def test_nothing_is_sent_before_all_of_it_is_durable(crash: Any) -> None:
    done = carried(4, 6, crash)
    assert done.send == 0 or done.durable == 4
    assert (done.durable, done.send) != (4, 6)


def test_a_backup_holds_the_oldest_records() -> None:
    disk = Disk()
    disk.write(tuple(range(10)))
    disk.restore(disk.backup(700))
    assert disk.records == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("real", [True, False])
def test_only_the_holder_of_a_key_signs_under_it(real: bool) -> None:
    stationery = Stationery(real=real)
    pen, other = stationery.pen("ash", ["key0"]), stationery.pen("birch", ["key0"])
    key = public_key("ash", "key0")
    signature = pen.sign(key, b"yes")
    assert other.verify(key, b"yes", signature)
    assert not other.verify(key, b"no", signature)
    assert not other.verify(public_key("birch", "key0"), b"yes", signature)
    with pytest.raises(KeyError):
        other.sign(key, b"no")


def test_a_signature_of_the_stand_in_has_the_form_of_a_real_one() -> None:
    key = public_key("ash", "key0")
    made = [Stationery(real=real).pen("ash", ["key0"]).sign(key, b"x") for real in (True, False)]
    assert len({len(each) for each in made}) == 1
    assert private_key("ash", "key0") is private_key("ash", "key0")


def test_a_replaced_function_comes_back_whatever_happens() -> None:
    before = random.choice
    with pytest.raises(KeyError), replaced(random, "choice", lambda was: None):
        assert random.choice is None
        raise KeyError
    assert random.choice == before
    with pytest.raises(AttributeError), replaced(random, "no_such_thing", lambda was: was):
        pass


@pytest.mark.parametrize("n", range(1, 21))
def test_the_reference_quorums_meet_in_somebody_honest_and_can_be_reached(n: int) -> None:
    """Invariant 17, of the very numbers by which the others are judged."""
    for policy in ("majority", "two_thirds"):
        q, f = reference.quorum(policy, n), reference.liars(policy, n)
        assert 2 * q - n > f, "two quorums share an honest sealer"
        assert q <= n - f, "the honest alone are a quorum"
        s = reference.boxes_shown(policy, n)
        assert s > f, "a vote that s boxes show was held by somebody honest"
        if n > 1:
            assert q - f >= s, "what all honest sealers held is shown by any quorum of boxes"


@pytest.mark.parametrize("old", range(1, 7))
def test_quorums_that_are_tried_out_meet_just_when_the_rules_let_them_hand_over(old: int) -> None:
    policies: tuple[Policy, ...] = ("majority", "two_thirds")
    for new in range(1, 7):
        for common in range(min(old, new) + 1):
            for one, other in product(policies, policies):
                before, after = (one, old), (other, new)
                tried = surely_meet(before, after, common)
                assert tried == quorum.hands_over(before, after, common)
