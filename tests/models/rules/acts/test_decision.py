"""Decisions and notices: who may make them, and each reason why one means nothing."""

from typing import Any

import pytest

from models.rules.acts import decision as decisions
from models.rules.acts.decision import DecisionBody, Ground
from models.rules.charter.member import GROUNDS
from models.rules.fold.void import VoidReason
from models.rules.refusal import Refused
from models.rules.values import HOUR, shaped
from tests.models.rules.community import ALPHA, BETA, GAMMA, WITNESS, Community, some_id
from tests.models.rules.moderation.acting import (
    POST,
    REASONS,
    decide,
    deciding,
    open_shift,
    reversing,
)


def void(community: Community, by: str = ALPHA, **more: Any) -> str | None:
    return community.void(by, "decision", deciding(**more), REASONS)


def report(community: Community, by: str = BETA, object_id: str = POST) -> str:
    body = {
        "object": object_id,
        "kind": "post",
        "ground": "spam",
        "via": "guest",
        "report": some_id("report"),
    }
    return community.act(by, "notice", body, some_id("report"))


def test_grounds_are_those_of_the_charter() -> None:
    assert set(Ground.__args__) == set(GROUNDS)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "wrong",
    [
        {"severity": "delete"},
        {"scope": "world"},
        {"kind": "person"},
        {"ground": "taste"},
        {"object": "https://beta.example/@anna/1"},
        {"clause": "A clause with words"},
        {"home": "Anna"},
        {"reasons": "because Anna said so"},
        {"notices": ["x"]},
        {"comment": "Anna again"},
    ],
)
def test_malformed_decisions_are_not_shaped(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        shaped(deciding(**wrong), DecisionBody)


def test_a_decision_without_its_reasons_is_void() -> None:
    community = Community()
    assert community.void(ALPHA, "decision", deciding()) == VoidReason.REASONS_MISSING


@pytest.mark.parametrize(
    ("ground", "clause"), [("spam", None), ("rules", "no_such_clause"), ("illegal", "unknown")]
)
def test_a_ground_needs_a_clause_that_applies(ground: str, clause: str | None) -> None:
    assert void(Community(), ground=ground, clause=clause) == VoidReason.CLAUSE_UNKNOWN


def test_a_dormant_clause_is_no_ground() -> None:
    community = Community()
    charter = community.get("charter")
    name = charter["document"]["clauses"][0]["id"]
    assert void(community, ground="rules", clause=name) is None
    asleep = [{**each, "is_dormant": True} for each in charter["document"]["clauses"]]
    document = {**charter["document"], "clauses": asleep}
    community.put("charter", {**charter, "document": document})
    assert void(community, ground="rules", clause=name) == VoidReason.CLAUSE_UNKNOWN


@pytest.mark.parametrize("home", ["nobody.example", WITNESS])
def test_a_home_is_a_partner(home: str) -> None:
    assert void(Community(), home=home) == VoidReason.UNKNOWN_TARGET


def test_a_decision_answers_notices_about_its_object_only() -> None:
    community = Community()
    about_it, about_other = report(community), report(community, object_id=some_id("other"))
    assert void(community, notices=[some_id("x")]) == VoidReason.UNKNOWN_TARGET
    assert void(community, notices=[about_it, about_other]) == VoidReason.UNKNOWN_TARGET
    decision = decide(community, ALPHA, source="notice", notices=[about_it])
    assert community.get(f"answered/{about_it}") == [decision]
    assert [each.about for each in community.told("decided")] == [decision]


def test_a_notice_without_its_report_is_void() -> None:
    body = {"object": POST, "kind": "post", "ground": "spam", "via": "guest", "report": REASONS}
    assert Community().void(BETA, "notice", body) == VoidReason.REASONS_MISSING


@pytest.mark.parametrize(
    "words",
    [
        {"scope": "local", "role": "rota"},
        {"scope": "local", "role": "home", "home": ALPHA},
        {"scope": "community", "role": "instance"},
        {"role": "home", "home": BETA},
        {"role": "home", "home": None},
    ],
)
def test_a_role_has_to_fit(words: dict[str, Any]) -> None:
    assert void(Community(), **words) == VoidReason.ROLE_UNFIT


def test_on_a_shift_means_on_it_at_the_place_the_minutes_give() -> None:
    community = Community()
    open_shift(community, "day", community.time + HOUR, community.time + 2 * HOUR, ALPHA)
    written_early = community.write(ALPHA, "decision", deciding(role="rota"), REASONS)
    assert community.minutes(written_early) == [VoidReason.NOT_ON_SHIFT]
    community.minutes(after=HOUR)
    assert void(community, BETA, role="rota") == VoidReason.NOT_ON_SHIFT
    decide(community, ALPHA, role="rota")
    written_in_time = community.write(ALPHA, "decision", deciding(role="rota"), REASONS)
    assert community.minutes(written_in_time, after=HOUR) == [VoidReason.NOT_ON_SHIFT]


def test_a_shift_given_back_is_no_right_even_within_the_same_minutes() -> None:
    community = Community()
    open_shift(community, "now", community.time, community.time + HOUR, ALPHA)
    back = community.write(ALPHA, "rota", {"shift": "now", "step": "give_back"})
    late = community.write(ALPHA, "decision", deciding(role="rota"), REASONS)
    assert community.minutes(back, late) == [VoidReason.NOT_ON_SHIFT]


def test_a_decision_before_the_shift_was_given_back_stays() -> None:
    community = Community()
    open_shift(community, "now", community.time, community.time + HOUR, ALPHA)
    timely = community.write(ALPHA, "decision", deciding(role="rota"), REASONS)
    back = community.write(ALPHA, "rota", {"shift": "now", "step": "give_back"})
    assert community.minutes(timely, back) == []


def test_nobody_stands_in_while_somebody_is_on_duty() -> None:
    community = Community()
    open_shift(community, "now", community.time, community.time + HOUR, ALPHA)
    assert void(community, BETA) == VoidReason.SHIFT_COVERED
    community.minutes(after=HOUR)
    assert void(community, BETA) is None


def test_one_partner_cannot_pile_up_decisions_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "MOST", 2)
    community = Community()
    decide(community, ALPHA)
    decide(community, ALPHA)
    assert void(community) == VoidReason.TOO_MANY
    assert void(community, BETA) is None
    assert void(community, object=some_id("another")) is None


def test_only_its_issuer_takes_a_decision_back_and_once() -> None:
    community = Community()
    mine, theirs = decide(community, ALPHA), decide(community, BETA)

    def reverse(*names: str) -> str | None:
        return community.void(ALPHA, "reverse", reversing(*names), REASONS)

    assert reverse(mine, some_id("unknown")) == VoidReason.UNKNOWN_TARGET
    assert reverse(mine, theirs) == VoidReason.NOT_YOURS
    assert reverse(mine, mine) is None
    community.act(ALPHA, "reverse", reversing(mine, mine), REASONS)
    assert len(community.told("decision_reversed")) == 1
    assert reverse(mine) == VoidReason.ALREADY_DONE


def test_a_reversal_without_its_reasons_is_void() -> None:
    community = Community()
    mine = decide(community, ALPHA)
    found = community.void(ALPHA, "reverse", reversing(mine))
    assert found == VoidReason.REASONS_MISSING


def test_a_decision_and_its_reversal_fit_into_one_minutes() -> None:
    community = Community()
    decision = community.write(ALPHA, "decision", deciding(), REASONS)
    back = community.write(ALPHA, "reverse", reversing(decision.id), REASONS)
    assert community.minutes(decision, back) == []
    assert community.get(f"reversed/{decision.id}") == [back.id]


def test_whoever_is_gone_or_suspended_decides_nothing() -> None:
    community = Community()
    community.put(f"partner/{BETA}", {**community.get(f"partner/{BETA}"), "suspended": "x"})
    community.depart(GAMMA, "expelled")
    assert void(community, BETA) == VoidReason.SUSPENDED
    assert void(community, GAMMA) == VoidReason.GONE
    assert void(community, WITNESS) == VoidReason.NOT_ENTITLED
