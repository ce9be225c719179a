"""A charter changes only by its own rules, and no detour around them exists."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs, to_builtins

from models.rules.charter import topics
from models.rules.charter.amending import amend, changed_fields, topic_of
from models.rules.charter.checking import faults
from models.rules.charter.fault import CharterFault
from models.rules.refusal import Refusal, Refused
from models.rules.values import DAY
from tests.models.rules.charter.drafts import ALPHA, BETA, CHARTERS, GAMMA, clause, edited

NGO, ECOSYSTEM = CHARTERS["ngo_company"], CHARTERS["ecosystem"]


def test_an_amendment_makes_the_next_version_and_leaves_the_rest() -> None:
    amended = amend(NGO, {"title": "Clear water", "grace_ms": 60_000})
    assert (amended.version, amended.title, amended.grace_ms) == (2, "Clear water", 60_000)
    assert structs.replace(amended, version=1, title=NGO.title, grace_ms=NGO.grace_ms) == NGO
    assert changed_fields(NGO, amended) == ("title", "grace_ms")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"title": NGO.title},
        {"colour": "blue"},
        {"version": 7, "title": "x"},
        {"fold_version": 1, "title": "x"},
        {"title": 5},
        {"topics": {"goal": {"decider": "king"}}},
        {"grace_ms": -1},
    ],
)
def test_what_is_no_change_of_a_charter_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        amend(NGO, changes)
    assert caught.value.reason is Refusal.MALFORMED


def test_an_amendment_can_bring_faults_which_checking_finds() -> None:
    assert [each.reason for each in faults(amend(NGO, {"grace_ms": 0}))] == [
        CharterFault.GRACE_UNSOUND
    ]


TOPICS: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"title": "Clear water"}, ("amend_charter",)),
    ({"brand/promo_quota": 3}, ("amend_charter",)),
    ({"policy": "two_thirds"}, ("change_policy",)),
    ({"witnesses": 3}, ("change_policy",)),
    ({"policy": "two_thirds", "title": "x"}, ("amend_charter", "change_policy")),
    ({"moderation/panel_size": 1}, ("members_rights",)),
    (
        {"moderation/panel_size": 1, "policy": "two_thirds"},
        ("members_rights", "change_policy"),
    ),
    ({"topics/amend_charter/method/threshold": [3, 4]}, ("members_rights",)),
    ({"topics/amend_charter/quorum/share": [1, 3]}, ("members_rights",)),
    ({"topics/members_rights/method/name": "majority"}, ("members_rights",)),
    ({"topics/change_policy/method/name": "majority"}, ("amend_charter", "change_policy")),
    ({"topics/remove_partner/method/name": "majority"}, ("amend_charter", "remove_partner")),
    ({"topics/dissolve/method/threshold": [2, 3]}, ("members_rights", "dissolve")),
    ({"topics/brand/method/name": "consent"}, ("amend_charter",)),
    ({"purpose": "Profit."}, ("amend_charter", "goal")),
    ({"goals/rivers/text": "Some rivers."}, ("amend_charter", "goal")),
    ({"guards/veto": None}, ("amend_charter", "brand", "goal", "campaign")),
    ({"guards/kinds": {BETA: "company"}}, ("amend_charter", "brand", "goal", "campaign")),
    (
        {"guards/kinds": {ALPHA: "ngo", GAMMA: "ngo", BETA: "company"}},
        ("amend_charter", "brand", "goal", "campaign"),
    ),
    (
        {"clauses/mission_veto/default": "lapse"},
        ("amend_charter", "brand", "goal", "campaign"),
    ),
    ({"guards/sponsor/share": [1, 3]}, ("amend_charter",)),
]


@pytest.mark.parametrize(("places", "expected"), TOPICS)
def test_the_topics_of_an_amendment_are_those_whose_rules_guard_what_it_changes(
    places: dict[str, Any], expected: tuple[str, ...]
) -> None:
    new = edited(NGO, places)
    assert topic_of(NGO, amend(NGO, _as_changes(new))) == expected


def _as_changes(new: Any) -> dict[str, Any]:
    before, after = to_builtins(NGO), to_builtins(new)
    return {name: after[name] for name in after if after[name] != before[name]}


def test_nothing_changed_is_no_topic_of_anybody() -> None:
    assert topic_of(NGO, NGO) == ()
    assert topic_of(NGO, structs.replace(NGO, version=2)) == ()


def test_to_agree_on_a_first_veto_is_an_ordinary_amendment() -> None:
    veto = {"clause": "council", "kind": "ngo", "topics": ["brand"]}
    new = edited(ECOSYSTEM, {"guards/veto": veto, "guards/kinds": {ALPHA: "ngo"}})
    assert topic_of(ECOSYSTEM, new) == ("amend_charter",)


def test_a_veto_cannot_be_emptied_through_the_clause_that_would_succeed_it() -> None:
    later = clause("veto_later", is_dormant=True)
    document = to_builtins(NGO)["clauses"]
    charter = edited(NGO, {"clauses": [*document, later]})
    charter = edited(charter, {"clauses/mission_veto/default": "veto_later"})
    trick = edited(charter, {"clauses/veto_later/review_by": 1, "clauses/veto_later/text": "?"})
    assert "goal" in topic_of(charter, trick)


_places = st.fixed_dictionaries(
    {},
    optional={
        "topics/remove_partner/method/threshold": st.sampled_from([[1, 2], [2, 3], [3, 4]]),
        "topics/change_policy/method/threshold": st.sampled_from([[1, 2], [2, 3], [3, 4]]),
        "topics/members_rights/quorum/share": st.sampled_from([[1, 2], [1, 4]]),
        "policy": st.sampled_from(["majority", "two_thirds"]),
        "witnesses": st.integers(0, 2),
        "purpose": st.sampled_from(["a", "b"]),
        "guards/veto/window_ms": st.integers(1, 2).map(lambda n: n * DAY),
        "guests": st.sampled_from(["open", "closed"]),
    },
)


@settings(max_examples=120, deadline=None)
@given(_places, _places)
def test_no_rule_that_guards_a_change_is_dodged_by_a_stop_on_the_way(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    middle = edited(NGO, first)
    end = edited(middle, second)
    asked = {*topic_of(NGO, middle), *topic_of(middle, end)}
    straight = set(topic_of(NGO, end))
    # The members' rule is the amendment rule, and more.
    if topics.MEMBERS_RIGHTS in asked:
        straight.discard(topics.AMEND_CHARTER)
    assert straight <= asked
