"""Consent, consensus with block, and lazy consent, case by case."""

from typing import Any

import pytest

from models.rules.tally.count import count
from models.rules.tally.method import Quorum
from tests.models.rules.tally.polls import poll_of, voices_of

AGREE = {"stance": "agree"}
OBJECT = {"stance": "object", "clause": "c7", "harm": "It ends our school."}
YES, ASIDE, BLOCK = {"level": "agree"}, {"level": "aside"}, {"level": "block", "reason": "No."}
VETO = {"stance": "veto", "reason": "Wait."}


def outcome(name: str, choices: list[Any], **more: Any) -> str:
    return count(poll_of(name, electorate=4, **more), voices_of(choices)).outcome


def test_one_standing_objection_stops_consent() -> None:
    assert outcome("consent", [AGREE, AGREE, "abstain"]) == "passed"
    assert outcome("consent", [AGREE, AGREE, AGREE, OBJECT]) == "rejected"


def test_a_room_of_abstentions_consents_to_nothing() -> None:
    assert outcome("consent", ["abstain", {"stance": "abstain"}]) == "rejected"
    assert outcome("consensus", ["abstain", ASIDE]) == "rejected"
    assert outcome("consent", []) == "rejected"


def test_the_override_is_a_share_of_the_whole_electorate() -> None:
    assert outcome("consent", [AGREE, AGREE, AGREE, OBJECT], override=(3, 4)) == "passed"
    assert outcome("consent", [AGREE, AGREE, OBJECT], override=(3, 4)) == "rejected"
    assert outcome("consent", [OBJECT], override=(0, 1)) == "rejected"


def test_a_result_of_consent_names_the_objectors_and_the_override() -> None:
    voices = voices_of([OBJECT, AGREE, OBJECT])
    (said,) = count(poll_of("consent", electorate=1, override=(1, 1)), voices).rounds
    assert said == {
        "agree": 1,
        "object": 2,
        "abstain": 0,
        "objections": ["v000", "v002"],
        "overridden": True,
    }
    (said,) = count(poll_of("consent", override=(1, 1)), voices_of([AGREE])).rounds
    assert said["overridden"] is False


@pytest.mark.parametrize(("limit", "expected"), [(0, "rejected"), (1, "rejected"), (2, "passed")])
def test_consensus_fails_by_more_blocks_than_the_limit(limit: int, expected: str) -> None:
    assert outcome("consensus", [YES, BLOCK, ASIDE, BLOCK], block_limit=limit) == expected


def test_a_result_of_consensus_names_who_blocked() -> None:
    (said,) = count(poll_of("consensus"), voices_of([YES, BLOCK, ASIDE, "abstain"])).rounds
    assert said == {
        "agree": 1,
        "aside": 1,
        "block": 1,
        "abstain": 1,
        "blocks": ["v001"],
        "block_limit": 0,
    }


@pytest.mark.parametrize(
    ("vetoes", "limit", "expected"),
    [
        (0, 0, "passed"),
        (1, 0, "rejected"),
        (1, 1, "rejected"),
        (1, 2, "passed"),
        (2, 2, "rejected"),
    ],
)
def test_lazy_consent_is_stopped_by_enough_vetoes(vetoes: int, limit: int, expected: str) -> None:
    choices = [AGREE, *[VETO] * vetoes]
    assert outcome("lazy", choices, block_limit=limit) == expected
    assert outcome("lazy", choices[1:], block_limit=limit) == expected


def test_lazy_consent_needs_nobody_to_take_part() -> None:
    result = count(poll_of("lazy", quorum=Quorum(share=(1, 1), is_strict=True)), [])
    assert (result.outcome, result.quorum_met) == ("passed", True)
    assert result.rounds == [
        {"agree": 0, "veto": 0, "abstain": 0, "vetoes": [], "vetoes_needed": 1}
    ]
