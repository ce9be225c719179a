"""A charter with a fault is never signed, and all its faults are named at once."""

from typing import Any

import pytest
from msgspec import structs, to_builtins

from models.rules.charter.bounds import YEAR
from models.rules.charter.checking import faults
from models.rules.charter.document import Charter
from models.rules.charter.fault import CharterFault as F
from models.rules.charter.fault import Fault
from models.rules.values import DAY, HOUR
from tests.models.rules.charter.drafts import ALPHA, BETA, CHARTERS, DROP, edited
from tests.models.rules.charter.drafts import clause as clause_of

LEARNING, NGO = CHARTERS["learning"], CHARTERS["ngo_company"]
ALLIANCE, ECOSYSTEM = CHARTERS["alliance"], CHARTERS["ecosystem"]
MAJORITY = {"name": "majority"}

Case = tuple[Charter, dict[str, Any], list[tuple[F, str]]]


def plus(charter: Charter, *clauses: dict[str, Any]) -> list[dict[str, Any]]:
    return [*to_builtins(charter)["clauses"], *clauses]


def judge(charter: Charter, places: dict[str, Any], expected: list[tuple[F, str]]) -> None:
    assert faults(charter) == ()
    assert faults(edited(charter, places)) == tuple(Fault(*each) for each in expected)


PURPOSE: list[Case] = [
    (NGO, {"purpose": " \n"}, [(F.PURPOSE_MISSING, "purpose")]),
    (NGO, {"goals/rivers/text": " "}, [(F.GOALS_MISSING, "goals.rivers")]),
    (
        NGO,
        {"goals": [{"id": "rivers", "text": "x"}, {"id": "schools", "text": "y"}] * 2},
        [(F.ID_REPEATED, "goals.rivers"), (F.ID_REPEATED, "goals.schools")],
    ),
    (NGO, {"clauses/council/goals": []}, [(F.CLAUSE_WITHOUT_GOAL, "clauses.council.goals")]),
    (
        NGO,
        {"clauses/council/goals": ["rivers", "profit"]},
        [(F.GOAL_UNKNOWN, "clauses.council.goals.profit")],
    ),
    (
        NGO,
        {"clauses": plus(NGO, clause_of("council"))},
        [(F.ID_REPEATED, "clauses.council")],
    ),
    (NGO, {"clauses": plus(NGO, clause_of("keep"))}, [(F.ID_RESERVED, "clauses.keep")]),
    (
        NGO,
        {"clauses": plus(NGO, clause_of("more", topics=["weather"]))},
        [(F.TOPIC_UNKNOWN, "clauses.more.topics.weather")],
    ),
    (
        NGO,
        {"clauses/shared_identity": DROP},
        [(F.TOPIC_WITHOUT_CLAUSE, "topics.brand")],
    ),
    # A clause that may be gone one day explains nothing for good.
    (
        NGO,
        {"clauses/shared_identity/review_by": 5, "clauses/shared_identity/default": "lapse"},
        [(F.TOPIC_WITHOUT_CLAUSE, "topics.brand")],
    ),
]

DEFAULTS: list[Case] = [
    (
        NGO,
        {"clauses/sponsors/default": "nowhere"},
        [
            (F.DEFAULT_UNKNOWN, "clauses.sponsors.default"),
            (F.DORMANT_UNREACHED, "clauses.sponsors_meanwhile"),
        ],
    ),
    (
        NGO,
        {"clauses/mission_veto/default": "council"},
        [
            (F.DEFAULT_UNKNOWN, "clauses.mission_veto.default"),
        ],
    ),
    (
        NGO,
        {"clauses/mission_veto/default": "sponsors_meanwhile"},
        [
            (F.DEFAULT_SHARED, "clauses.sponsors.default"),
        ],
    ),
    (
        NGO,
        {
            "clauses": plus(
                NGO,
                clause_of("first", is_dormant=True, default="second"),
                clause_of("second", is_dormant=True, default="first"),
            )
        },
        [
            (F.DORMANT_UNREACHED, "clauses.first"),
            (F.DORMANT_UNREACHED, "clauses.second"),
        ],
    ),
]

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

SECTIONS: list[Case] = [
    (NGO, {"seats/0/function": "magic"}, [(F.FUNCTION_UNKNOWN, "seats.0.function")]),
    (NGO, {"seats/1/function": "mission"}, [(F.SEAT_REPEATED, "seats.1")]),
    (NGO, {"seats/2/term_ms": DAY}, [(F.TERM_UNSOUND, "seats.2.term_ms")]),
    (NGO, {"functions/1/id": "mission"}, [
        (F.ID_REPEATED, "functions.mission"),
        *((F.FUNCTION_UNKNOWN, f"seats.{number}.function") for number in (1, 4, 7)),
    ]),
    (NGO, {"grace_ms": 1}, [(F.GRACE_UNSOUND, "grace_ms")]),
    (NGO, {"grace_ms": 25 * HOUR}, [(F.GRACE_UNSOUND, "grace_ms")]),
    (NGO, {"notice_ms": 3 * YEAR}, [(F.NOTICE_UNSOUND, "notice_ms")]),
    (NGO, {"members/partner_cap": [0, 1]}, [(F.CAP_UNSOUND, "members.partner_cap")]),
    (LEARNING, {"members/classes/teacher/id": "learner"}, [
        (F.ID_REPEATED, "members.classes.learner"),
    ]),
    (NGO, {"moderation/practice/spam": DROP}, [(F.GROUND_MISSING, "moderation.practice.spam")]),
    (NGO, {"moderation/practice/taste": "apply"}, [
        (F.GROUND_UNKNOWN, "moderation.practice.taste"),
    ]),
    (NGO, {"moderation/appeal_window_ms": DAY}, [
        (F.APPEAL_UNSOUND, "moderation.appeal_window_ms"),
    ]),
    (NGO, {"moderation/panel_size": 2}, [(F.PANEL_UNSOUND, "moderation.panel_size")]),
    (NGO, {"ladder": []}, [(F.LADDER_UNSOUND, "ladder")]),
    (NGO, {"ladder/3": DROP}, [(F.LADDER_UNSOUND, "ladder")]),
    (NGO, {"ladder/0/step": "panel"}, [(F.LADDER_UNSOUND, "ladder")]),
    (NGO, {"ladder/0/clock_ms": 1}, [(F.LADDER_UNSOUND, "ladder")]),
    (NGO, {"ladder/3/default": "next"}, [(F.LADDER_UNSOUND, "ladder")]),
    (NGO, {"brand/band": [[1, 2], [1, 2]]}, [(F.BAND_UNSOUND, "brand.band")]),
    (NGO, {"brand/band": [[1, 2], [3, 2]]}, [(F.BAND_UNSOUND, "brand.band")]),
    (NGO, {"brand/window_ms": 1}, [(F.WINDOW_UNSOUND, "brand.window_ms")]),
    (NGO, {"contributions/window_ms": 1}, [(F.WINDOW_UNSOUND, "contributions.window_ms")]),
    (NGO, {"contributions/caps/luck": 1}, [(F.KIND_UNKNOWN, "contributions.caps.luck")]),
    (NGO, {"contributions/confirmations": 0}, [
        (F.CONFIRMATION_MISSING, "contributions.confirmations"),
    ]),
    (NGO, {"contributions/share_cap": [2, 1]}, [(F.CAP_UNSOUND, "contributions.share_cap")]),
]  # fmt: skip

EXIT: list[Case] = [
    (NGO, {"exit/handling/media": DROP}, [(F.DATA_CLASS_MISSING, "exit.handling.media")]),
    (NGO, {"exit/handling/dreams": {"leaver": "keep", "remaining": "keep"}}, [
        (F.DATA_CLASS_UNKNOWN, "exit.handling.dreams"),
    ]),
    (NGO, {"exit/handling/posts": {"leaver": "erase", "remaining": "keep"}}, [
        (F.ACTION_UNFIT, "exit.handling.posts.leaver"),
        (F.ACTION_UNFIT, "exit.handling.posts.remaining"),
    ]),
    (NGO, {"exit/terms/expelled": DROP}, [(F.LEAVER_KIND_MISSING, "exit.terms.expelled")]),
    (NGO, {"exit/terms/bored": {"documents_ms": 0, "marks_ms": 0}}, [
        (F.LEAVER_KIND_UNKNOWN, "exit.terms.bored"),
    ]),
    (NGO, {"exit/choice_ms": 30 * DAY - 1}, [(F.CHOICE_UNSOUND, "exit.choice_ms")]),
    (NGO, {"exit/choice_ms": 91 * DAY}, [(F.CHOICE_UNSOUND, "exit.choice_ms")]),
    (NGO, {"exit/licence": ""}, [(F.LICENCE_MISSING, "exit.licence")]),
]  # fmt: skip

GUARDS: list[Case] = [
    (NGO, {"guards/sponsor/clause": "sponsors_meanwhile"}, [
        (F.GUARD_UNFOUNDED, "guards.sponsor.clause"),
    ]),
    (ALLIANCE, {"guards/competition/forbidden": []}, [
        (F.GUARD_EMPTY, "guards.competition.forbidden"),
    ]),
    (ALLIANCE, {"guards/competition/marked": []}, [
        (F.GUARD_EMPTY, "guards.competition.marked"),
    ]),
    (NGO, {"guards/veto/topics": ["goal", "weather"]}, [
        (F.TOPIC_UNKNOWN, "guards.veto.topics.weather"),
    ]),
    (NGO, {"guards/kinds": {ALPHA: "club", BETA: "company"}}, [
        (F.VETO_WITHOUT_HOLDER, "guards.veto.kind"),
    ]),
    (NGO, {"guards/veto/override": [1, 2]}, [
        (F.THRESHOLD_UNSOUND, "guards.veto.override"),
    ]),
    (NGO, {"guards/veto/override": None}, []),
    (NGO, {"guards/veto/window_ms": 0}, [(F.WINDOW_UNSOUND, "guards.veto.window_ms")]),
    (NGO, {"guards/sponsor/share": [1, 1]}, [(F.GUARD_UNSOUND, "guards.sponsor.share")]),
    (ECOSYSTEM, {"guards/support/routes": {}}, [(F.GUARD_EMPTY, "guards.support.routes")]),
    (ECOSYSTEM, {"guards/support/routes/Big Pumps": BETA}, [
        (F.GUARD_UNSOUND, "guards.support.routes.Big Pumps"),
    ]),
    (ECOSYSTEM, {"guards/support/answer_ms": 0}, [
        (F.WINDOW_UNSOUND, "guards.support.answer_ms"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("charter", "places", "expected"), PURPOSE + DEFAULTS)
def test_purpose_goals_and_clauses_are_checked(
    charter: Charter, places: dict[str, Any], expected: list[tuple[F, str]]
) -> None:
    judge(charter, places, expected)


@pytest.mark.parametrize(("charter", "places", "expected"), RULES)
def test_decision_rules_are_checked(
    charter: Charter, places: dict[str, Any], expected: list[tuple[F, str]]
) -> None:
    judge(charter, places, expected)


@pytest.mark.parametrize(("charter", "places", "expected"), SECTIONS)
def test_the_other_sections_are_checked(
    charter: Charter, places: dict[str, Any], expected: list[tuple[F, str]]
) -> None:
    judge(charter, places, expected)


@pytest.mark.parametrize(("charter", "places", "expected"), EXIT + GUARDS)
def test_the_exit_clause_and_the_guards_are_checked(
    charter: Charter, places: dict[str, Any], expected: list[tuple[F, str]]
) -> None:
    judge(charter, places, expected)


def test_without_goals_nothing_else_has_a_ground() -> None:
    found = faults(edited(NGO, {"goals": []}))
    assert found[0] == Fault(F.GOALS_MISSING, "goals")
    assert {fault.reason for fault in found[1:]} == {F.GOAL_UNKNOWN}


def test_without_member_classes_nobody_is_a_member() -> None:
    found = faults(edited(NGO, {"members/classes": []}))
    assert Fault(F.CLASSES_MISSING, "members.classes") in found
    assert Fault(F.NO_VOTING_MEMBERS, "topics.members_rights.decider") in found


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


def test_all_faults_come_at_once_in_the_order_of_the_checks() -> None:
    places = {
        "purpose": "",
        "topics/brand/opens_for": [0, 0],
        "grace_ms": 0,
        "exit/licence": " ",
        "guards/sponsor/share": [1, 1],
    }
    assert [each.reason for each in faults(edited(NGO, places))] == [
        F.PURPOSE_MISSING,
        F.OPENING_UNSOUND,
        F.GRACE_UNSOUND,
        F.LICENCE_MISSING,
        F.GUARD_UNSOUND,
    ]


def test_a_charter_out_of_bounds_is_malformed() -> None:
    assert faults(structs.replace(NGO, version=0)) == (Fault(F.MALFORMED, ""),)


def test_a_charter_that_is_not_in_nfc_has_no_canonical_form() -> None:
    decomposed = "e" + chr(0x301)
    assert faults(edited(NGO, {"vision": decomposed})) == (Fault(F.NOT_CANONICAL, ""),)


def test_a_charter_that_fits_into_no_entry_is_too_large() -> None:
    long = [clause_of(f"long{n}", text="w" * 4000) for n in range(12)]
    assert faults(edited(NGO, {"clauses": plus(NGO, *long[:11])})) == ()
    assert faults(edited(NGO, {"clauses": plus(NGO, *long)})) == (Fault(F.TOO_LARGE, ""),)
