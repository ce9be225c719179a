"""Score, STAR, approval and dots, with numbers a reader can add up."""

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.rules.tally.count import count
from models.rules.tally.poll import Voice
from tests.models.rules.tally.polls import SCORED, choices, examples, poll_of, scores, voices_of


def approvals(*names: str) -> list[Voice]:
    return voices_of([{"approved": list(each)} for each in names])


def test_the_highest_sum_wins_and_median_and_mean_are_shown() -> None:
    result = count(poll_of("score", "abc"), scores("a5b4", "a0b3", "a5b3", "b4c1"))
    assert result.winners == ("b",)
    assert result.rounds == [
        {"totals": {"a": 10, "b": 14, "c": 1}},
        {
            "medians": {"a": "5/2", "b": "7/2", "c": 0},
            "means": {"a": "5/2", "b": "7/2", "c": "1/4"},
        },
    ]


def test_the_median_is_that_of_the_weight() -> None:
    weights = {"a1": 3, "a4": 1, "a5": 1}
    voices = [
        Voice(voter=text, choice=scores(text)[0].choice, weight=Fraction(weight, 2))
        for text, weight in weights.items()
    ]
    assert count(poll_of("score", "a"), voices).rounds[1] == {
        "medians": {"a": 1},
        "means": {"a": "12/5"},
    }


def test_several_seats_go_to_the_highest_sums_in_their_order() -> None:
    voices = approvals("ab", "bc", "b", "ac", "d")
    result = count(poll_of("approval", "abcde", seats=3), voices)
    assert result.winners == ("b", "a", "c")
    assert not result.is_tied
    result = count(poll_of("approval", "abcde", seats=2), voices)
    assert result.winners == ("b", "a")
    assert result.rounds[-1] == {"tie": ["a", "c"], "by": "tie_order", "chosen": ["a"]}


def test_what_nobody_wants_fills_no_seat() -> None:
    result = count(poll_of("approval", "abcd", seats=4), approvals("ab", "a"))
    assert result.winners == ("a", "b")
    assert count(poll_of("score", "ab"), scores("a0b0")).outcome == "rejected"
    assert count(poll_of("star", "ab"), scores("a0b0")).outcome == "rejected"
    assert count(poll_of("star", "ab"), scores("a0b1")).winners == ("b",)


def test_dots_elect_one_option_whatever_the_seats() -> None:
    voices = voices_of([{"dots": {"a": 6, "b": 4}}, {"dots": {"b": 3}}])
    result = count(poll_of("dots", "abc", seats=3), voices)
    assert result.winners == ("b",)
    assert result.rounds[0] == {"totals": {"a": 6, "b": 7, "c": 0}}


def test_the_runoff_of_star_can_overturn_the_scores() -> None:
    # Two voters barely prefer b; one loves a. a has the higher sum, b wins the runoff.
    result = count(poll_of("star", "abc"), scores("a5b0c1", "a3b4", "a3b4"))
    assert result.rounds[0]["totals"] == {"a": 11, "b": 8, "c": 1}
    assert result.rounds[1] == {"runoff": {"a": 1, "b": 2}}
    assert result.winners == ("b",)
    assert not result.is_tied


def test_tennessee_by_star_elects_nashville() -> None:
    voices = scores(*["m5n2c1k0"] * 42, *["m0n5c2k2"] * 26, *["m0n3c5k4"] * 15, *["m0n2c4k5"] * 17)
    result = count(poll_of("star", "mnck"), voices)
    assert result.rounds[0]["totals"] == {"m": 210, "n": 293, "c": 237, "k": 197}
    assert result.rounds[1] == {"runoff": {"n": 68, "c": 32}}
    assert result.winners == ("n",)


def test_an_even_runoff_is_won_by_the_higher_sum_and_then_by_the_tie_order() -> None:
    result = count(poll_of("star", "ab"), scores("a1b3", "a3b2"))
    assert (result.winners, result.is_tied) == (("b",), False)
    result = count(poll_of("star", "ab"), scores("a1b3", "a3b1"))
    assert (result.winners, result.is_tied) == (("a",), True)


def test_equal_finalists_of_star_are_chosen_by_the_tie_order() -> None:
    result = count(poll_of("star", "acb"), scores("a5b2c2", "b1c1"))
    assert {"tie": ["c", "b"], "by": "tie_order", "chosen": ["c"]} in result.rounds
    assert result.is_tied


@examples(80)
@given(st.sampled_from([name for name in SCORED if name != "star"]), st.data())
def test_more_support_never_hurts_the_winner(name: str, data: st.DataObject) -> None:
    poll = poll_of(name, "abc")
    voices = voices_of(data.draw(st.lists(choices(name, "abc"), min_size=1, max_size=6)))
    for winner in count(poll, voices).winners:
        support: dict[str, Any] = {
            "score": {"scores": {winner: 1}},
            "approval": {"approved": [winner]},
            "dots": {"dots": {winner: 1}},
        }
        more = Voice(voter="x", choice=support[name])
        assert count(poll, [*voices, more]).winners == (winner,)
