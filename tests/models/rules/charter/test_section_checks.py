"""Council, members, moderation, exit and guards are checked, to the bound and not beyond."""

from typing import Any

import pytest

from models.rules.charter.bounds import YEAR
from models.rules.charter.checking import faults
from models.rules.charter.document import Charter
from models.rules.charter.fault import CharterFault as F
from models.rules.values import DAY, HOUR, MINUTE
from tests.models.rules.charter.drafts import ALPHA, BETA, CHARTERS, DROP, Case, edited, judge

LEARNING, NGO = CHARTERS["learning"], CHARTERS["ngo_company"]
ALLIANCE, ECOSYSTEM = CHARTERS["alliance"], CHARTERS["ecosystem"]

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
    (NGO, {"guards/sponsor/share": [0, 1]}, [(F.GUARD_UNSOUND, "guards.sponsor.share")]),
    (ECOSYSTEM, {"guards/support/answer_ms": HOUR}, []),
    (ECOSYSTEM, {"guards/support/answer_ms": YEAR}, []),
    (ECOSYSTEM, {"guards/support/routes": {}}, [(F.GUARD_EMPTY, "guards.support.routes")]),
    (ECOSYSTEM, {"guards/support/routes/Big Pumps": BETA}, [
        (F.GUARD_UNSOUND, "guards.support.routes.Big Pumps"),
    ]),
    (ECOSYSTEM, {"guards/support/answer_ms": 0}, [
        (F.WINDOW_UNSOUND, "guards.support.answer_ms"),
    ]),
]  # fmt: skip


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


@pytest.mark.parametrize(
    "places",
    [
        {"topics/dispute/opens_for": [3 * DAY, YEAR]},
        {"topics/remove_partner/opens_for": [7 * DAY, 7 * DAY]},
        {"topics/brand/opens_for": [HOUR, HOUR]},
        {"topics/goal/method/name": "qualified", "topics/goal/method/threshold": [1, 2]},
        {"topics/goal/method/name": "qualified", "topics/goal/method/threshold": [1, 1]},
        {"topics/brand/quorum": {"share": [1, 1], "is_strict": False}},
        {"grace_ms": MINUTE},
        {"grace_ms": 24 * HOUR},
        {"notice_ms": 30 * DAY},
        {"notice_ms": 2 * YEAR},
        {"seats/0/term_ms": 30 * DAY},
        {"seats/0/term_ms": 10 * YEAR},
        {"moderation/appeal_window_ms": 5 * YEAR},
        {"ladder/0/clock_ms": YEAR},
        {"moderation/appeal_window_ms": 14 * DAY},
        {"exit/choice_ms": 90 * DAY},
        {"ladder/0/clock_ms": HOUR},
        {"ladder/0": DROP},
        {"brand/band": [[0, 1], [1, 1]]},
        {"brand/window_ms": DAY},
        {"brand/window_ms": YEAR},
        {"contributions/window_ms": DAY},
        {"contributions/window_ms": 5 * YEAR},
        {"guards/veto/window_ms": HOUR},
        {"guards/veto/window_ms": YEAR},
    ],
)
def test_what_lies_on_a_bound_is_no_fault(places: dict[str, Any]) -> None:
    assert faults(edited(NGO, places)) == ()


@pytest.mark.parametrize(
    ("place", "least", "most"),
    [
        ("grace_ms", MINUTE, 24 * HOUR),
        ("notice_ms", 90 * DAY, 2 * YEAR),
        ("seats/0/term_ms", 30 * DAY, 10 * YEAR),
        ("moderation/appeal_window_ms", 14 * DAY, 5 * YEAR),
        ("ladder/0/clock_ms", HOUR, YEAR),
        ("brand/window_ms", DAY, YEAR),
        ("contributions/window_ms", DAY, 5 * YEAR),
        ("guards/veto/window_ms", HOUR, YEAR),
    ],
)
def test_what_lies_a_millisecond_beyond_a_bound_is_one_fault(
    place: str, least: int, most: int
) -> None:
    # The members' time to choose has to end within the notice.
    charter = edited(NGO, {"exit/choice_ms": 90 * DAY})
    assert faults(edited(charter, {place: least})) == faults(edited(charter, {place: most})) == ()
    assert len(faults(edited(charter, {place: least - 1}))) == 1
    assert len(faults(edited(charter, {place: most + 1}))) == 1
