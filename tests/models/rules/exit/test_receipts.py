"""Receipts: what is signed by whom before an item counts as done."""

from typing import Any

import pytest

from models.rules.exit.checklist import lacks_receipts
from models.rules.exit.receipts import CLASSES
from models.rules.fold.void import VoidReason
from tests.models.rules.community import ALPHA, DELTA, FIVE, GAMMA, some_id
from tests.models.rules.exit.leaving import LEAVER, Leaving

STAY = tuple(each for each in FIVE if each != LEAVER)


def given_notice() -> Leaving:
    community = Leaving()
    community.give_notice()
    return community


def out(status: str, partners: tuple[str, ...] = FIVE) -> Leaving:
    community = Leaving(partners)
    community.leave(status)
    return community


def lacking(community: Leaving, item: Any) -> tuple[str, ...]:
    return lacks_receipts(community.get, community.case, item)


def test_an_inventory_is_the_leavers_count_and_the_same_by_another() -> None:
    community = given_notice()
    community.sign("inventory", ALPHA, GAMMA)
    assert lacking(community, "inventory") == CLASSES
    community.sign("inventory", LEAVER, count=8)
    assert lacking(community, "inventory") == CLASSES
    community.sign("inventory", LEAVER, root=some_id("another"))
    assert lacking(community, "inventory") == CLASSES
    community.sign("inventory", LEAVER)
    assert lacking(community, "inventory") == ()


def test_one_class_that_is_not_counted_is_named() -> None:
    community = given_notice()
    community.sign("inventory", LEAVER, ALPHA)
    other = community.signing("inventory", "media", count=8)
    community.act(ALPHA, "receipt", other)
    assert lacking(community, "inventory") == ("media",)
    community.own(ALPHA, "inventory")
    done = community.body("done", "inventory")
    assert community.void(ALPHA, "receipt", done) == VoidReason.RECEIPTS_MISSING


@pytest.mark.parametrize("status", ["expelled", "excluded"])
def test_without_the_leaver_two_that_stay_count_from_their_replicas(status: str) -> None:
    community = out(status)
    community.sign("inventory", ALPHA)
    community.sign("inventory", GAMMA, count=8)
    assert lacking(community, "inventory") == CLASSES
    community.sign("inventory", DELTA)
    assert lacking(community, "inventory") == ()


def test_the_only_one_that_stays_counts_alone() -> None:
    community = out("excluded", (ALPHA, LEAVER))
    assert lacking(community, "inventory") == CLASSES
    community.sign("inventory", ALPHA)
    assert lacking(community, "inventory") == ()


def test_a_bundle_is_received_by_the_leaver() -> None:
    community = given_notice()
    community.sign("bundles", ALPHA)
    assert lacking(community, "bundles") == CLASSES
    community.sign("bundles", LEAVER)
    assert lacking(community, "bundles") == ()


def test_the_bundle_of_a_vanished_leaver_is_checked_by_another() -> None:
    community = out("excluded")
    assert lacking(community, "bundles") == CLASSES
    community.sign("bundles", ALPHA)
    assert lacking(community, "bundles") == ()


def test_every_partner_that_stays_signs_what_it_did_with_each_class() -> None:
    community = out("left")
    community.sign("retention", *STAY[1:])
    assert lacking(community, "retention") == CLASSES
    community.sign("retention", STAY[0])
    assert lacking(community, "retention") == ()


def test_retention_is_signed_after_the_cut() -> None:
    community = given_notice()
    body = community.signing("retention", "media")
    assert community.void(ALPHA, "receipt", body) == VoidReason.TOO_EARLY
    community.leave()
    assert community.void(ALPHA, "receipt", body) is None


def test_where_all_go_retention_begins_at_once() -> None:
    community = Leaving()
    community.open_as("dissolved")
    body = community.signing("retention", "media")
    assert community.void(ALPHA, "receipt", body) is None
    assert all(community.settled(item) for item in ("host_seat", "seats", "cut"))


@pytest.mark.parametrize(
    ("item", "more"),
    [
        ("inventory", {"action": "erase"}),
        ("retention", {"action": None}),
        ("bundles", {"data_class": None}),
        ("bundles", {"root": None}),
        ("marks", {}),
    ],
)
def test_a_receipt_says_what_was_agreed(item: str, more: dict[str, Any]) -> None:
    community = given_notice()
    community.leave()
    signed = "retention" if item == "marks" else item
    body = {**community.signing(signed, "media"), "item": item, **more}
    assert community.void(ALPHA, "receipt", body) == VoidReason.STEP_UNFIT


def test_other_items_need_no_receipts() -> None:
    assert lacking(given_notice(), "marks") == ()
