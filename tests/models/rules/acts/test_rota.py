"""The rota: each reason why opening, taking or giving back a shift means nothing."""

import pytest

from models.rules.acts import rota
from models.rules.acts.rota import AHEAD, LONGEST
from models.rules.fold.void import VoidReason
from models.rules.moderation import shifts
from models.rules.values import HOUR, MINUTE
from tests.models.rules.community import ALPHA, BETA, GAMMA, Community
from tests.models.rules.moderation.acting import open_shift


def opening(start: int, end: int, shift: str = "night") -> dict[str, object]:
    return {"shift": shift, "step": "open", "start": start, "end": end}


def test_a_shift_has_a_sound_span() -> None:
    community = Community()
    now = community.time
    for start, end in ((now, now), (now + HOUR, now), (now, now + LONGEST + 1)):
        assert community.void(ALPHA, "rota", opening(start, end)) == VoidReason.SPAN_UNSOUND
    assert community.void(ALPHA, "rota", opening(now, now + LONGEST)) is None


def test_a_shift_is_neither_over_nor_far_ahead() -> None:
    community = Community()
    past = opening(community.time, community.time + MINUTE)
    assert community.void(ALPHA, "rota", past) == VoidReason.TOO_LATE
    far = community.time + MINUTE + AHEAD + 1
    assert community.void(ALPHA, "rota", opening(far - HOUR, far)) == VoidReason.TOO_EARLY


def test_a_shift_is_opened_once_and_taken_by_one() -> None:
    community = Community()
    start, end = community.time, community.time + HOUR
    open_shift(community, "night", start, end, ALPHA)
    assert community.void(BETA, "rota", opening(start, end)) == VoidReason.TAKEN
    taking = {"shift": "night", "step": "take"}
    assert community.void(BETA, "rota", taking) == VoidReason.TAKEN


def test_of_two_that_take_a_shift_in_one_minutes_the_lowest_id_has_it() -> None:
    community = Community()
    community.act(ALPHA, "rota", opening(community.time, community.time + HOUR))
    taking = {"shift": "night", "step": "take"}
    both = [community.write(each, "rota", taking) for each in (BETA, GAMMA)]
    assert community.minutes(*both) == []
    lowest = min(both, key=lambda signed: signed.id)
    assert shifts.coverer(community.get, "night") == lowest.entry.partner
    for partner in (BETA, GAMMA):
        is_on = shifts.is_on_shift(community.get, partner, community.time)
        assert is_on == (partner == lowest.entry.partner)


def test_only_who_covers_a_shift_gives_it_back() -> None:
    community = Community()
    open_shift(community, "night", community.time, community.time + HOUR, ALPHA)
    back = {"shift": "night", "step": "give_back"}
    assert community.void(BETA, "rota", back) == VoidReason.NOT_YOURS
    community.act(ALPHA, "rota", back)
    assert community.void(ALPHA, "rota", back) == VoidReason.NOT_YOURS


@pytest.mark.parametrize("step", ["take", "give_back"])
def test_what_is_unknown_or_over_is_neither_taken_nor_given_back(step: str) -> None:
    community = Community()
    body = {"shift": "night", "step": step}
    assert community.void(BETA, "rota", body) == VoidReason.UNKNOWN_TARGET
    open_shift(community, "night", community.time, community.time + HOUR, BETA)
    assert community.void(BETA, "rota", body, after=HOUR) == VoidReason.TOO_LATE


def test_one_partner_takes_so_many_shifts_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rota, "MOST", 1)
    community = Community()
    end = community.time + HOUR
    open_shift(community, "one", community.time, end, ALPHA)
    community.act(ALPHA, "rota", opening(end, end + HOUR, "two"))
    taking = {"shift": "two", "step": "take"}
    assert community.void(ALPHA, "rota", taking) == VoidReason.TOO_MANY
    assert community.void(ALPHA, "rota", taking, after=HOUR) is None
