"""What worsens members' rights is found, in one step or in many."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.charter.rights import Worsening, worsened
from models.rules.values import DAY
from tests.models.rules.charter.drafts import CHARTERS, DROP, clause, edited, with_clauses

LEARNING, NGO = CHARTERS["learning"], CHARTERS["ngo_company"]

VOTER = {"id": "fan", "title": "Fan", "may_vote": True}
WORSE: dict[str, tuple[dict[str, Any], tuple[Worsening, ...]]] = {
    "a class loses its vote": (
        {"members/classes/teacher/may_vote": False},
        (Worsening.VOTERS_CHANGED,),
    ),
    "a flood of voters": (
        {"members/classes": [{**VOTER, "id": name} for name in ("learner", "teacher", "fan")]},
        (Worsening.VOTERS_CHANGED, Worsening.CLASS_LOST_RIGHTS),
    ),
    "one partner's members weigh more": (
        {"members/partner_cap": [3, 5]},
        (Worsening.VOTERS_CHANGED,),
    ),
    "votes come later": ({"members/votes_after_ms": 90 * DAY}, (Worsening.VOTERS_CHANGED,)),
    "a class is gone": ({"members/classes/visitor": DROP}, (Worsening.CLASS_LOST_RIGHTS,)),
    "a class is silenced": (
        {"members/classes/visitor/may_post": False},
        (Worsening.CLASS_LOST_RIGHTS,),
    ),
    "partners take a decision from members": (
        {
            "topics/goal/decider": "partners",
            "topics/goal/member_method": None,
            "topics/goal/member_quorum": None,
        },
        (Worsening.MEMBER_RULE_CHANGED,),
    ),
    "members no longer decide about a topic of their own": (
        {"topics/goal": DROP},
        (Worsening.MEMBER_RULE_CHANGED,),
    ),
    "a ballot of members is shorter": (
        {"topics/goal/opens_for": [4 * DAY, 5 * DAY]},
        (Worsening.MEMBER_RULE_CHANGED,),
    ),
    "the members' quorum is out of reach": (
        {"topics/members_rights/member_quorum/share": [9, 10]},
        (Worsening.MEMBER_RULE_CHANGED, Worsening.RIGHTS_RULE_CHANGED),
    ),
    "fewer partners are enough to take rights": (
        {"topics/members_rights/method/threshold": [3, 5]},
        (Worsening.MEMBER_RULE_CHANGED, Worsening.RIGHTS_RULE_CHANGED),
    ),
    "the amendment rule changes": (
        {"topics/amend_charter/method/threshold": [3, 4]},
        (Worsening.AMENDMENT_RULE_CHANGED,),
    ),
    "guests are shut out": ({"guests": "closed"}, (Worsening.GUESTS_SHUT_OUT,)),
    "less time to appeal": (
        {"moderation/appeal_window_ms": 20 * DAY},
        (Worsening.APPEAL_SHORTENED,),
    ),
    "a smaller panel": ({"moderation/panel_size": 1}, (Worsening.PANEL_REDUCED,)),
    "a panel has no time": ({"ladder/2/clock_ms": DAY}, (Worsening.PANEL_HURRIED,)),
    "nobody else has to agree": (
        {"moderation/two_partner_rule": False},
        (Worsening.TWO_PARTNER_RULE_DROPPED,),
    ),
    "decisions apply unreviewed": (
        {"moderation/practice/abuse": "apply"},
        (Worsening.MODERATION_UNREVIEWED,),
    ),
    "posts are erased without asking": (
        {"exit/handling/posts/remaining": "erase"},
        (Worsening.EXIT_CHANGED,),
    ),
    "a leaver deletes its roll": (
        {"exit/handling/member_ballots/leaver": "erase"},
        (Worsening.EXIT_CHANGED,),
    ),
    "nobody says what happens to posts": ({"exit/handling/posts": DROP}, (Worsening.EXIT_CHANGED,)),
    "silence means something else": ({"exit/unchosen": "keep"}, (Worsening.EXIT_CHANGED,)),
    "less notice": ({"notice_ms": 60 * DAY}, (Worsening.NOTICE_SHORTENED,)),
    "another licence": ({"exit/licence": "CC0-1.0"}, (Worsening.LICENCE_CHANGED,)),
    "words that protect members change": (
        {"clauses/members_first/text": "Members matter."},
        (Worsening.PROTECTION_CHANGED,),
    ),
    "words protect no longer": (
        {"clauses/members_first/protects_members": False},
        (Worsening.PROTECTION_CHANGED,),
    ),
    "somebody may veto the members": (
        {
            "guards/veto": {"clause": "members_first", "kind": "x", "topics": ["goal"]},
        },
        (Worsening.VETO_OVER_MEMBERS,),
    ),
}


@pytest.mark.parametrize("case", sorted(WORSE))
def test_what_worsens_rights_is_named(case: str) -> None:
    places, expected = WORSE[case]
    assert worsened(LEARNING, edited(LEARNING, places)) == expected


def test_less_time_to_choose_worsens_rights() -> None:
    long = edited(LEARNING, {"exit/choice_ms": 60 * DAY})
    assert worsened(long, LEARNING) == (Worsening.CHOICE_SHORTENED,)
    assert worsened(LEARNING, long) == ()


@pytest.mark.parametrize(
    "places",
    [
        {"title": "Better water"},
        {"guests": "open"},
        {"moderation/appeal_window_ms": 400 * DAY},
        {"moderation/panel_size": 5},
        {"moderation/practice/spam": "review"},
        {"notice_ms": 120 * DAY},
        {"ladder/2": DROP},
        {"ladder/2/clock_ms": 50 * DAY},
        {"members/classes/visitor/may_propose": True},
        {"topics/goal/review_by": 5},
        {"topics/curriculum/functions": []},
        {"clauses/academic_board/text": "We agree on more."},
        {"exit/handling/documents/remaining": "erase"},
        {"brand/promo_quota": 1},
    ],
)
def test_what_leaves_members_as_well_off_is_not_named(places: dict[str, Any]) -> None:
    assert worsened(LEARNING, edited(LEARNING, places)) == ()


def test_a_free_choice_over_posts_is_no_loss() -> None:
    erased = edited(LEARNING, {"exit/handling/posts/remaining": "erase"})
    assert worsened(erased, LEARNING) == ()


def test_a_successor_of_a_protecting_clause_is_protected_before_it_applies() -> None:
    charter = with_clauses(
        edited(LEARNING, {"clauses/academic_board/protects_members": True}),
        clause("protects_next", is_dormant=True),
    )
    waiting = edited(charter, {"clauses/academic_board/default": "protects_next"})
    emptied = edited(waiting, {"clauses/protects_next/text": "Nothing is promised."})
    assert worsened(waiting, emptied) == (Worsening.PROTECTION_CHANGED,)


_steps = st.fixed_dictionaries(
    {},
    optional={
        "members/classes/teacher/may_vote": st.booleans(),
        "members/classes/visitor/may_post": st.booleans(),
        "members/partner_cap": st.sampled_from([[1, 5], [2, 5]]),
        "topics/goal/decider": st.sampled_from(["dual", "members", "partners"]),
        "topics/curriculum/decider": st.sampled_from(["dual", "members", "partners"]),
        "topics/members_rights/opens_for": st.sampled_from([[8 * DAY, 9 * DAY], [DAY, DAY]]),
        "topics/amend_charter/decider": st.sampled_from(["dual", "partners", "council"]),
        "guests": st.sampled_from(["open", "first_post_reviewed", "closed"]),
        "moderation/appeal_window_ms": st.integers(1, 3).map(lambda n: n * 100 * DAY),
        "moderation/panel_size": st.sampled_from([1, 3, 5]),
        "moderation/two_partner_rule": st.booleans(),
        "ladder/2/clock_ms": st.integers(1, 3).map(lambda n: n * DAY),
        "moderation/practice/abuse": st.sampled_from(["apply", "review", "ignore"]),
        "exit/handling/posts/remaining": st.sampled_from(["choice", "anonymise", "erase"]),
        "exit/handling/replies/leaver": st.sampled_from(["read_only", "erase"]),
        "exit/unchosen": st.sampled_from(["keep", "erase"]),
        "exit/choice_ms": st.sampled_from([30 * DAY, 40 * DAY]),
        "exit/licence": st.sampled_from(["CC-BY-4.0", "CC0-1.0"]),
        "clauses/council/protects_members": st.booleans(),
        "clauses/council/default": st.sampled_from(["keep", "fair_moderation"]),
        "clauses/fair_moderation/text": st.sampled_from(["a", "b"]),
        "guards/veto": st.sampled_from(
            [None, {"clause": "council", "kind": "ngo", "topics": ["goal", "curriculum"]}]
        ),
    },
)


@settings(max_examples=150, deadline=None)
@given(_steps, _steps, _steps)
def test_no_right_is_lost_in_two_half_steps_that_one_step_would_show(
    first: dict[str, Any], second: dict[str, Any], third: dict[str, Any]
) -> None:
    start = edited(LEARNING, first)
    middle = edited(start, second)
    end = edited(middle, third)
    shown = {*worsened(start, middle), *worsened(middle, end)}
    assert set(worsened(start, end)) <= shown


def test_nothing_worsens_when_nothing_changes() -> None:
    for charter in CHARTERS.values():
        assert worsened(charter, charter) == ()
