"""Instant runoff, round by round."""

from hypothesis import given
from hypothesis import strategies as st

from models.rules.tally.count import count
from models.rules.tally.poll import Voice
from tests.models.rules.tally.polls import ballots, examples, poll_of, rankings, voices_of


def test_knoxville_becomes_the_capital_of_tennessee() -> None:
    # Memphis, Nashville, Chattanooga, Knoxville: the textbook case against this method.
    result = count(poll_of("irv", "MNCK"), ballots("42:MNCK 26:NCKM 15:CKNM 17:KCNM"))
    assert result.winners == ("K",)
    assert result.rounds == [
        {"totals": {"C": 15, "K": 17, "M": 42, "N": 26}, "exhausted": 0},
        {"excluded": "C"},
        {"totals": {"K": 32, "M": 42, "N": 26}, "exhausted": 0},
        {"excluded": "N"},
        {"totals": {"K": 58, "M": 42}, "exhausted": 0},
    ]


def test_a_ballot_without_options_left_is_exhausted() -> None:
    result = count(poll_of("irv", "abc"), ballots("4:a 3:bc 2:c"))
    assert result.winners == ("a",)
    assert [step.get("exhausted") for step in result.rounds] == [0, None, 2]


def test_equal_weakest_options_are_told_apart_by_the_round_before() -> None:
    # When d has left, b and c both have 3; b had 3 before and c only 2, so c leaves.
    result = count(poll_of("irv", "cbad"), ballots("5:a 3:b 2:cb 1:dc"))
    assert {"tie": ["b", "c"], "by": "earlier_round", "chosen": ["c"]} in result.rounds
    assert result.is_tied
    assert result.winners == ("a",)


def test_equal_in_every_round_the_later_in_the_tie_order_leaves() -> None:
    result = count(poll_of("irv", "cab"), ballots("4:a 3:ba 3:ca"))
    assert {"tie": ["b", "c"], "by": "tie_order", "chosen": ["b"]} in result.rounds


@examples(80)
@given(st.lists(rankings("abcde"), min_size=1, max_size=12).map(voices_of))
def test_every_round_adds_up_to_all_ballots(voices: list[Voice]) -> None:
    result = count(poll_of("irv", "abcde"), voices)
    for step in result.rounds:
        if "totals" in step:
            assert sum(step["totals"].values()) + step["exhausted"] == len(voices)
    (winner,) = result.winners
    last = result.rounds[-1]["totals"]
    assert 2 * last[winner] > sum(last.values())
