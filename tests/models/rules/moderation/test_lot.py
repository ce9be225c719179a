"""A draw takes what was sealed, then what others add, then the nonce: never in another order."""

import pytest
from msgspec import structs, to_builtins

from models.rules import canon
from models.rules.fold.draft import Draft
from models.rules.log.entry import Signed
from models.rules.moderation import lot
from tests.models.rules.community import ALPHA, BETA, DELTA, EPSILON, GAMMA, Community, some_id
from tests.models.rules.moderation.acting import NONCE, REASONS, appealing, decide

VALUE = some_id("value")


def drawing() -> tuple[Community, str]:
    """Return a community in which BETA appealed against ALPHA, and the appeal's id."""
    community = Community()
    return community, community.act(BETA, "appeal", appealing(decide(community, ALPHA)), REASONS)


def step(of: str, value: str = VALUE) -> dict[str, str]:
    return {"of": of, "value": value}


def anchored(community: Community, partner: str, body: dict[str, str], height: int) -> Signed:
    """Return a step of somebody that knows final minutes up to this height only."""
    signed = community.write(partner, "lot", body)
    entry = structs.replace(signed.entry, anchor=(height, some_id(f"minutes {height}")))
    return Signed(id=canon.digest("test", to_builtins(entry)), entry=entry, size=0)


def test_only_those_who_are_asked_add_and_each_once() -> None:
    community, opened = drawing()
    assert community.void(GAMMA, "lot", step(opened)) == "not_entitled"
    assert community.void(ALPHA, "lot", step(some_id("no draw"))) == "unknown_target"
    both = [community.write(ALPHA, "lot", step(opened, value)) for value in (VALUE, NONCE)]
    assert community.minutes(*both) == ["already_done"]
    assert community.get(f"added/{opened}/{ALPHA}") == VALUE
    (told,) = community.told("lot_closed")
    assert (told.about, told.facts) == (opened, {"by": BETA})
    assert community.void(ALPHA, "lot", step(opened)) == "too_late"


def test_nobody_adds_before_what_was_sealed_is_final() -> None:
    community, opened = drawing()
    height = community.get(f"lot/{opened}")["height"]
    assert community.minutes(anchored(community, ALPHA, step(opened), height - 1)) == ["too_early"]
    assert community.minutes(anchored(community, ALPHA, step(opened), height)) == []


def test_the_nonce_is_opened_only_when_what_was_added_is_final() -> None:
    community, opened = drawing()
    assert community.void(BETA, "lot", step(opened, NONCE)) == "too_early"
    at_once = [community.write(ALPHA, "lot", step(opened))]
    at_once.append(community.write(BETA, "lot", step(opened, NONCE)))
    assert community.minutes(*at_once) == ["too_early"]
    closed = community.get(f"lot/{opened}")["closed"]
    early = anchored(community, BETA, step(opened, NONCE), closed - 1)
    assert community.minutes(early) == ["too_early"]
    assert community.void(BETA, "lot", step(opened, VALUE)) == "lot_unfit"
    community.act(BETA, "lot", step(opened, NONCE))
    assert community.void(BETA, "lot", step(opened, NONCE)) == "already_done"


def test_who_is_asked_and_adds_nothing_waives_it() -> None:
    community, opened = drawing()
    community.minutes(after=lot.STEP - 1)
    assert community.get(f"lot/{opened}")["closed"] is None
    community.minutes(after=1)
    assert community.get(f"lot/{opened}")["closed"] == community.height
    assert community.void(ALPHA, "lot", step(opened)) == "too_late"
    community.act(BETA, "lot", step(opened, NONCE))
    assert community.get(f"appeal/{opened}")["panel"]


def test_the_first_minutes_after_its_time_are_the_last_for_a_step() -> None:
    community, opened = drawing()
    community.act(ALPHA, "lot", step(opened), after=lot.STEP)
    assert community.get(f"lot/{opened}")["closed"] == community.height
    in_time = community.write(BETA, "lot", step(opened, NONCE))
    assert community.fold(in_time, after=lot.STEP).voided == ()
    community.minutes(after=lot.STEP)
    assert community.get(f"appeal/{opened}")["status"] == "dropped"
    assert community.minutes(in_time) == ["too_late"]


@pytest.mark.parametrize("is_closed", [False, True])
def test_nobody_is_late_while_the_roster_is_handed_over(is_closed: bool) -> None:
    community, opened = drawing()
    if is_closed:
        community.act(ALPHA, "lot", step(opened))
    closed = community.get(f"lot/{opened}")["closed"]
    roster = community.get("roster")
    community.put("roster/next", {**roster, "version": 2})
    draft = Draft(community.state, community.occasion(2 * lot.STEP))
    assert lot.attend(draft, opened) == "waits"
    assert draft.get(f"lot/{opened}")["closed"] == closed
    community.put("roster/next", None)
    body = step(opened, NONCE if is_closed else VALUE)
    community.act(BETA if is_closed else ALPHA, "lot", body, after=2 * lot.STEP)


@pytest.mark.parametrize("status", ["left", "suspended"])
def test_where_who_decided_is_not_there_all_others_add(status: str) -> None:
    community = Community()
    decision = decide(community, ALPHA)
    if status == "left":
        community.depart(ALPHA, status)
    else:
        found = community.get(f"partner/{ALPHA}")
        community.put(f"partner/{ALPHA}", {**found, "suspended": some_id("evidence")})
    opened = community.act(BETA, "appeal", appealing(decision), REASONS)
    assert community.get(f"lot/{opened}")["asked"] == sorted([GAMMA, DELTA, EPSILON])


def test_nobody_waits_for_one_that_left_after_it_was_asked() -> None:
    community, opened = drawing()
    community.depart(ALPHA, "left")
    community.minutes(after=lot.STEP)
    assert community.get(f"lot/{opened}")["closed"] is not None


@pytest.mark.parametrize("what", ["lot", "value", "nonce"])
def test_whatever_one_of_the_two_changes_changes_the_draw(what: str) -> None:
    """Neither knows the other's part when it fixes its own, so neither can choose the order."""
    orders = set()
    for number in range(8):
        community = Community()
        appeal = some_id(f"appeal {number if what == 'lot' else 0}")
        nonce = some_id(f"nonce {number if what == 'nonce' else 0}")
        value = some_id(f"value {number if what == 'value' else 0}")
        occasion = community.occasion()
        record = lot.begun(occasion, (BETA, ""), [ALPHA], f"appeal/{appeal}")
        community.put(f"lot/{appeal}", {**record, "nonce": nonce})
        community.put(f"added/{appeal}/{ALPHA}", value)
        orders.add(lot.ranked(community.get, appeal, [GAMMA, DELTA, EPSILON]))
    assert len(orders) > 1
