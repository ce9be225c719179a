"""The checklist: what blocks what, who answers, and that no case closes before its time."""

from typing import Any

import pytest

from models.rules.charter.exit import DATA_CLASSES
from models.rules.exit.checklist import RULES, TO_DO, unsecured, unsettled
from models.rules.exit.receipts import CLASSES
from models.rules.fold.void import VoidReason
from models.rules.values import DAY, HOUR
from tests.models.rules.community import (
    ALPHA,
    BETA,
    DELTA,
    EPSILON,
    FIVE,
    GAMMA,
    Community,
    some_id,
)
from tests.models.rules.exit.leaving import LEAVER, ROOT, Leaving
from tests.models.rules.moderation.acting import open_shift

STAY = tuple(each for each in FIVE if each != LEAVER)


def void(community: Leaving, partner: str, body: dict[str, Any], **more: Any) -> str | None:
    return community.void(partner, "receipt", body, **more)


def given_notice(partners: tuple[str, ...] = FIVE, **places: Any) -> Leaving:
    community = Leaving(partners, **places)
    community.give_notice()
    return community


def go_through(community: Leaving, steps: tuple[str, ...]) -> None:
    """Do everything up to the closing report, as it should be done."""
    seats = [each for each in RULES if RULES[each].step == 3]
    if "inventory" in steps:
        community.own(ALPHA, *(each for each in seats if not community.settled(each)))
    for item in steps:
        if item == "cut":
            community.leave()
        elif item == "choices":
            community.finish(ALPHA, item, after=community.case["terms"]["choice_ms"])
        else:
            if item == "inventory":
                community.sign(item, LEAVER, ALPHA)
            elif item == "bundles":
                community.sign(item, LEAVER)
            elif item == "retention":
                community.sign(item, *STAY)
            community.finish(ALPHA, item, count=3, root=ROOT)


ALL = (
    "inventory",
    "member_notice",
    "bundles",
    "choices",
    "cut",
    "retention",
    "marks",
    "access",
    "informed",
)


def test_classes_are_those_of_the_charter() -> None:
    assert set(CLASSES) == set(DATA_CLASSES)


def test_there_are_eleven_steps_in_order() -> None:
    steps = [rule.step for rule in RULES.values()]
    assert sorted(set(steps)) == list(range(1, 12))
    assert steps == sorted(steps)


def test_an_exit_goes_through_all_steps_and_closes() -> None:
    community = given_notice(seats=[])
    go_through(community, ALL)
    assert unsettled(community.get, community.case, community.time) == ()
    community.finish(ALPHA, "report")
    assert community.case["status"] == "closed"
    assert [each.about for each in community.told("exit_closed")] == [LEAVER]
    assert void(community, ALPHA, community.body("own", "report")) == VoidReason.MOOT
    community.minutes(after=30 * DAY)
    assert community.told("exit_overdue") == []


@pytest.mark.parametrize("left_out", ["bundles", "retention", "marks", "access", "informed"])
def test_no_case_closes_without_each_must_item(left_out: str) -> None:
    community = given_notice(seats=[])
    go_through(community, ("inventory", "member_notice"))
    community.own(GAMMA, left_out)
    go_through(community, tuple(each for each in ALL[2:] if each != left_out))
    community.own(ALPHA, "report")
    report = community.body("done", "report")
    assert void(community, ALPHA, report) == VoidReason.STEP_BLOCKED
    assert unsettled(community.get, community.case, community.time) == (left_out,)


def test_what_should_be_done_holds_nobody_up() -> None:
    community = given_notice(seats=[])
    community.own(ALPHA, "secretary_line")
    go_through(community, ALL[1:])
    community.finish(ALPHA, "report")
    assert community.case["status"] == "closed"


def test_a_must_item_blocks_later_steps_until_somebody_answers_for_it() -> None:
    community = given_notice(seats=[])
    assert unsecured(community.get, community.case, 4, community.time) == ("secretary_line",)
    community.own(GAMMA, "member_notice")
    done = community.body("done", "member_notice")
    assert void(community, GAMMA, done) == VoidReason.STEP_BLOCKED
    community.own(ALPHA, "secretary_line")
    assert void(community, GAMMA, done) is None


def test_a_must_item_that_enough_do_without_blocks_nothing() -> None:
    community = given_notice(seats=[])
    community.own(GAMMA, "member_notice")
    community.waive("secretary_line", ALPHA, GAMMA)
    done = community.body("done", "member_notice")
    assert void(community, GAMMA, done) == VoidReason.STEP_BLOCKED
    community.waive("secretary_line", DELTA)
    assert void(community, GAMMA, done) is None


@pytest.mark.parametrize("item", [item for item, rule in RULES.items() if rule.step == 3])
def test_the_state_shows_what_was_handed_over(item: str) -> None:
    partners = (LEAVER, *STAY)
    seat = {"partner": LEAVER, "function": "support"}
    community = Leaving(partners, seats=[seat])
    offer = {"duty": "backups", "step": "offer", "purpose": "Daily"}
    community.act(ALPHA, "duty", offer)
    community.act(LEAVER, "duty", {"duty": "backups", "step": "accept"})
    open_shift(community, "night", community.time + HOUR, community.time + 2 * HOUR, LEAVER)
    community.give_notice()
    assert not community.settled(item)
    if item == "host_seat":
        community.put("roster", {**community.get("roster"), "host": ALPHA})
    elif item == "secretary_line":
        community.put("roster", {**community.get("roster"), "line": list(STAY)})
    elif item == "duties":
        community.act(LEAVER, "duty", {"duty": "backups", "step": "give_back"})
    elif item == "rota":
        community.act(LEAVER, "rota", {"shift": "night", "step": "give_back"})
    else:
        charter = community.get("charter")
        document = {**charter["document"], "seats": [{**seat, "partner": ALPHA}]}
        community.put("charter", {**charter, "document": document})
    assert community.settled(item)


def test_only_who_answers_for_an_item_says_that_it_is_done() -> None:
    community = given_notice()
    done = community.body("done", "inventory")
    assert void(community, ALPHA, done) == VoidReason.NOT_YOURS
    community.own(GAMMA, "inventory")
    assert void(community, ALPHA, done) == VoidReason.NOT_YOURS
    assert void(community, ALPHA, community.body("own", "inventory")) == VoidReason.TAKEN


def test_when_the_owner_leaves_somebody_else_answers() -> None:
    community = given_notice()
    community.own(LEAVER, "marks")
    community.own(GAMMA, "access")
    community.leave()
    community.depart(GAMMA, "left")
    community.minutes()
    community.own(DELTA, "marks", "access")
    assert void(community, ALPHA, community.body("own", "marks")) == VoidReason.TAKEN


def test_an_owner_that_does_nothing_cannot_keep_a_case_open_for_ever() -> None:
    community = given_notice()
    community.own(GAMMA, "report")
    owned = community.time
    until = owned + TO_DO + community.case["terms"]["choice_ms"]
    own = community.body("own", "report")
    assert void(community, ALPHA, own, after=until - 1 - owned) == VoidReason.TAKEN
    done = community.body("done", "report")
    assert void(community, GAMMA, done, after=1) == VoidReason.NOT_YOURS
    community.own(ALPHA, "report")


def test_what_is_done_or_waived_is_neither_owned_nor_done_nor_waived_again() -> None:
    community = given_notice()
    community.sign("inventory", LEAVER, ALPHA)
    community.finish(ALPHA, "inventory")
    community.waive("informed", ALPHA, GAMMA, DELTA)
    for item in ("inventory", "informed"):
        for does in ("own", "done", "waive"):
            found = void(community, EPSILON, community.body(does, item))
            assert found == VoidReason.ALREADY_DONE


@pytest.mark.parametrize("item", ["cut", "member_notice", "choices", "report"])
def test_what_protects_members_cannot_be_waived(item: str) -> None:
    community = given_notice()
    assert void(community, ALPHA, community.body("waive", item)) == VoidReason.STEP_UNFIT


def test_the_leaver_has_to_agree_before_it_gets_no_bundle() -> None:
    community = given_notice()
    community.waive("bundles", *STAY)
    assert not community.settled("bundles")
    community.waive("bundles", LEAVER)
    assert community.settled("bundles")


@pytest.mark.parametrize("status", ["expelled", "excluded"])
def test_a_leaver_that_cannot_be_asked_need_not_agree(status: str) -> None:
    community = Leaving()
    community.leave(status)
    community.waive("bundles", ALPHA, GAMMA)
    assert not community.settled("bundles")
    community.waive("bundles", DELTA)
    assert community.settled("bundles")


def test_what_the_state_shows_nobody_has_to_say() -> None:
    community = given_notice()
    community.own(ALPHA, "cut")
    assert void(community, ALPHA, community.body("done", "cut")) == VoidReason.STEP_UNFIT


def test_members_have_their_time_to_choose_from_the_day_they_were_told() -> None:
    community = given_notice(seats=[])
    go_through(community, ("inventory", "member_notice"))
    told = community.time
    community.own(ALPHA, "bundles", "choices")
    done = community.body("done", "choices")
    wait = community.case["terms"]["choice_ms"] - (community.time - told)
    assert void(community, ALPHA, done, after=wait - 1) == VoidReason.TOO_EARLY
    assert void(community, ALPHA, done, after=1) is None


def test_choices_wait_for_the_notice_itself() -> None:
    community = given_notice(seats=[])
    community.own(ALPHA, "secretary_line", "member_notice", "bundles", "choices")
    done = community.body("done", "choices")
    assert void(community, ALPHA, done, after=59 * DAY) == VoidReason.TOO_EARLY


def test_marks_that_are_still_shown_are_called_overdue_every_day() -> None:
    community = given_notice()
    community.leave()
    community.minutes(after=14 * DAY)
    assert [each.facts["item"] for each in community.told("exit_overdue")] == ["marks"]
    community.minutes()
    assert community.told("exit_overdue") == []
    community.minutes(after=DAY)
    assert len(community.told("exit_overdue")) == 1
    community.waive("marks", *STAY)
    community.minutes(after=DAY)
    assert community.told("exit_overdue") == []


def test_an_unknown_case_is_void() -> None:
    community = Community()
    body = {"leaver": BETA, "opened": 1, "does": "own", "item": "marks", "root": some_id("x")}
    assert community.void(ALPHA, "receipt", body) == VoidReason.UNKNOWN_TARGET
