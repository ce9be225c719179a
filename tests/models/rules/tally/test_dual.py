"""Dual majority: partners and members, each by itself, and no house outweighing the rest."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from models.rules import canon
from models.rules.tally.dual import Dual, DualResult, count_dual
from models.rules.tally.method import Quorum
from models.rules.tally.poll import Voice
from tests.models.rules.tally.polls import (
    ANY_TURNOUT,
    answers,
    ballots,
    examples,
    poll_of,
    voices_of,
)

PASSING = answers(yes=2, no=1)


def dual(
    name: str = "majority",
    rolls: Mapping[str, int] | None = None,
    quorum: Quorum = ANY_TURNOUT,
    options: str = "",
    **more: Any,
) -> Dual:
    sizes = rolls or {"a": 200, "b": 200, "c": 200}
    may_be_alone = more.pop("may_be_alone", False)
    return Dual(
        partners=poll_of(name, options, electorate=3, **more),
        members=poll_of(name, options, quorum, sum(sizes.values()), **more),
        rolls=sizes,
        may_be_alone=may_be_alone,
    )


def houses(**given: tuple[int, ...]) -> dict[str, list[Voice]]:
    return {name: answers(*numbers) for name, numbers in given.items()}


def test_both_sides_must_pass() -> None:
    yes, no = houses(a=(3, 0), b=(3, 0), c=(0, 3)), houses(a=(0, 3), b=(0, 3), c=(3, 0))
    assert count_dual(dual(), PASSING, yes).outcome == "passed"
    assert count_dual(dual(), PASSING, no).outcome == "rejected"
    assert count_dual(dual(), answers(1, 2), yes).outcome == "rejected"
    assert count_dual(dual(), answers(1, 2), no).outcome == "rejected"


def test_a_large_house_does_not_outvote_two_small_ones() -> None:
    # 100 of a say yes; b and c, 12 and 8, say no. One by one a wins; capped, its members weigh
    # 2/5 of the whole: with 20 as three fifths, 40/3.
    voices = houses(a=(100, 0), b=(0, 12), c=(0, 8))
    result = count_dual(dual(), PASSING, voices)
    assert result.outcome == "rejected"
    assert result.weights == {"a": "40/3", "b": 12, "c": 8}
    assert result.members.rounds == [{"yes": "40/3", "no": 20, "abstain": 0}]
    assert (result.members.turnout, result.members.voices) == (120, 120)


def test_a_split_house_keeps_its_proportions_under_the_cap() -> None:
    voices = houses(a=(60, 30, 9), b=(6, 0), c=(0, 3))
    (said,) = count_dual(dual(), PASSING, voices).members.rounds
    # a's 90 that choose weigh 6 together: 4 yes and 2 no. Its abstentions weigh 9 * 6/90 = 3/5.
    assert said == {"yes": 10, "no": 5, "abstain": "3/5"}


def test_the_quorum_counts_persons_before_any_cap() -> None:
    quorum = Quorum(share=(1, 2), is_strict=False)
    voices = houses(a=(200, 0), b=(50, 0), c=(49, 0, 1))
    assert count_dual(dual(quorum=quorum), PASSING, voices).outcome == "passed"
    voices = houses(a=(199, 0), b=(50, 0), c=(49, 0, 1))
    result = count_dual(dual(quorum=quorum), PASSING, voices)
    assert (result.outcome, result.members.quorum_met) == ("no_quorum", False)


def test_a_lacking_quorum_of_the_partners_is_one_of_the_whole() -> None:
    needy = dual()
    partners = poll_of("majority", quorum=Quorum(share=(1, 1), is_strict=False), electorate=4)
    needy = msgspec.structs.replace(needy, partners=partners)
    voices = houses(a=(0, 3), b=(0, 3), c=(0, 3))
    assert count_dual(needy, PASSING, voices).outcome == "no_quorum"


def test_one_house_is_not_the_community() -> None:
    alone = houses(a=(50, 0), b=(0, 0, 5))
    result = count_dual(dual(), PASSING, alone)
    assert (result.outcome, result.members.quorum_met) == ("no_quorum", False)
    assert count_dual(dual(may_be_alone=True), PASSING, alone).outcome == "passed"
    assert count_dual(dual(rolls={"a": 60, "b": 0}), PASSING, alone).outcome == "passed"


def test_two_houses_weigh_the_same_when_the_cap_cannot_be_kept() -> None:
    result = count_dual(dual(), PASSING, houses(a=(90, 0), b=(4, 6)))
    assert result.weights == {"a": 10, "b": 10}
    assert result.members.rounds == [{"yes": 14, "no": 6, "abstain": 0}]


def test_a_share_of_all_members_scales_the_rolls_like_the_voices() -> None:
    # a's 80 that choose weigh 40/3 (2/5 with 20 as the rest), a sixth: so does a's roll of 120.
    needed = dual("qualified", {"a": 120, "b": 20, "c": 10}, base="all", threshold=(1, 2))
    voices = houses(a=(80, 0), b=(12, 0), c=(0, 8))
    (said,) = count_dual(needed, PASSING, voices).members.rounds
    assert said["base"] == 120 // 6 + 20 + 10
    assert said["yes"] == "76/3"


def test_options_are_elected_when_both_sides_elect_the_same() -> None:
    same = {"a": ballots("2:xy"), "b": ballots("2:xy"), "c": ballots("1:yx")}
    other = {"a": ballots("2:yx"), "b": ballots("2:yx"), "c": ballots("1:xy")}
    asked = dual("schulze", options="xy")
    result = count_dual(asked, ballots("2:xy 1:yx"), same)
    assert (result.outcome, result.winners) == ("elected", ("x",))
    result = count_dual(asked, ballots("2:xy 1:yx"), other)
    assert (result.outcome, result.winners) == ("rejected", ())


def test_spoilt_leaves_and_weightless_voices_take_no_part() -> None:
    voices = houses(a=(3, 0), b=(2, 0))
    voices["b"] += [
        Voice(voter="x", choice="hello"),
        Voice(voter="y", choice="no", weight=0),
    ]
    result = count_dual(dual(), PASSING, voices)
    assert (result.members.turnout, result.members.voices, result.members.spoilt) == (5, 5, 1)
    assert result.weights == {"a": 2, "b": 2}


COUNTS = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 3))


@examples(120)
@given(st.dictionaries(st.sampled_from("abcde"), COUNTS, min_size=1))
def test_no_house_exceeds_its_share_of_the_weight_that_chooses(
    given: dict[str, tuple[int, int, int]],
) -> None:
    rolls = dict.fromkeys("abcde", 30)
    result = count_dual(dual(rolls=rolls), PASSING, houses(**given))
    weights = {name: Fraction(weight) for name, weight in result.weights.items()}
    total, choosing = sum(weights.values()), [w for w in weights.values() if w]
    assert all(
        weight <= max(Fraction(2, 5), Fraction(1, len(choosing))) * total for weight in choosing
    )
    said = {name: Fraction(part) for name, part in result.members.rounds[0].items()}
    assert said["yes"] + said["no"] == total
    for name, (yes, no, _) in given.items():
        assert weights[name] <= yes + no
    assert result.members.turnout == sum(sum(numbers) for numbers in given.values())
    plain = canon.parse(canon.encode(msgspec.to_builtins(result)))
    assert msgspec.convert(plain, DualResult) == result
    reordered = {name: answers(*given[name])[::-1] for name in reversed(given)}
    assert count_dual(dual(rolls=rolls), PASSING[::-1], reordered) == result


def test_a_house_without_voices_has_no_weight() -> None:
    result = count_dual(dual(), PASSING, {"a": [], "b": voices_of(["abstain"])})
    assert result.weights == {"a": 0, "b": 0}
    assert result.outcome == "rejected"
