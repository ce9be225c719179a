"""Every topic has a rule, and each rule can decide what it is for."""

from typing import Any

import pytest

from models.rules.charter.bounds import YEAR
from models.rules.charter.checking import faults
from models.rules.charter.document import Charter
from models.rules.charter.fault import CharterFault as F
from models.rules.charter.fault import Fault
from models.rules.values import DAY
from tests.models.rules.charter.drafts import CHARTERS, DROP, Case, edited, judge

NGO = CHARTERS["ngo_company"]
ALLIANCE, ECOSYSTEM = CHARTERS["alliance"], CHARTERS["ecosystem"]
MAJORITY = {"name": "majority"}

RULES: list[Case] = [
    (NGO, {"topics/move_host": DROP, "clauses/equal_partners/topics": [
        "add_partner", "remove_partner", "add_witness", "remove_witness", "change_policy",
    ]}, [
        (F.TOPIC_WITHOUT_CLAUSE, "topics.move_host"),
        (F.TOPIC_MISSING, "topics.move_host"),
    ]),
    (NGO, {"topics/Own Topic": {"decider": "partners", "method": MAJORITY}}, [
        (F.TOPIC_MALFORMED, "topics.Own Topic"),
    ]),
    (NGO, {"topics/add_partner/decider": "council"}, [
        (F.DECIDER_UNFIT, "topics.add_partner.decider"),
    ]),
    (NGO, {"topics/elect_council/decider": "council"}, [
        (F.DECIDER_UNFIT, "topics.elect_council.decider"),
    ]),
    (NGO, {"topics/brand/functions": ["mission"]}, [
        (F.FUNCTIONS_UNFIT, "topics.brand.functions"),
    ]),
    (NGO, {"topics/moderation/functions": ["magic"]}, [
        (F.FUNCTION_UNKNOWN, "topics.moderation.functions.magic"),
        (F.COUNCIL_EMPTY, "topics.moderation.decider"),
    ]),
    (NGO, {"seats": []}, [(F.COUNCIL_EMPTY, "topics.moderation.decider")]),
    (NGO, {"topics/brand/member_method": MAJORITY}, [
        (F.HALF_UNFIT, "topics.brand.member_method"),
    ]),
    (ECOSYSTEM, {"topics/goal/method/name": "qualified", "topics/goal/method/threshold": [1, 3]}, [
        (F.THRESHOLD_UNSOUND, "topics.goal.method.threshold"),
    ]),
    (ECOSYSTEM, {"topics/goal/method/name": "qualified", "topics/goal/method/threshold": [4, 3]}, [
        (F.THRESHOLD_UNSOUND, "topics.goal.method.threshold"),
    ]),
    (ALLIANCE, {"topics/goal/method/override": [1, 2]}, [
        (F.THRESHOLD_UNSOUND, "topics.goal.method.override"),
    ]),
    (NGO, {"topics/budget/member_quorum/share": [0, 1]}, [
        (F.QUORUM_UNSOUND, "topics.budget.member_method.quorum"),
    ]),
    (NGO, {"topics/brand/quorum/share": [3, 3]}, [
        (F.QUORUM_UNSOUND, "topics.brand.method.quorum"),
    ]),
    (NGO, {"topics/brand/opens_for": [2, 3]}, [
        (F.OPENING_UNSOUND, "topics.brand.opens_for"),
    ]),
    (NGO, {"topics/brand/opens_for": [9 * DAY, 8 * DAY]}, [
        (F.OPENING_UNSOUND, "topics.brand.opens_for"),
    ]),
    (NGO, {"topics/brand/opens_for": [9 * DAY, YEAR + 1]}, [
        (F.OPENING_UNSOUND, "topics.brand.opens_for"),
    ]),
    (NGO, {"topics/dispute/opens_for": [3 * DAY - 1, 8 * DAY]}, [
        (F.OPENING_UNSOUND, "topics.dispute.opens_for"),
    ]),
    (NGO, {"topics/remove_partner/opens_for": [7 * DAY - 1, 8 * DAY]}, [
        (F.OPENING_UNSOUND, "topics.remove_partner.opens_for"),
    ]),
    (NGO, {"topics/remove_partner/method/name": "consent"}, [
        (F.METHOD_UNFIT, "topics.remove_partner.method"),
    ]),
    (NGO, {"topics/move_host/method/name": "lazy"}, [
        (F.METHOD_UNFIT, "topics.move_host.method"),
    ]),
    (NGO, {"topics/dissolve/member_method/name": "score"}, [
        (F.METHOD_UNFIT, "topics.dissolve.member_method"),
    ]),
    (NGO, {"topics/dissolve/tie": "lot"}, [(F.METHOD_UNFIT, "topics.dissolve.tie")]),
    (NGO, {"topics/dissolve/deadlock": "panel"}, [
        (F.DEADLOCK_UNFIT, "topics.dissolve.deadlock"),
    ]),
    (NGO, {"topics/members_rights/decider": "partners",
           "topics/members_rights/member_method": None,
           "topics/members_rights/member_quorum": None}, [
        (F.RIGHTS_NOT_DUAL, "topics.members_rights.decider"),
    ]),
    (NGO, {"topics/members_rights/method/threshold": [3, 5]}, [
        (F.RIGHTS_EASIER_THAN_AMENDING, "topics.members_rights.method"),
    ]),
    (NGO, {"topics/amend_charter/quorum/share": [2, 3]}, [
        (F.RIGHTS_EASIER_THAN_AMENDING, "topics.members_rights.method"),
    ]),
    (NGO, {"topics/amend_charter/decider": "dual"}, [
        (F.RIGHTS_EASIER_THAN_AMENDING, "topics.members_rights.method"),
    ]),
    (NGO, {"members/classes/member/may_vote": False}, [
        (F.NO_VOTING_MEMBERS, f"topics.{topic}.decider")
        for topic in ("budget", "dispute", "dissolve", "members_rights")
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("charter", "places", "expected"), RULES)
def test_decision_rules_are_checked(
    charter: Charter, places: dict[str, Any], expected: list[tuple[F, str]]
) -> None:
    judge(charter, places, expected)


def test_a_deadlock_that_goes_to_members_needs_members_who_vote() -> None:
    charter = edited(
        NGO, {"topics/brand/deadlock": "members", "members/classes/member/may_vote": False}
    )
    assert Fault(F.NO_VOTING_MEMBERS, "topics.brand.decider") in faults(charter)


def test_a_charter_without_its_two_amendment_rules_lacks_them_and_is_not_compared() -> None:
    for topic in ("members_rights", "amend_charter"):
        reasons = {each.reason for each in faults(edited(NGO, {f"topics/{topic}": DROP}))}
        assert reasons == {F.TOPIC_MISSING, F.TOPIC_UNKNOWN}


def test_silence_may_decide_small_things_without_a_quorum() -> None:
    lazy = {"decider": "partners", "method": {"name": "lazy"}, "quorum": {"share": [0, 1]}}
    assert faults(edited(NGO, {"topics/tidying": lazy})) == ()
