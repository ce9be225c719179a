"""Quorum arithmetic, exhaustively: what may lie, what must agree, what meets (invariant 17)."""

import itertools

import pytest

from models.rules import quorum
from models.rules.quorum import Policy

POLICIES: tuple[Policy, ...] = ("majority", "two_thirds")
UP_TO_20 = range(1, 21)


@pytest.mark.parametrize("n", UP_TO_20)
@pytest.mark.parametrize("policy", POLICIES)
def test_two_quorums_always_share_an_honest_sealer(policy: Policy, n: int) -> None:
    q, f = quorum.needed(policy, n), quorum.tolerated(policy, n)
    assert 1 <= q <= n
    # The smallest overlap of two sets of q among n.
    assert 2 * q - n > f


@pytest.mark.parametrize("f", range(7))
def test_with_one_less_two_quorums_could_miss_each_others_honest(f: int) -> None:
    n = 3 * f + 1
    assert quorum.tolerated("two_thirds", n) == f
    assert 2 * (quorum.needed("two_thirds", n) - 1) - n <= f
    assert 2 * (quorum.needed("majority", n) - 1) - n <= 0


@pytest.mark.parametrize("n", UP_TO_20)
@pytest.mark.parametrize("policy", POLICIES)
def test_the_honest_can_go_on_without_the_liars(policy: Policy, n: int) -> None:
    assert n - quorum.tolerated(policy, n) >= quorum.needed(policy, n)


@pytest.mark.parametrize("n", UP_TO_20)
@pytest.mark.parametrize("policy", POLICIES)
def test_a_timely_vote_shows_in_enough_boxes_and_a_late_one_never(policy: Policy, n: int) -> None:
    q, f, s = (rule(policy, n) for rule in (quorum.needed, quorum.tolerated, quorum.shown))
    # Liars alone never reach s, and of any q boxes those of honest sealers do.
    assert f < s <= q - f


def test_the_numbers_are_those_of_the_design() -> None:
    assert [quorum.needed("majority", n) for n in range(1, 8)] == [1, 2, 2, 3, 3, 4, 4]
    assert [quorum.needed("two_thirds", n) for n in range(1, 11)] == [1, 2, 3, 3, 4, 5, 5, 6, 7, 7]
    assert [quorum.tolerated("two_thirds", n) for n in range(1, 11)] == [
        0,
        0,
        0,
        1,
        1,
        1,
        2,
        2,
        2,
        3,
    ]
    assert {quorum.tolerated("majority", n) for n in UP_TO_20} == {0}
    assert [quorum.shown("two_thirds", n) for n in (1, 2, 3, 4, 7, 10)] == [1, 2, 2, 2, 3, 4]
    assert [quorum.shown("majority", n) for n in (1, 2, 3, 20)] == [1, 2, 2, 2]
    assert [quorum.usual(n) for n in (1, 3, 4, 20)] == [
        "majority",
        "majority",
        "two_thirds",
        "two_thirds",
    ]


@pytest.mark.parametrize("policy", POLICIES)
def test_one_sealer_more_or_less_always_hands_over(policy: Policy) -> None:
    for n in range(1, 60):
        assert quorum.hands_over((policy, n), (policy, n + 1), n)
        assert quorum.hands_over((policy, n + 1), (policy, n), n)


def test_a_change_of_policy_hands_over_only_while_there_are_few() -> None:
    # A bare majority of many can miss the honest among those that two thirds would ask: such a
    # community lets some sealers go first, or founds itself anew.
    changes: tuple[tuple[Policy, Policy], ...]
    changes = (("majority", "two_thirds"), ("two_thirds", "majority"))
    for old, new in changes:
        sizes = [n for n in range(1, 60) if quorum.hands_over((old, n), (new, n), n)]
        assert sizes == [1, 2, 3, 4, 5, 6, 8, 9, 12]


def test_what_is_said_to_hand_over_does_by_counting_all_sets() -> None:
    for old_n, new_n in itertools.product(range(1, 6), repeat=2):
        for common in range(max(0, 1), min(old_n, new_n) + 1):
            for old, new in itertools.product(POLICIES, repeat=2):
                said = quorum.hands_over((old, old_n), (new, new_n), common)
                assert said == _meets((old, old_n), (new, new_n), common)


def _meets(old: tuple[Policy, int], new: tuple[Policy, int], common: int) -> bool:
    """Tell by trying whether any two quorums share more sealers than may lie."""
    before = range(old[1])
    after = [*range(common), *range(100, 100 + new[1] - common)]
    liars = max(quorum.tolerated(*old), quorum.tolerated(*new))
    return all(
        len(set(one) & set(other)) > liars
        for one in itertools.combinations(before, quorum.needed(*old))
        for other in itertools.combinations(after, quorum.needed(*new))
    )
