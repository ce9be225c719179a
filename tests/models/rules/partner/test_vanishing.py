"""A partner that vanished (R13): thirty days, ninety days, and any sign of life."""

from typing import Any

import pytest

from models.rules.minutes import excluding
from models.rules.partner.messages import Excludes
from models.rules.partner.pace import Pace
from models.rules.refusal import Refusal, Refused
from models.rules.values import DAY, HOUR, MINUTE
from tests.models.rules.minutes import press
from tests.models.rules.partner.town import Town

ALPHA, BETA, GAMMA = "alpha.example", "beta.example", "gamma.example"


def vanished(count: int) -> Town:
    """Return a town whose first partner is gone, and all others say so."""
    town = Town(count, pace=Pace(heads=6 * HOUR)).found()
    town.down.add(ALPHA)
    town.wait(MINUTE)
    for name in town.names[1:]:
        town.do(name, town.partners[name].exclude(ALPHA, town.now))
    town.settle()
    return town


def test_two_exclude_the_third_after_thirty_days() -> None:
    town = vanished(3)
    town.wait(29 * DAY)
    assert len(town.partners[BETA].state.get("roster")["sealers"]) == 3
    town.wait(2 * DAY)
    state = town.partners[BETA].state
    assert state.get("roster")["sealers"] == [BETA, GAMMA]
    assert state.get("roster")["line"] == [BETA, GAMMA]
    assert state.get("roster")["version"] == 2
    assert state.get(f"partner/{ALPHA}")["status"] == "excluded"
    assert state.get("unwitnessed") is None
    town.act(GAMMA, "note", {})
    town.settle()
    town.wait(HOUR)
    assert len(town.finals()) == 1
    # Whoever was excluded can still see what happened, and by which right.
    town.down.clear()
    town.do(ALPHA, town.partners[ALPHA].wake(town.now))
    town.settle()
    town.wait(13 * HOUR)
    assert len(town.finals()) == 1


def test_one_of_two_goes_on_alone_after_ninety_days_and_the_state_says_so() -> None:
    town = vanished(2)
    town.wait(89 * DAY)
    assert len(town.partners[BETA].state.get("roster")["sealers"]) == 2
    town.wait(3 * DAY)
    state = town.partners[BETA].state
    assert state.get("roster")["sealers"] == [BETA]
    assert state.get("unwitnessed") == {"since": 2}


def test_a_sign_of_life_takes_everything_back() -> None:
    town = vanished(3)
    town.wait(20 * DAY)
    town.down.clear()
    town.act(ALPHA, "note", {})
    town.settle()
    town.wait(20 * DAY)
    assert len(town.partners[BETA].state.get("roster")["sealers"]) == 3


def test_a_sign_of_life_that_came_by_letter_counts_for_who_got_it() -> None:
    town = vanished(3)
    town.do(BETA, town.partners[BETA].note_alive(ALPHA, town.now))
    town.wait(40 * DAY)
    assert len(town.partners[BETA].state.get("roster")["sealers"]) == 3


def test_one_of_two_others_is_not_enough() -> None:
    town = Town(3, pace=Pace(heads=6 * HOUR)).found()
    town.down.add(ALPHA)
    town.wait(MINUTE)
    town.do(BETA, town.partners[BETA].exclude(ALPHA, town.now))
    town.settle()
    town.wait(40 * DAY)
    assert len(town.partners[BETA].state.get("roster")["sealers"]) == 3


def test_statements_survive_a_restart() -> None:
    town = vanished(3)
    for name in (BETA, GAMMA):
        town.start(name)
        town.do(name, town.partners[name].wake(town.now))
    town.settle()
    town.wait(32 * DAY)
    assert len(town.partners[BETA].state.get("roster")["sealers"]) == 2


@pytest.mark.parametrize(
    ("count", "subject"), [(4, ALPHA), (3, "epsilon.example"), (1, ALPHA), (3, BETA)]
)
def test_nobody_is_excluded_from_larger_communities_or_by_itself(count: int, subject: str) -> None:
    town = Town(count).found()
    speaker = ALPHA if count == 1 else BETA
    with pytest.raises(Refused) as refused:
        town.partners[speaker].exclude(subject, town.now)
    assert refused.value.reason == Refusal.EXCLUSION_INVALID


def test_statements_that_count_for_nothing_are_refused() -> None:
    town = vanished(3)
    town.refused.clear()
    good: dict[str, Any] = {"partner": GAMMA, "subject": ALPHA, "time": town.now}
    forged = press.exclusion(town, **{**good, "partner": BETA})
    for statement in (
        press.exclusion(town, **good, community="0" * 64),
        press.exclusion(town, **good, roster=7),
        press.exclusion(town, **{**good, "partner": ALPHA}),
        press.exclusion(town, **{**good, "subject": "epsilon.example"}),
        press.shaped({**press.built(forged), "partner": GAMMA}, type(forged)),
    ):
        message = Excludes(exclusion=statement)
        town.do(BETA, town.partners[BETA].receive(GAMMA, message, town.now))
    assert [reason for _, _, reason, _ in town.refused] == [
        Refusal.OTHER_COMMUNITY,
        Refusal.EXCLUSION_INVALID,
        Refusal.EXCLUSION_INVALID,
        Refusal.EXCLUSION_INVALID,
        Refusal.SIGNATURE_INVALID,
    ]


def test_minutes_exclude_by_the_word_of_all_others_after_the_time_only() -> None:
    town = vanished(3)
    town.wait(32 * DAY)
    beta = town.partners[BETA]
    start = press.start_of(beta)
    assert start.start is not None
    press.taken(beta, start)
    stated = list(start.start.exclusions)
    newest = max(each.time for each in stated)
    late = press.exclusion(town, GAMMA, ALPHA, start.time - excluding.NOTICE + 1)
    cases: list[tuple[list[Any], dict[str, Any]]] = [
        (stated[:1], {}),
        (stated[::-1], {}),
        ([stated[0], late], {}),
        (stated, {"time": newest + excluding.NOTICE - 1}),
        ([stated[0], press.exclusion(town, GAMMA, ALPHA, newest, roster=3)], {}),
        ([stated[0], press.exclusion(town, GAMMA, BETA, newest)], {}),
        ([press.exclusion(town, name, ALPHA, 5) for name in (BETA, GAMMA)], {}),
    ]
    for exclusions, changes in cases:
        opening = {**press.built(start.start), "exclusions": press.built(exclusions)}
        minutes = press.again(start, start=opening, **changes)
        with pytest.raises(Refused) as refused:
            press.taken(beta, minutes)
        assert refused.value.reason == Refusal.EXCLUSION_INVALID
