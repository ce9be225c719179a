"""By what right minutes open a term (R4), and what is no right."""

from typing import Any

import pytest

from models.rules.minutes import starting
from models.rules.partner.partner import Partner
from models.rules.refusal import Refusal, Refused
from models.rules.values import MINUTE
from tests.models.rules.minutes import press
from tests.models.rules.partner.town import Town

ALPHA, BETA, GAMMA, DELTA = "alpha.example", "beta.example", "gamma.example", "delta.example"


@pytest.fixture(scope="module")
def town() -> Town:
    """Return a town of four in its second term."""
    return press.replaced(press.started()[0])[0]


@pytest.fixture
def partner(town: Town) -> Partner:
    """Return the second secretary."""
    return town.partners[BETA]


def reason_of(partner: Partner, statuses: list[Any], **more: Any) -> Refusal:
    """Return why a start by these statuses is refused."""
    start = {"statuses": [press.built(each) for each in statuses], "exclusions": []}
    minutes = press.again(press.start_of(partner), start=start, **more)
    with pytest.raises(Refused) as refused:
        press.taken(partner, minutes)
    return refused.value.reason


def given(partner: Partner) -> list[Any]:
    """Return the statuses of the start that was made."""
    start = press.start_of(partner).start
    assert start is not None
    return list(start.statuses)


def test_the_start_that_was_made_passes_again(partner: Partner) -> None:
    assert [status.partner for status in given(partner)] == [BETA, DELTA, GAMMA]
    press.taken(partner, press.start_of(partner))


def test_too_few_statuses_open_nothing(partner: Partner) -> None:
    assert reason_of(partner, given(partner)[:2]) == Refusal.START_INVALID


def test_statuses_stand_in_order_each_partner_once(partner: Partner) -> None:
    statuses = given(partner)
    assert reason_of(partner, statuses[::-1]) == Refusal.START_INVALID
    assert reason_of(partner, [statuses[0], *statuses]) == Refusal.START_INVALID


def test_a_status_of_another_term_community_or_stranger_opens_nothing(
    town: Town, partner: Partner
) -> None:
    good = given(partner)
    high = good[0].high
    for odd in (
        press.status(town, GAMMA, 2, high),
        press.status(town, GAMMA, 1, high, community="0" * 64),
        press.status(town, "epsilon.example", 1, high),
    ):
        statuses = sorted([*good[:2], odd], key=lambda each: each.partner)
        assert reason_of(partner, statuses) == Refusal.START_INVALID


def test_a_status_signed_by_another_key_opens_nothing(town: Town, partner: Partner) -> None:
    good = given(partner)
    forged = press.status(town, GAMMA, 1, good[0].high, signer=ALPHA)
    assert reason_of(partner, [*good[:2], forged]) == Refusal.SIGNATURE_INVALID


def test_a_status_that_names_minutes_of_the_term_itself_opens_nothing(
    town: Town, partner: Partner
) -> None:
    good = given(partner)
    high = partner.chain.high
    own = {
        "term": high.term,
        "height": high.height,
        "minutes": high.id,
        "certificate": press.built([high.seals[name] for name in sorted(high.seals)]),
    }
    late = press.status(town, GAMMA, 1, own)
    assert reason_of(partner, [*good[:2], late]) == Refusal.START_INVALID


def test_a_certificate_in_a_status_is_of_the_minutes_it_names(town: Town, partner: Partner) -> None:
    good = given(partner)
    wrong = {**press.built(good[0].high), "height": 0}
    odd = press.status(town, GAMMA, 1, wrong)
    assert reason_of(partner, [*good[:2], odd]) == Refusal.CERTIFICATE_INVALID


def test_a_start_extends_the_highest_that_its_statuses_name(town: Town, partner: Partner) -> None:
    good = given(partner)
    lower = [press.status(town, status.partner, 1, None) for status in good]
    assert reason_of(partner, lower) == Refusal.START_INVALID
    higher = press.start_of(partner)
    parent = partner.chain.find(higher.parent or "").parent
    assert parent is not None
    assert parent.minutes is not None
    seals = press.built([parent.seals[name] for name in sorted(parent.seals)])
    hidden = {"parent": parent.id, "height": parent.height + 1, "parent_certificate": seals}
    assert reason_of(partner, good, **hidden) == Refusal.START_INVALID


def test_no_term_begins_before_its_minute_since_the_founding() -> None:
    assert starting.last_term(1_000, 0) == 1
    assert starting.last_term(1_000, 1_000 + MINUTE - 1) == 1
    assert starting.last_term(1_000, 1_000 + 5 * MINUTE) == 6
