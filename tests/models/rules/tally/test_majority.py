"""Majorities and the quorum, at their exact edges."""

from fractions import Fraction
from typing import Any

import pytest

from models.rules.tally.count import count
from models.rules.tally.method import Quorum
from models.rules.tally.poll import Voice
from tests.models.rules.tally.polls import answers, poll_of


@pytest.mark.parametrize(
    ("yes", "no", "expected", "is_tied"),
    [(2, 1, "passed", False), (1, 1, "rejected", True), (0, 0, "rejected", True)],
)
def test_more_yes_than_no_passes(yes: int, no: int, expected: str, is_tied: bool) -> None:
    result = count(poll_of("majority"), answers(yes, no, abstain=9))
    assert (result.outcome, result.is_tied) == (expected, is_tied)
    assert result.rounds == [{"yes": yes, "no": no, "abstain": 9}]


@pytest.mark.parametrize(
    ("base", "yes", "no", "abstain", "expected"),
    [
        ("cast", 2, 1, 9, "passed"),
        ("cast", 3, 2, 0, "rejected"),
        ("present", 4, 1, 1, "passed"),
        ("present", 4, 1, 2, "rejected"),
        ("all", 8, 0, 0, "passed"),
        ("all", 7, 0, 5, "rejected"),
    ],
)
def test_a_threshold_is_met_at_its_very_edge(
    base: Any, yes: int, no: int, abstain: int, expected: str
) -> None:
    poll = poll_of("qualified", electorate=12, base=base)
    assert count(poll, answers(yes, no, abstain)).outcome == expected


def test_a_threshold_of_nothing_is_not_met_by_nobody() -> None:
    assert count(poll_of("qualified", threshold=(0, 1)), answers(abstain=3)).outcome == "rejected"
    assert count(poll_of("qualified"), []).outcome == "rejected"


def test_a_qualified_result_says_its_base() -> None:
    (said,) = count(poll_of("qualified", base="present"), answers(2, 1, 1)).rounds
    assert said == {"yes": 2, "no": 1, "abstain": 1, "base": 4, "threshold": [2, 3]}


def test_two_thirds_of_fractions_are_exact() -> None:
    third = Fraction(1, 3)
    voices = [
        Voice(voter="a", choice="yes", weight=third),
        Voice(voter="b", choice="yes", weight=third),
        Voice(voter="c", choice="no", weight=third),
    ]
    result = count(poll_of("qualified"), voices)
    assert result.outcome == "passed"
    assert result.rounds[0]["yes"] == "2/3"
    assert result.turnout == 1


@pytest.mark.parametrize(
    ("is_strict", "share", "voices", "is_met"),
    [
        (True, (1, 2), 6, True),
        (True, (1, 2), 5, False),
        (False, (1, 2), 5, True),
        (False, (1, 2), 4, False),
        (False, (1, 1), 10, True),
    ],
)
def test_the_quorum_counts_abstentions_at_its_very_edge(
    is_strict: bool, share: Any, voices: int, is_met: bool
) -> None:
    poll = poll_of("majority", quorum=Quorum(share=share, is_strict=is_strict), electorate=10)
    result = count(poll, answers(1, 0, abstain=voices - 1))
    assert result.quorum_met is is_met
    assert result.outcome == ("passed" if is_met else "no_quorum")
    assert result.turnout == voices


def test_spoilt_and_weightless_voices_take_no_part() -> None:
    poll = poll_of("majority", quorum=Quorum(share=(1, 2)), electorate=4)
    voices = [
        *answers(2),
        Voice(voter="x", choice="hello"),
        Voice(voter="y", choice="no", weight=0),
        Voice(voter="z", choice="hello", weight=0),
    ]
    result = count(poll, voices)
    assert (result.turnout, result.voices, result.spoilt) == (2, 2, 1)
    assert result.outcome == "no_quorum"


def test_numbers_beyond_what_json_keeps_are_written_as_texts() -> None:
    voices = [Voice(voter="a", choice="yes", weight=2**53), Voice(voter="b", choice="no")]
    (said,) = count(poll_of("majority", electorate=2**54), voices).rounds
    assert said == {"yes": "9007199254740992", "no": 1, "abstain": 0}
