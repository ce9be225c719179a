"""Weights: the cap in exact fractions, and who could decide or block alone."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.rules.tally.method import Method, Quorum
from models.rules.tally.weights import capped, contribution_weights, lone_powers
from tests.models.rules.tally.polls import examples

WEIGHTS = st.dictionaries(
    st.sampled_from("abcdefg"),
    st.integers(0, 30) | st.fractions(min_value=0, max_value=9, max_denominator=7),
    min_size=1,
)
CAPS = st.tuples(st.integers(0, 5), st.integers(1, 6)).filter(lambda cap: cap[0] <= cap[1])


def limit(weights: dict[str, Any], cap: tuple[int, int]) -> Fraction:
    """The share nobody may exceed: the cap, or an equal part where that is more."""
    return max(Fraction(*cap), Fraction(1, sum(weight > 0 for weight in weights.values())))


def test_the_excess_of_one_is_scaled_to_two_fifths_of_what_then_counts() -> None:
    # 90, 6 and 3: the others' 9 are to be three fifths, so the first keeps 6.
    assert capped({"a": 90, "b": 6, "c": 3}) == {"a": 6, "b": 6, "c": 3}


def test_two_may_have_to_be_cut_at_once() -> None:
    # 100, 50, 4, 1: with both cut at L, L is 2/5 of 2L + 5, which is 10.
    assert capped({"a": 100, "b": 50, "c": 4, "d": 1}) == {"a": 10, "b": 10, "c": 4, "d": 1}


def test_what_is_within_the_cap_stays_as_it_is() -> None:
    assert capped({"a": 4, "b": 3, "c": 3}) == {"a": 4, "b": 3, "c": 3}


def test_too_few_to_be_within_the_cap_weigh_the_same() -> None:
    assert capped({"a": 90, "b": 10}) == {"a": 10, "b": 10}
    assert capped({"a": 90, "b": 0}) == {"a": 90, "b": 0}
    assert capped({"a": 90, "b": 20, "c": 10}, (1, 4)) == {"a": 10, "b": 10, "c": 10}
    assert capped({"a": 0, "b": 0}) == {"a": 0, "b": 0}
    assert capped({}) == {}


@examples(150)
@given(WEIGHTS, CAPS)
def test_nobody_exceeds_the_cap_of_the_capped_whole(
    weights: dict[str, Any], cap: tuple[int, int]
) -> None:
    assume(any(weights.values()))
    after = capped(weights, cap)
    total = sum(after.values())
    assert list(after) == sorted(weights)
    assert all(0 <= after[name] <= weights[name] for name in weights)
    assert all((after[name] > 0) == (weights[name] > 0) for name in weights)
    assert max(after.values()) <= limit(weights, cap) * total


@examples(150)
@given(WEIGHTS, CAPS)
def test_no_weight_loses_more_than_it_must(weights: dict[str, Any], cap: tuple[int, int]) -> None:
    assume(any(weights.values()))
    after = capped(weights, cap)
    cut = [name for name in weights if after[name] < weights[name]]
    assert len({after[name] for name in cut}) <= 1
    assert all(after[name] == max(after.values()) for name in cut)
    if cut:
        higher = min([weights[name] for name in cut])
        level = max(after.values())
        for more in ((level + higher) / 2, level + (higher - level) / 100):
            looser = [min(Fraction(weight), more) for weight in weights.values()]
            assert max(looser) > limit(weights, cap) * sum(looser)


@examples(100)
@given(WEIGHTS, CAPS, st.fractions(min_value="1/9", max_value=9, max_denominator=9))
def test_capping_is_idempotent_and_scales(
    weights: dict[str, Any], cap: tuple[int, int], scale: Fraction
) -> None:
    after = capped(weights, cap)
    assert capped(after, cap) == after
    scaled = capped({name: weight * scale for name, weight in weights.items()}, cap)
    assert scaled == {name: weight * scale for name, weight in after.items()}
    assert capped(dict(reversed(weights.items())), cap) == after


def test_contributions_earn_capped_weights_and_nothing_earns_one_each() -> None:
    assert contribution_weights({"a": 90, "b": 6, "c": 3}) == {"a": 6, "b": 6, "c": 3}
    assert contribution_weights({"b": 0, "a": 0}) == {"a": 1, "b": 1}
    assert contribution_weights({}) == {}


def powers(
    method: str, weights: dict[str, int], quorum: Quorum | None = None, **more: Any
) -> list[str]:
    name: Any = method
    chartered = more.pop("chartered", ())
    found = lone_powers(Method(name=name, **more), quorum or Quorum(), weights, chartered)
    return [f"{each.partner} {each.power}" for each in found]


@pytest.mark.parametrize(
    ("method", "more", "expected"),
    [
        ("majority", {}, ["a decides", "a blocks"]),
        ("schulze", {}, ["a decides", "a blocks"]),
        ("qualified", {}, ["a decides", "a blocks", "b blocks"]),
        ("qualified", {"threshold": (1, 4)}, ["a decides", "a blocks", "b decides"]),
        ("consent", {}, ["a decides", "a blocks", "b blocks", "c blocks"]),
        ("consent", {"override": (1, 2)}, ["a decides", "a blocks"]),
        ("consensus", {"block_limit": 1}, ["a decides", "a blocks"]),
        ("consensus", {}, ["a decides", "a blocks", "b blocks", "c blocks"]),
        ("lazy", {}, ["a blocks", "b blocks", "c blocks"]),
        ("lazy", {"block_limit": 2}, []),
    ],
)
def test_who_could_decide_or_block_alone_is_found(
    method: str, more: dict[str, Any], expected: list[str]
) -> None:
    # a is more than half of all: a quorum by itself, and none without it.
    assert powers(method, {"a": 6, "b": 4, "c": 1}, **more) == expected


def test_staying_away_blocks_where_the_quorum_needs_everybody() -> None:
    weights = {"a": 2, "b": 2, "c": 2}
    assert powers("majority", weights, Quorum(share=(1, 2))) == []
    assert powers("majority", weights, Quorum(share=(2, 3))) == ["a blocks", "b blocks", "c blocks"]


def test_a_low_quorum_lets_one_decide_while_the_others_are_away() -> None:
    weights = {"a": 4, "b": 3, "c": 3}
    assert powers("majority", weights, Quorum(share=(2, 5), is_strict=False)) == ["a decides"]


def test_who_is_chartered_to_may() -> None:
    assert powers("majority", {"a": 5, "b": 5}) == ["a blocks", "b blocks"]
    assert powers("majority", {"a": 5, "b": 5}, chartered=("a",)) == ["b blocks"]


def test_capped_contributions_let_nobody_decide_alone() -> None:
    weights = contribution_weights({"a": 900, "b": 30, "c": 20, "d": 10})
    assert lone_powers(Method(name="majority"), Quorum(), weights) == ()
