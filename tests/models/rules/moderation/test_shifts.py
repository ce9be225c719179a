"""Who is on duty, and that nobody is left without a moderator unnoticed."""

from models.rules.moderation import shifts
from models.rules.values import HOUR, MINUTE
from tests.models.rules.community import ALPHA, BETA, Community
from tests.models.rules.moderation.acting import open_shift


def test_a_shift_covers_from_its_start_to_before_its_end() -> None:
    community = Community()
    start, end = community.time + HOUR, community.time + 3 * HOUR
    open_shift(community, "night", start, end, ALPHA)
    assert not shifts.is_on_shift(community.get, ALPHA, start - 1)
    assert shifts.is_on_shift(community.get, ALPHA, start)
    assert shifts.is_on_shift(community.get, ALPHA, end - 1)
    assert not shifts.is_on_shift(community.get, ALPHA, end)
    assert not shifts.is_on_shift(community.get, BETA, start)
    assert shifts.is_covered(community.get, start)
    assert not shifts.is_covered(community.get, end)


def test_an_uncovered_shift_raises_the_alarm_when_it_begins() -> None:
    community = Community()
    start = community.time + HOUR
    body = {"shift": "night", "step": "open", "start": start, "end": start + HOUR}
    community.act(ALPHA, "rota", body)
    assert [each.about for each in community.told("shift_open")] == ["night"]
    community.minutes(after=HOUR - 2 * MINUTE)
    assert community.told("shift_uncovered") == []
    community.minutes(after=MINUTE)
    assert [each.about for each in community.told("shift_uncovered")] == ["night"]


def test_a_covered_shift_raises_no_alarm() -> None:
    community = Community()
    start = community.time + HOUR
    open_shift(community, "night", start, start + HOUR, BETA)
    community.minutes(after=HOUR)
    assert community.told("shift_uncovered") == []


def test_a_shift_given_back_is_open_again_and_alarms_when_it_begins() -> None:
    community = Community()
    start = community.time + HOUR
    open_shift(community, "night", start, start + HOUR, BETA)
    community.act(BETA, "rota", {"shift": "night", "step": "give_back"})
    assert [each.about for each in community.told("shift_open")] == ["night"]
    assert shifts.coverer(community.get, "night") is None
    community.minutes(after=HOUR)
    assert len(community.told("shift_uncovered")) == 1


def test_a_shift_given_back_while_it_runs_alarms_at_once() -> None:
    community = Community()
    open_shift(community, "now", community.time, community.time + HOUR, BETA)
    community.act(BETA, "rota", {"shift": "now", "step": "give_back"})
    assert len(community.told("shift_uncovered")) == 1
    community.act(ALPHA, "rota", {"shift": "now", "step": "take"})
    assert shifts.is_on_shift(community.get, ALPHA, community.time)


def test_a_shift_that_is_over_alarms_nobody() -> None:
    community = Community()
    start = community.time + HOUR
    body = {"shift": "night", "step": "open", "start": start, "end": start + HOUR}
    community.act(ALPHA, "rota", body)
    community.minutes(after=5 * HOUR)
    assert community.told("shift_uncovered") == []


def test_a_suspended_partner_covers_nothing() -> None:
    community = Community()
    open_shift(community, "now", community.time, community.time + HOUR, BETA)
    assert shifts.is_covered(community.get, community.time)
    community.put(f"partner/{BETA}", {**community.get(f"partner/{BETA}"), "suspended": "x"})
    assert not shifts.is_covered(community.get, community.time)


def test_what_a_partner_covers_leaves_out_what_it_gave_back_or_is_over() -> None:
    community = Community()
    now = community.time
    open_shift(community, "one", now, now + HOUR, BETA)
    open_shift(community, "two", now, now + HOUR, BETA)
    community.act(BETA, "rota", {"shift": "two", "step": "give_back"})
    assert shifts.covers(community.get, BETA, now) == ((now, now + HOUR, "one"),)
    assert shifts.covers(community.get, BETA, now + HOUR) == ()
