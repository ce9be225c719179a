"""Plans are drawn from seeds, tell what they are, and can be made smaller."""

import msgspec
import pytest

from models.rules import genesis, quorum
from server.simulation import founding, planning, shrinking
from server.simulation.behaviours.library import BEHAVIOURS, made
from server.simulation.errands.library import ERRANDS
from server.simulation.invariants.violation import kind
from server.simulation.plan import Plan
from server.simulation.planning import PARTNERS, Wish

SEEDS = range(1200)


def test_a_seed_is_one_plan() -> None:
    assert [planning.drawn(seed, Wish()) for seed in range(30)] == [
        planning.drawn(seed, Wish()) for seed in range(30)
    ]


def test_a_plan_is_plain_data() -> None:
    for seed in range(30):
        plan = planning.drawn(seed, Wish())
        assert msgspec.convert(msgspec.to_builtins(plan), Plan) == plan


def test_plans_name_only_errands_and_behaviours_that_exist() -> None:
    plans = [planning.drawn(seed, Wish()) for seed in SEEDS]
    assert {item.kind for plan in plans for item in plan.items} == set(ERRANDS)
    lies = {name for plan in plans for how in plan.liars.values() for name in how}
    assert lies == set(BEHAVIOURS)
    assert all(made(name).name == name for name in BEHAVIOURS)


def test_no_more_lie_than_the_policy_bears_unless_the_plan_says_so() -> None:
    unsafe = 0
    for seed in SEEDS:
        plan = planning.drawn(seed, Wish())
        bears = quorum.tolerated(plan.policy, len(plan.founders))
        unsafe += not plan.is_safe
        assert len(plan.liars) <= bears or not plan.is_safe
    assert unsafe


@pytest.mark.parametrize("policy", ["majority", "two_thirds"])
def test_wishes_are_kept(policy: quorum.Policy) -> None:
    for seed in range(30):
        plan = planning.drawn(seed, Wish(partners=5, policy=policy))
        assert (len(plan.partners), plan.policy) == (5, policy)


def test_every_genesis_of_a_plan_could_be_accepted() -> None:
    for n in range(1, 8):
        plan = planning.drawn(n, Wish(partners=n))
        assert genesis.faults(founding.genesis_of(plan)) == ()


def test_a_plan_is_told_in_lines_for_people() -> None:
    story = planning.drawn(3, Wish()).story()
    assert story.startswith("seed 3: ")
    assert "calm from" in story


def test_shrinking_leaves_only_what_the_fault_needs() -> None:
    plan = next(
        plan
        for seed in SEEDS
        if len((plan := planning.drawn(seed, Wish())).items) > 6 and len(plan.items) < 12
    )
    needed = plan.items[3]
    small = shrinking.shrunk(plan, lambda each: needed in each.items)
    assert small.items == (needed,)
    assert not small.skew


def test_what_differs_between_schedules_makes_no_other_kind_of_violation() -> None:
    one = "goal #2 of ash is not final at cedar at the end (height 4, term 25)"
    other = "goal #11 of elm is not final at ash at the end (height 14, term 0)"
    assert kind(16, one, PARTNERS) == kind(16, other, PARTNERS)
    assert kind(9, "3fa9b2c1 has the seals of ['ash', 'elm']", PARTNERS) == kind(
        9, "00aa11bb has the seals of ['birch']", PARTNERS
    )


def test_another_text_or_another_invariant_is_another_kind_of_violation() -> None:
    text = "ash wrote two entries numbered 4"
    assert kind(4, text, PARTNERS) != kind(4, "ash opened term 4 twice", PARTNERS)
    assert kind(4, text, PARTNERS) != kind(12, text, PARTNERS)


def test_shrinking_stops_after_its_attempts() -> None:
    plan = planning.drawn(0, Wish())
    tried: list[Plan] = []

    def breaks(candidate: Plan) -> bool:
        tried.append(candidate)
        return False

    assert shrinking.shrunk(plan, breaks, attempts=5) == plan
    assert len(tried) == 5
