"""The guards answer from the charter alone, and guard nothing where they were not agreed."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.charter import guards
from tests.models.rules.charter.drafts import ALPHA, BETA, CHARTERS, GAMMA, edited

ALLIANCE, LEARNING = CHARTERS["alliance"], CHARTERS["learning"]
ECOSYSTEM, NGO = CHARTERS["ecosystem"], CHARTERS["ngo_company"]
ROSTER = (ALPHA, BETA, GAMMA)


def test_partners_with_a_conflict_have_no_vote_in_marked_ballots_only() -> None:
    assert guards.excluded(ALLIANCE, "standards", [GAMMA, BETA, GAMMA]) == (BETA, GAMMA)
    assert guards.excluded(ALLIANCE, "standards", []) == ()
    assert guards.excluded(ALLIANCE, "add_partner", [GAMMA]) == ()
    assert guards.excluded(LEARNING, "goal", [GAMMA]) == ()


def test_forbidden_subjects_are_those_of_the_charter() -> None:
    assert guards.forbidden(ALLIANCE, ["weather", "prices", "capacity"]) == ("capacity", "prices")
    assert guards.forbidden(LEARNING, ["prices"]) == ()


def test_only_partners_of_the_kind_may_veto_and_only_its_topics() -> None:
    assert guards.holders(NGO) == (ALPHA,)
    assert guards.may_veto(NGO, "goal", ALPHA)
    assert not guards.may_veto(NGO, "goal", BETA)
    assert not guards.may_veto(NGO, "goal", GAMMA)
    assert not guards.may_veto(NGO, "members_rights", ALPHA)
    assert not guards.may_veto(LEARNING, "goal", ALPHA)


def test_a_veto_needs_a_reason_and_three_quarters_of_the_others_overrule_it() -> None:
    five = (ALPHA, "b", "c", "d", "e")
    assert guards.veto_stands(NGO, "against clause 1", ["b", "c"], five)
    assert not guards.veto_stands(NGO, "against clause 1", ["b", "c", "d"], five)
    assert guards.veto_stands(NGO, "against clause 1", ["b", "c", ALPHA, "stranger"], five)
    assert guards.veto_stands(NGO, "against clause 1", ["b"], [ALPHA])
    assert not guards.veto_stands(NGO, " ", [], five)
    assert not guards.veto_stands(LEARNING, "against clause 1", [], five)


def test_a_veto_without_an_override_stands_against_all() -> None:
    charter = edited(NGO, {"guards/veto/override": None})
    assert guards.veto_stands(charter, "against clause 1", ROSTER, ROSTER)


@pytest.mark.parametrize(
    ("made", "answered", "left"), [(0, 0, 1), (1, 4, 0), (1, 5, 1), (2, 12, 1), (9, 0, 0)]
)
def test_answers_earn_promotional_posts(made: int, answered: int, left: int) -> None:
    assert guards.promo_left(ECOSYSTEM, made, answered) == left


def test_the_quota_of_the_brand_is_the_ceiling_of_all_promotion() -> None:
    assert guards.promo_left(ECOSYSTEM, 0, 1000) == ECOSYSTEM.brand.promo_quota
    assert guards.promo_left(LEARNING, 1, 1000) == LEARNING.brand.promo_quota - 1
    assert guards.promo_left(LEARNING, 99) == 0
    assert guards.promo_left(edited(ECOSYSTEM, {"guards/promotion/answers_each": 1}), 0) == 1


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(1, 9), st.integers(10, 12))
def test_a_sponsor_counts_for_its_cap_at_most_and_for_no_unit_less(
    given_: int, others: int, part: int, whole: int
) -> None:
    charter = edited(NGO, {"guards/sponsor/share": [part, whole]})
    money = guards.counted(charter, BETA, given_, others)
    cap = Fraction(part, whole)
    assert 0 <= money <= given_
    assert money <= cap * (money + others)
    assert money == given_ or money + 1 > cap * (money + 1 + others)


def test_who_is_no_sponsor_counts_in_full() -> None:
    assert guards.counted(NGO, ALPHA, 100, 0) == 100
    assert guards.counted(LEARNING, BETA, 100, 0) == 100


def test_questions_go_to_the_responsible_partner_until_it_waited_too_long() -> None:
    assert guards.responsible(ECOSYSTEM, "pumps", ROSTER, 0) == (BETA,)
    assert ECOSYSTEM.guards.support is not None
    limit = ECOSYSTEM.guards.support.answer_ms
    assert guards.responsible(ECOSYSTEM, "pumps", ROSTER, limit) == (BETA,)
    assert guards.responsible(ECOSYSTEM, "pumps", ROSTER, limit + 1) == ROSTER
    assert guards.responsible(ECOSYSTEM, "boats", ROSTER, 0) == ROSTER
    assert guards.responsible(ECOSYSTEM, "pumps", (GAMMA, ALPHA), 0) == (ALPHA, GAMMA)
    assert guards.responsible(LEARNING, "pumps", ROSTER, 0) == ROSTER


def test_a_certificate_needs_signatures_of_enough_different_partners() -> None:
    assert guards.certification(LEARNING, [ALPHA, BETA], ROSTER) == "valid"
    assert guards.certification(LEARNING, [ALPHA, ALPHA], ROSTER) == "too_few"
    assert guards.certification(LEARNING, [ALPHA, "stranger"], ROSTER) == "too_few"
    assert guards.certification(ALLIANCE, ROSTER, ROSTER) == "not_offered"


def test_the_ground_of_a_veto_is_its_rule_its_holders_and_its_clause() -> None:
    veto, holders, clauses = guards.veto_ground(NGO)
    assert veto is NGO.guards.veto
    assert holders == (ALPHA,)
    assert [each.id for each in clauses] == ["mission_veto"]  # type: ignore[attr-defined]
    assert guards.veto_ground(LEARNING) == (None, (), ())
