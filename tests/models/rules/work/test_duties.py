"""Duties: one accountable partner each, and an offer that opens itself again."""

from typing import Any

import pytest

from models.rules.acts import duty as acts
from models.rules.fold.agenda import HORIZON
from models.rules.fold.void import VoidReason
from models.rules.values import DAY, MINUTE
from models.rules.work import duties
from tests.models.rules.community import ALPHA, BETA, GAMMA, WITNESS, Community

TERM = 30 * DAY


def offering(**more: Any) -> dict[str, Any]:
    return {"duty": "backups", "step": "offer", "purpose": "Daily", "term_ms": TERM, **more}


def step(name: str) -> dict[str, Any]:
    return {"duty": "backups", "step": name}


def offered(**more: Any) -> Community:
    community = Community()
    community.act(ALPHA, "duty", offering(**more))
    return community


def holder(community: Community) -> str | None:
    found = duties.holder(community.get, "backups")
    return None if found is None else str(found["by"])


def test_a_duty_is_accepted_for_its_term_and_offered_again_after_it() -> None:
    community = offered()
    assert holder(community) is None
    community.act(BETA, "duty", step("accept"))
    assert holder(community) == BETA
    assert duties.held_by(community.get, BETA) == ("backups",)
    community.minutes(after=TERM - 1)
    assert holder(community) == BETA
    community.minutes(after=1)
    assert holder(community) is None
    assert [each.facts for each in community.told("duty_offered")] == [{"before": BETA}]
    community.act(GAMMA, "duty", step("accept"))
    assert holder(community) == GAMMA
    assert duties.held_by(community.get, BETA) == ()


def test_of_two_acceptances_in_one_minutes_the_lowest_id_counts() -> None:
    community = offered()
    both = [community.write(each, "duty", step("accept")) for each in (BETA, GAMMA)]
    assert community.minutes(*both) == []
    assert holder(community) == min(both, key=lambda signed: signed.id).entry.partner


def test_a_duty_has_one_holder_at_a_time() -> None:
    community = offered()
    community.act(BETA, "duty", step("accept"))
    assert community.void(GAMMA, "duty", step("accept")) == VoidReason.TAKEN
    assert community.void(BETA, "duty", step("accept")) == VoidReason.TAKEN


def test_a_name_is_offered_once() -> None:
    community = offered()
    assert community.void(BETA, "duty", offering()) == VoidReason.TAKEN


def test_an_offer_to_one_partner_is_for_it_alone_until_its_time_to_answer_is_over() -> None:
    community = offered(to=BETA, answer_ms=2 * DAY)
    assert community.void(GAMMA, "duty", step("accept")) == VoidReason.NOT_YOURS
    community.minutes(after=2 * DAY)
    assert [each.facts for each in community.told("duty_offered")] == [{"before": BETA}]
    community.act(GAMMA, "duty", step("accept"))
    assert holder(community) == GAMMA


def test_a_long_time_to_answer_is_not_cut_short_by_the_agendas_horizon() -> None:
    community = offered(to=BETA, answer_ms=2 * HORIZON)
    community.minutes(after=HORIZON)
    assert community.get("duty/backups")["to"] == BETA
    community.minutes(after=HORIZON)
    assert community.get("duty/backups")["to"] is None


def test_an_open_offer_waits_without_being_offered_anew() -> None:
    community = offered(answer_ms=2 * DAY)
    community.minutes(after=3 * DAY)
    assert community.told("duty_offered") == []
    assert community.get("duty/backups")["round"] == 0


@pytest.mark.parametrize("to", ["nobody.example", WITNESS])
def test_a_duty_is_offered_to_partners_only(to: str) -> None:
    assert Community().void(ALPHA, "duty", offering(to=to)) == VoidReason.UNKNOWN_TARGET


def test_what_the_holder_gives_back_is_offered_at_once() -> None:
    community = offered()
    assert community.void(BETA, "duty", step("give_back")) == VoidReason.NOT_YOURS
    community.act(BETA, "duty", step("accept"))
    assert community.void(GAMMA, "duty", step("give_back")) == VoidReason.NOT_YOURS
    community.act(BETA, "duty", step("give_back"))
    assert holder(community) is None
    assert [each.facts for each in community.told("duty_offered")] == [{"before": BETA}]
    community.act(BETA, "duty", step("accept"))
    assert holder(community) == BETA


def test_the_end_of_an_earlier_term_does_not_end_a_later_one() -> None:
    community = offered()
    community.act(BETA, "duty", step("accept"))
    community.act(BETA, "duty", step("give_back"), after=TERM // 2)
    community.act(GAMMA, "duty", step("accept"))
    community.minutes(after=TERM // 2)
    assert holder(community) == GAMMA


def test_only_who_offered_a_duty_closes_it_for_good() -> None:
    community = offered()
    community.act(BETA, "duty", step("accept"))
    assert community.void(BETA, "duty", step("close")) == VoidReason.NOT_YOURS
    community.act(ALPHA, "duty", step("close"))
    assert holder(community) is None
    assert community.void(BETA, "duty", step("accept")) == VoidReason.MOOT
    community.minutes(after=TERM)
    assert community.told("duty_offered") == []


def test_an_unknown_duty_is_void() -> None:
    assert Community().void(BETA, "duty", step("accept")) == VoidReason.UNKNOWN_TARGET


def test_a_partner_holds_so_many_duties_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "MOST", 2)
    community = Community()
    for name in ("one", "two", "three"):
        community.act(ALPHA, "duty", offering(duty=name))
    taking = [
        community.write(BETA, "duty", {"duty": name, "step": "accept"})
        for name in ("one", "two", "three")
    ]
    assert community.minutes(*taking) == [VoidReason.TOO_MANY]
    assert duties.held_by(community.get, BETA) == ("one", "two")
    community.act(BETA, "duty", {"duty": "one", "step": "give_back"})
    community.act(BETA, "duty", {"duty": "three", "step": "accept"}, after=MINUTE)
    assert duties.held_by(community.get, BETA) == ("three", "two")
