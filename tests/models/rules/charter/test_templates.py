"""The four forms are not four texts: the same situation ends differently under each."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from models.rules.charter import guards
from models.rules.charter.checking import faults
from models.rules.charter.deciding import rule_for
from models.rules.charter.decision_rule import DecisionRule, member_half
from models.rules.charter.document import Charter
from models.rules.charter.fault import CharterFault
from models.rules.charter.templates import TEMPLATES
from models.rules.tally.count import count
from models.rules.tally.dual import Dual, count_dual
from models.rules.tally.method import Method, Quorum
from models.rules.tally.poll import Poll, Voice
from tests.models.rules.charter.drafts import ALPHA, BETA, BRIEF, CHARTERS, GAMMA

NAMES = sorted(TEMPLATES)
ROSTER = (ALPHA, BETA, GAMMA)
OBJECTION = {"stance": "object", "clause": "purpose_first", "harm": "It leads us astray."}


def outcome(charter: Charter, topic: str, votes: Mapping[str, str], members: str = "yes") -> str:
    """Count a ballot of partners (and of thirty members who all say `members`) by the charter."""
    rule = rule_for(charter, topic)
    voices = [_voice(rule.method, voter, votes[voter]) for voter in votes]
    if rule.decider == "dual":
        return _dual(rule, voices, members)
    assert rule.decider in ("partners", "council")
    return count(_poll(rule.method, rule.quorum, len(voices)), voices).outcome


def _voice(method: Method, voter: str, said: str) -> Voice:
    by_consent: dict[str, Any] = {"yes": {"stance": "agree"}, "no": OBJECTION}
    return Voice(voter=voter, choice=by_consent[said] if method.name == "consent" else said)


def _poll(method: Method, quorum: Quorum, voters: int) -> Poll:
    return Poll(method=method, quorum=quorum, electorate=voters, voters=voters)


def _dual(rule: DecisionRule, voices: list[Voice], members: str) -> str:
    people = {
        partner: [Voice(voter=f"{partner}/{n}", choice=members) for n in range(10)]
        for partner in ROSTER
    }
    dual = Dual(
        partners=_poll(rule.method, rule.quorum, len(voices)),
        members=_poll(*member_half(rule), 30),
        rolls=dict.fromkeys(ROSTER, 10),
    )
    return count_dual(dual, voices, people).outcome


@pytest.mark.parametrize("name", NAMES)
def test_every_template_is_a_charter_without_faults_under_its_own_name(name: str) -> None:
    assert faults(CHARTERS[name]) == ()
    assert CHARTERS[name].template == name
    assert CHARTERS[name].version == 1


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(NAMES), st.integers(1, 20), st.integers(0, 2**40))
def test_a_template_fits_any_number_of_partners(name: str, number: int, founded_at: int) -> None:
    partners = tuple(f"p{n}.example" for n in range(number))
    brief = structs.replace(
        BRIEF,
        partners=partners,
        founded_at=founded_at,
        kinds={partners[0]: "ngo"},
        routes={},
    )
    charter = TEMPLATES[name](brief)
    assert faults(charter) == ()
    assert {seat.partner for seat in charter.seats} == set(partners)
    assert charter.policy == ("majority" if number < 4 else "two_thirds")


def test_a_mission_without_anybody_to_guard_it_is_a_fault() -> None:
    charter = TEMPLATES["ngo_company"](structs.replace(BRIEF, kinds={BETA: "company"}))
    assert [each.reason for each in faults(charter)] == [CharterFault.VETO_WITHOUT_HOLDER]


def test_a_new_goal_that_one_partner_and_the_members_refuse_ends_in_four_ways() -> None:
    votes = {ALPHA: "no", BETA: "yes", GAMMA: "yes"}
    ends = {}
    for name in NAMES:
        charter = CHARTERS[name]
        ends[name] = (
            outcome(charter, "goal", votes, members="no"),
            outcome(charter, "goal", votes, members="yes"),
            guards.may_veto(charter, "goal", ALPHA),
        )
    assert ends == {
        # One objection with a reason is enough, whatever members say.
        "alliance": ("rejected", "rejected", False),
        # Partners and members both have to want it.
        "learning": ("rejected", "passed", False),
        # Two of three decide.
        "ecosystem": ("passed", "passed", False),
        # They decide too, but the NGO can stop it.
        "ngo_company": ("passed", "passed", True),
    }


def test_only_in_an_alliance_do_partners_with_a_conflict_leave_the_ballot() -> None:
    said = {ALPHA: "yes", BETA: "no", GAMMA: "no"}
    conflicts = (BETA, GAMMA)
    ends = {}
    for name in NAMES:
        charter = CHARTERS[name]
        left_out = guards.excluded(charter, "budget", conflicts)
        votes = {voter: said[voter] for voter in ROSTER if voter not in left_out}
        ends[name] = outcome(charter, "budget", votes)
    assert ends == {
        "alliance": "passed",
        "learning": "rejected",
        "ecosystem": "rejected",
        "ngo_company": "rejected",
    }


def test_what_is_taught_is_for_the_academic_board_of_a_learning_community_only() -> None:
    rules = {name: rule_for(CHARTERS[name], "curriculum") for name in NAMES}
    assert rules["learning"].decider == "council"
    assert rules["learning"].functions == ("academic",)
    assert {rules[name].decider for name in NAMES if name != "learning"} == {"partners"}


def test_a_certificate_is_worth_something_in_a_learning_community_only() -> None:
    worth = {name: guards.certification(CHARTERS[name], [ALPHA, GAMMA], ROSTER) for name in NAMES}
    assert worth == {**dict.fromkeys(NAMES, "not_offered"), "learning": "valid"}


def test_a_partner_that_answers_nobody_promotes_less_in_an_ecosystem_only() -> None:
    left = {name: guards.promo_left(CHARTERS[name], made=1, answered=0) for name in NAMES}
    assert left == {**dict.fromkeys(NAMES, 3), "ecosystem": 0}


def test_a_question_goes_to_its_partner_in_an_ecosystem_and_to_all_elsewhere() -> None:
    asked = {name: guards.responsible(CHARTERS[name], "pumps", ROSTER, 0) for name in NAMES}
    assert asked == {**dict.fromkeys(NAMES, ROSTER), "ecosystem": (BETA,)}


def test_a_sponsor_is_capped_beside_a_mission_only() -> None:
    money = {name: guards.counted(CHARTERS[name], BETA, 1000, 300) for name in NAMES}
    assert money == {**dict.fromkeys(NAMES, 1000), "ngo_company": 100}


def test_prices_are_no_subject_among_competitors_only() -> None:
    found = {name: guards.forbidden(CHARTERS[name], ["prices"]) for name in NAMES}
    assert found == {**dict.fromkeys(NAMES, ()), "alliance": ("prices",)}


@pytest.mark.parametrize("name", NAMES)
def test_what_worsens_rights_needs_the_members_under_every_template(name: str) -> None:
    votes = dict.fromkeys(ROSTER, "yes")
    assert outcome(CHARTERS[name], "members_rights", votes, members="yes") == "passed"
    assert outcome(CHARTERS[name], "members_rights", votes, members="no") == "rejected"


@pytest.mark.parametrize("name", NAMES)
def test_no_partner_alone_keeps_another_from_being_expelled(name: str) -> None:
    # The subject has no vote; of the other three, two are two thirds.
    votes = {ALPHA: "yes", BETA: "yes", GAMMA: "no"}
    assert outcome(CHARTERS[name], "remove_partner", votes) == "passed"
