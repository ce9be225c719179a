"""The agenda: everything is looked at when it is due, and nothing else is."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.fold import agenda
from models.rules.fold.agenda import HORIZON, ask, plan, take_due
from models.rules.fold.desk import Desk
from models.rules.fold.draft import Draft
from models.rules.fold.fold import together
from models.rules.fold.occasion import Occasion
from models.rules.state import State
from models.rules.values import DAY, HOUR, MINUTE
from tests.models.rules.community import ALPHA, Community, same

START = 1_800_000_000_000


def at(time: int) -> Occasion:
    return Occasion(height=1, time=time, parent="0", roster=1, cut={}, excluded=None)


def taken(state: State, time: int) -> tuple[tuple[str, ...], State]:
    draft = Draft(state, at(time))
    return take_due(draft), draft.state()


def planned(state: State, now: int, *lines: tuple[int, str]) -> State:
    draft = Draft(state, at(now))
    for when, item in lines:
        plan(draft, when, item)
    return draft.state()


def asked(state: State, now: int, signed: Any, *lines: tuple[int, str]) -> State:
    desk = Desk(state, ALPHA, at(now))
    desk.take(signed)
    for when, item in lines:
        ask(desk, when, item)
    desk.keep()
    return together(state, [desk])


def test_asking_on_a_desk_and_planning_in_a_step_are_the_same() -> None:
    signed = Community().write(ALPHA, "confirm", {"of": "0" * 64})
    lines = ((START + HOUR, "duty/a"), (START, "duty/b"), (START - DAY, "duty/c"))
    assert same(asked(State(), START, signed, *lines), planned(State(), START, *lines))


def test_what_is_due_comes_in_the_order_of_its_time_and_once() -> None:
    state = planned(
        taken(State(), START)[1],
        START,
        (START + 2, "duty/b"),
        (START + 3, "duty/a"),
        (START + HOUR, "duty/b"),
        (START + DAY, "duty/late"),
    )
    due, state = taken(state, START + 2 * HOUR)
    assert due == ("duty/b", "duty/a")
    assert taken(state, START + 2 * HOUR)[0] == ()
    assert taken(state, START + DAY)[0] == ("duty/late",)


def test_what_is_later_in_the_same_hour_stays() -> None:
    state = planned(State(), START, (START + MINUTE, "duty/a"), (START + 2 * MINUTE, "duty/b"))
    due, state = taken(state, START + MINUTE)
    assert due == ("duty/a",)
    assert taken(state, START + 2 * MINUTE)[0] == ("duty/b",)


def test_an_empty_agenda_keeps_no_buckets() -> None:
    _, state = taken(planned(State(), START, (START, "duty/a")), START)
    _, state = taken(state, START + HOUR)
    assert [key for key, _ in state.items()] == ["agenda"]


def test_a_full_page_takes_no_more_and_the_next_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agenda, "PAGE", 2)
    _, state = taken(State(), START)
    for number in range(5):
        state = planned(state, START, (START + number % 2 * MINUTE, f"duty/{number}"))
    pages = {key: len(value) for key, value in state.items() if key != "agenda"}
    assert pages == {f"agenda/{START // HOUR}/{page}": 2 if page < 2 else 1 for page in range(3)}
    due, state = taken(state, START)
    assert due == ("duty/0", "duty/2", "duty/4")
    due, state = taken(state, START + MINUTE)
    assert due == ("duty/1", "duty/3")


def test_nothing_is_planned_beyond_the_horizon() -> None:
    _, state = taken(State(), START)
    state = planned(state, START, (START + 10 * HORIZON, "duty/a"))
    assert taken(state, START + HORIZON - 1)[0] == ()
    assert taken(state, START + HORIZON)[0] == ("duty/a",)


def test_a_leap_of_the_time_finds_what_is_due_and_takes_no_longer_than_the_horizon() -> None:
    _, state = taken(State(), START)
    state = planned(state, START, (START + HORIZON, "duty/a"))
    due, state = taken(state, 2**53 - 1)
    assert due == ("duty/a",)
    assert state.get("agenda") == {"hour": (2**53 - 1) // HOUR}


times = st.lists(st.tuples(st.integers(0, 3 * DAY), st.integers(0, 5 * DAY)), max_size=12)


@settings(max_examples=100, deadline=None)
@given(times, st.lists(st.integers(1, DAY), min_size=1, max_size=12))
def test_every_line_is_called_in_the_first_minutes_at_or_after_its_time(
    lines: list[tuple[int, int]], steps: list[int]
) -> None:
    moments = [START]
    for step in [*steps, 9 * DAY]:
        moments.append(moments[-1] + step)
    state, called = State(), {}
    for moment in moments:
        due, state = taken(state, moment)
        called.update(dict.fromkeys(due, moment))
        since = next((each for each in reversed(moments) if each < moment), START)
        new = [
            (START + said + wait, f"duty/{number}")
            for number, (said, wait) in enumerate(lines)
            if since - START < said <= moment - START or (moment == START and said == 0)
        ]
        state = planned(state, moment, *new)
    for number, (said, wait) in enumerate(lines):
        written = next(each for each in moments if each >= START + said)
        first = [each for each in moments if each > written and each >= START + said + wait]
        assert called.get(f"duty/{number}") == (first[0] if first else None)
