"""A charter with a fault is never signed, and all its faults are named at once."""

from typing import Any

import pytest
from msgspec import structs

from models.rules.charter.checking import faults
from models.rules.charter.document import Charter
from models.rules.charter.fault import CharterFault as F
from models.rules.charter.fault import Fault
from tests.models.rules.charter.drafts import CHARTERS, DROP, Case, edited, judge, plus
from tests.models.rules.charter.drafts import clause as clause_of

NGO = CHARTERS["ngo_company"]
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
    # Without a date of review no default ever applies.
    (NGO, {"clauses/shared_identity/default": "lapse"}, []),
    # A clause that may be gone one day, or come one day, explains nothing for good.
    (
        NGO,
        {
            "clauses": plus(NGO, clause_of("later", is_dormant=True, topics=["brand"])),
            "clauses/shared_identity/topics": [],
            "clauses/council/default": "later",
        },
        [(F.TOPIC_WITHOUT_CLAUSE, "topics.brand")],
    ),
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


@pytest.mark.parametrize(("charter", "places", "expected"), PURPOSE + DEFAULTS)
def test_purpose_goals_and_clauses_are_checked(
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
