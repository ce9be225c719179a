"""Single transferable vote: published and hand-made counts, and votes that are never lost."""

from fractions import Fraction
from itertools import chain
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.rules.tally.count import count
from models.rules.tally.poll import Voice
from models.rules.tally.result import Result
from models.rules.tally.stv import common_measure
from tests.models.rules.tally.polls import ballots, examples, poll_of, rankings, voices_of

CAST = st.lists(rankings("abcdef"), min_size=1, max_size=14).map(voices_of)


def exact(table: dict[str, Any]) -> dict[str, Fraction]:
    return {option: Fraction(number) for option, number in table.items()}


def stages(result: Result) -> list[dict[str, Any]]:
    return [step for step in result.rounds if "totals" in step]


def test_the_party_food_is_chosen_as_published() -> None:
    # Wikipedia, "Single transferable vote": 20 guests, 3 dishes; oranges, pears, chocolate (H),
    # strawberries (B), sweets.
    result = count(poll_of("stv", "OPHBS", seats=3), ballots("4:O 2:PO 8:HB 4:HS 1:B 1:S"))
    assert result.winners == ("H", "O", "B")
    assert result.rounds == [
        {
            "first": True,
            "totals": {"O": 4, "P": 2, "H": 12, "B": 1, "S": 1},
            "exhausted": 0,
            "quota": 6,
            "elected": ["H"],
        },
        {
            "transferred": "H",
            "surplus": 6,
            "totals": {"O": 4, "P": 2, "H": 6, "B": 5, "S": 3},
            "exhausted": 0,
            "quota": 6,
            "elected": [],
        },
        {
            "excluded": "P",
            "totals": {"O": 6, "P": 0, "H": 6, "B": 5, "S": 3},
            "exhausted": 0,
            "quota": 6,
            "elected": ["O"],
        },
        {
            "excluded": "S",
            "totals": {"O": 6, "P": 0, "H": 6, "B": 5, "S": 0},
            "exhausted": 3,
            "quota": 6,
            "elected": ["B"],
        },
    ]


def test_a_cut_transfer_leaves_its_crumbs_with_the_elected() -> None:
    # 16 papers, 2 seats: quota 16 // 3 + 1 = 6. a has 9, surplus 3: each of its papers goes on at
    # 3/9, cut to 0.33333. b gets 4 of them, 1.33332; c gets 3, 0.99999; 2 name nobody else. What
    # the cut leaves, 9 times a third of a hundred-thousandth, stays with a. b leaves, its papers
    # name nobody else; then c (3.99999) is behind d (4) by a hair, and d gets 3 papers of c at the
    # value they have.
    result = count(poll_of("stv", "abcd", seats=2), ballots("4:ab 3:acd 2:a 3:cb 4:d"))
    first, second, third, fourth = stages(result)
    assert first["totals"] == {"a": 9, "b": 0, "c": 3, "d": 4}
    assert exact(second["totals"]) == {
        "a": 6 + Fraction(3, 100_000),
        "b": Fraction(133_332, 100_000),
        "c": 3 + Fraction(99_999, 100_000),
        "d": Fraction(4),
    }
    assert second["exhausted"] == "33333/50000"
    assert (third["excluded"], third["exhausted"]) == ("b", "99999/50000")
    assert (fourth["excluded"], fourth["totals"]["d"]) == ("c", "499999/100000")
    assert result.winners == ("a", "d")


def test_the_largest_surplus_goes_first_and_skips_who_is_elected() -> None:
    # Quota 20 // 4 + 1 = 6. a has 9 and b has 8; a's surplus names b, who is elected, then c.
    result = count(poll_of("stv", "abcd", seats=3), ballots("9:abc 8:bd 2:d 1:c"))
    first, second, third, _ = stages(result)
    assert first["elected"] == ["a", "b"]
    assert (second["transferred"], second["surplus"]) == ("a", 3)
    assert exact(second["totals"])["c"] == 1 + 9 * Fraction(33_333, 100_000)
    assert (third["transferred"], third["totals"]["d"]) == ("b", 4)
    assert result.winners == ("a", "b", "d")


def test_equal_surpluses_go_in_tie_order_and_say_so() -> None:
    result = count(poll_of("stv", "badc", seats=3), ballots("4:ac 4:bd 1:c 1:d"))
    assert result.rounds[1] == {"tie": ["b", "a"], "by": "tie_order", "chosen": ["b"]}
    assert result.rounds[2]["transferred"] == "b"
    assert result.is_tied


def test_equal_weakest_options_are_told_apart_by_earlier_rounds() -> None:
    # Excluding e lifts d to the 3 of c; d had 2 before, so d leaves first, though c is the later.
    result = count(poll_of("stv", "abdce", seats=1), ballots("5:a 4:b 3:c 2:d 1:ed"))
    assert {"tie": ["c", "d"], "by": "earlier_round", "chosen": ["d"]} in result.rounds


def test_no_more_options_than_seats_are_all_elected() -> None:
    result = count(poll_of("stv", "ab", seats=3), ballots("3:ab"))
    assert result.winners == ("a", "b")


def test_a_paper_is_a_voters_unit_and_not_that_of_equal_ballots() -> None:
    # 100 voters: quota 100 // 4 + 1 = 26, and a hands b and c on enough. Taken as 4 and 1 papers of
    # 20, the quota would be 40 and d would win.
    voices = ballots("80:abcde 20:adcbe")
    assert count(poll_of("stv", "abcde", seats=3), voices).winners == ("a", "b", "c")
    blocks = [
        Voice(voter=f"v{number}", choice=voices[number].choice, weight=20)
        for number in (0, 0, 0, 0, 99)
    ]
    assert count(poll_of("stv", "abcde", seats=3), blocks).winners == ("a", "b", "d")


def test_the_unit_is_the_greatest_common_measure() -> None:
    assert common_measure([Fraction(1)] * 3) == 1
    assert common_measure([Fraction(4), Fraction(6)]) == 2
    assert common_measure([Fraction(1, 2), Fraction(2, 3)]) == Fraction(1, 6)


@examples(80)
@given(CAST, st.integers(1, 4), st.data())
def test_no_vote_is_lost_in_any_round(voices: list[Voice], seats: int, data: st.DataObject) -> None:
    weights = st.integers(1, 4) | st.fractions(min_value="1/3", max_value=3, max_denominator=5)
    weighed = [Voice(voter=v.voter, choice=v.choice, weight=data.draw(weights)) for v in voices]
    total = sum((voice.weight for voice in weighed), Fraction(0))
    result = count(poll_of("stv", "abcdef", seats=seats), weighed)
    assert len(result.winners) == len(set(result.winners)) == seats
    for step in stages(result):
        assert sum(exact(step["totals"]).values()) + Fraction(step["exhausted"]) == total
        assert all(number >= 0 for number in exact(step["totals"]).values())
        assert Fraction(step["quota"]) * (seats + 1) > total
    assert list(chain(*(step["elected"] for step in stages(result)))) == list(result.winners)


@examples(80)
@given(CAST, st.integers(2, 3), st.sets(st.sampled_from("abcdef"), min_size=2, max_size=3))
def test_a_group_behind_enough_quotas_gets_its_seats(
    voices: list[Voice], seats: int, group: set[str]
) -> None:
    # Proportionality for solid coalitions (Droop): who put a group before all others, and are k
    # quotas, elect k of the group, or all of it.
    papers = [list(chain(*voice.choice["ranks"])) for voice in voices]
    solid = [ranks for ranks in papers if set(ranks[: len(group)]) == group]
    quotas = len(solid) // (len(papers) // (seats + 1) + 1)
    winners = count(poll_of("stv", "abcdef", seats=seats), voices).winners
    assert len(group & set(winners)) >= min(quotas, len(group))


@examples(60)
@given(CAST, st.integers(1, 4), st.fractions(min_value="1/7", max_value=9, max_denominator=7))
def test_the_scale_of_weights_does_not_matter(
    voices: list[Voice], seats: int, scale: Fraction
) -> None:
    poll = poll_of("stv", "abcdef", seats=seats)
    scaled = [Voice(voter=v.voter, choice=v.choice, weight=scale) for v in voices]
    one, two = count(poll, voices), count(poll, scaled)
    assert two.winners == one.winners
    assert exact(stages(two)[-1]["totals"]) == {
        option: number * scale for option, number in exact(stages(one)[-1]["totals"]).items()
    }


@examples(60)
@given(CAST)
def test_one_seat_is_an_instant_runoff_with_another_end(voices: list[Voice]) -> None:
    # With one seat there is no surplus to hand on: only exclusions, in the order of irv.
    excluded = [
        [
            step["excluded"]
            for step in count(poll_of(name, "abcdef"), voices).rounds
            if "excluded" in step
        ]
        for name in ("irv", "stv")
    ]
    shorter = min(len(each) for each in excluded)
    assert excluded[0][:shorter] == excluded[1][:shorter]
