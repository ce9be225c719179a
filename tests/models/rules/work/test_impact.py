"""Goals: indicators, signed measurements, and a report that anybody can compute again."""

from fractions import Fraction
from typing import Any

import pytest

from models.rules.fold.void import VoidReason
from models.rules.values import MINUTE
from models.rules.work import impact
from tests.models.rules.community import ALPHA, BETA, FIVE, Community


def setting(**more: Any) -> dict[str, Any]:
    return {
        "indicator": "clean_km",
        "goal": "rivers",
        "purpose": "Kilometres of river where swimming is allowed",
        "unit": "km",
        "combine": "sum",
        "baseline": 40,
        "target": 240,
        **more,
    }


def measuring(community: Community, value: int, **more: Any) -> dict[str, Any]:
    return {"indicator": "clean_km", "value": value, "until": community.time, **more}


def measure(community: Community, partner: str, value: int) -> str:
    return community.act(partner, "measure", measuring(community, value))


def with_indicator(**more: Any) -> Community:
    community = Community()
    community.act(ALPHA, "goal", setting(**more))
    return community


def test_before_any_measurement_the_value_is_the_baseline() -> None:
    community = with_indicator()
    found = impact.report(community.get, "clean_km", FIVE)
    assert (found.measured, found.value, found.progress) == ({}, 40, 0)


@pytest.mark.parametrize(
    ("combine", "value", "progress"),
    [("sum", Fraction(141), Fraction(101, 200)), ("mean", Fraction(141, 2), Fraction(61, 400))],
)
def test_the_newest_measurement_of_each_partner_counts(
    combine: str, value: Fraction, progress: Fraction
) -> None:
    community = with_indicator(combine=combine)
    measure(community, ALPHA, 5)
    measure(community, ALPHA, 91)
    measure(community, BETA, 50)
    found = impact.report(community.get, "clean_km", FIVE)
    assert found.measured == {ALPHA: 91, BETA: 50}
    assert (found.value, found.progress) == (value, progress)


def test_earlier_measurements_stay_readable() -> None:
    community = with_indicator()
    measure(community, ALPHA, 5)
    measure(community, ALPHA, 91)
    values = [each["value"] for each in impact.history(community.get, "clean_km", ALPHA)]
    assert values == [91, 5]
    assert list(impact.history(community.get, "clean_km", BETA)) == []


def test_an_indicator_serves_a_goal_of_the_charter_and_leads_somewhere() -> None:
    community = Community()
    assert community.void(ALPHA, "goal", setting(goal="profit")) == VoidReason.GOAL_UNKNOWN
    assert community.void(ALPHA, "goal", setting(target=40)) == VoidReason.TARGET_UNSOUND


def test_an_indicator_is_set_once() -> None:
    community = with_indicator()
    assert community.void(BETA, "goal", setting(target=1)) == VoidReason.TAKEN


def test_of_two_indicators_with_one_name_the_lowest_id_counts() -> None:
    community = Community()
    both = [community.write(each, "goal", setting()) for each in (ALPHA, BETA)]
    assert community.minutes(*both) == []
    lowest = min(both, key=lambda signed: signed.id)
    assert community.get("indicator/clean_km")["by"] == lowest.entry.partner


def test_a_measurement_is_of_a_known_indicator_of_the_past_and_in_order() -> None:
    community = Community()
    assert community.void(ALPHA, "measure", measuring(community, 1)) == VoidReason.UNKNOWN_TARGET
    community.act(ALPHA, "goal", setting())
    ahead = measuring(community, 1, until=community.time + MINUTE + 1)
    assert community.void(ALPHA, "measure", ahead) == VoidReason.TOO_EARLY
    until = community.time
    community.act(ALPHA, "measure", measuring(community, 1, until=until))
    earlier = measuring(community, 1, until=until - 1)
    assert community.void(ALPHA, "measure", earlier) == VoidReason.TOO_LATE
