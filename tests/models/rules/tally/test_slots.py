"""Time polls: who can come, and who must."""

from typing import Any

from models.rules.tally.count import count
from models.rules.tally.poll import Poll
from tests.models.rules.tally.polls import poll_of, voices_of

MON_TUE = [
    {"slots": {"m": "yes", "t": "maybe"}},
    {"slots": {"m": "yes", "t": "maybe"}},
    {"slots": {"m": "no", "t": "yes"}},
]


def times(**more: Any) -> Poll:
    return poll_of("time_poll", "mtw", **more)


def test_the_slot_at_which_most_can_come_wins() -> None:
    result = count(times(), voices_of(MON_TUE))
    assert result.winners == ("t",)
    assert result.rounds == [
        {
            "yes": {"m": 2, "t": 1, "w": 0},
            "maybe": {"m": 0, "t": 2, "w": 0},
            "missing": {"m": [], "t": [], "w": []},
        }
    ]


def test_among_equals_more_yes_wins() -> None:
    result = count(times(), voices_of(MON_TUE[:2]))
    assert (result.winners, result.is_tied) == (("m",), False)


def test_a_slot_without_a_required_voter_is_none() -> None:
    result = count(times(required=("v002",)), voices_of(MON_TUE))
    assert result.winners == ("t",)
    result = count(times(required=("v002", "v000")), voices_of([MON_TUE[0], *MON_TUE[1:]]))
    assert result.winners == ("t",)
    assert result.rounds[0]["missing"] == {"m": ["v002"], "t": [], "w": ["v000", "v002"]}


def test_required_voters_who_do_not_answer_leave_no_slot() -> None:
    for voices in (voices_of(MON_TUE), voices_of([*MON_TUE, "abstain"])):
        result = count(times(required=("v003",)), voices)
        assert (result.outcome, result.winners) == ("rejected", ())


def test_a_slot_at_which_nobody_can_come_is_none() -> None:
    assert count(times(), voices_of([{"slots": {"m": "no"}}])).outcome == "rejected"
