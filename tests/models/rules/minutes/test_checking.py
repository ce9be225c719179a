"""What anybody can check of minutes, refused one by one."""

from typing import Any

import pytest

from models.rules.minutes.missing import Missing
from models.rules.partner.partner import Partner
from models.rules.refusal import Refusal, Refused
from models.rules.values import DAY
from tests.models.rules.minutes import press
from tests.models.rules.partner.town import Town

NOBODY = "0" * 64


@pytest.fixture(scope="module")
def town() -> Town:
    """Return a town of four that is only looked at."""
    return press.started()[0]


@pytest.fixture
def partner(town: Town) -> Partner:
    """Return its secretary."""
    return town.partners[town.names[0]]


def reason_of(partner: Partner, minutes: Any) -> Refusal:
    """Return why minutes are refused."""
    with pytest.raises(Refused) as refused:
        press.taken(partner, minutes)
    return refused.value.reason


def test_minutes_as_the_secretary_writes_them_pass(partner: Partner) -> None:
    minutes = press.following(partner, time=press.newest(partner).time + DAY)
    # Only time went by: the state is the parent's but for what time itself changes.
    with pytest.raises(Refused) as refused:
        press.taken(partner, minutes)
    assert refused.value.reason == Refusal.STATE_WRONG
    honest = press.again(minutes, state=refused.value.detail)
    assert press.taken(partner, honest).height == partner.chain.high.height + 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"community": NOBODY}, Refusal.OTHER_COMMUNITY),
        ({"height": 0}, Refusal.HEIGHT_WRONG),
        ({"parent": None}, Refusal.HEIGHT_WRONG),
        ({"height": 77}, Refusal.HEIGHT_WRONG),
        ({"time": 1}, Refusal.TIME_WRONG),
        ({"term": 10**9}, Refusal.TERM_WRONG),
        ({"term": 1}, Refusal.START_INVALID),
        ({"start": {"statuses": [], "exclusions": []}}, Refusal.START_INVALID),
        ({"roster": 2}, Refusal.ROSTER_WRONG),
        ({"secretary": "beta.example"}, Refusal.SECRETARY_WRONG),
        ({"parent_certificate": []}, Refusal.CERTIFICATE_INVALID),
        ({"cut": {}}, Refusal.CUT_SHRINKS),
        ({"state": NOBODY}, Refusal.STATE_WRONG),
    ],
)
def test_minutes_that_anybody_can_see_to_be_wrong_are_refused(
    partner: Partner, changes: dict[str, Any], reason: Refusal
) -> None:
    assert reason_of(partner, press.following(partner, **changes)) == reason


def test_minutes_that_say_what_closes_otherwise_are_refused(partner: Partner) -> None:
    minutes = press.following(partner)
    honest = press.again(minutes, state=_state_of(partner, minutes))
    press.taken(partner, honest)
    assert reason_of(partner, press.again(honest, closes=[NOBODY])) == Refusal.CLOSES_WRONG


def test_minutes_signed_by_another_key_are_refused(partner: Partner) -> None:
    minutes = press.again(press.following(partner), signer="beta.example")
    assert reason_of(partner, minutes) == Refusal.SIGNATURE_INVALID


def test_minutes_after_unknown_ones_wait_for_them(partner: Partner) -> None:
    with pytest.raises(Missing) as missing:
        press.taken(partner, press.following(partner, parent=NOBODY))
    assert missing.value.minutes == (NOBODY,)


def test_minutes_that_name_unknown_entries_wait_for_them(partner: Partner) -> None:
    cut = {**press.newest(partner).cut, "beta.example": (9, NOBODY)}
    with pytest.raises(Missing) as missing:
        press.taken(partner, press.following(partner, cut=cut))
    assert missing.value.logs == {"beta.example": (2, NOBODY)}


@pytest.mark.parametrize("change", ["back", "sideways", "leap", "number", "author"])
def test_a_cut_goes_on_where_the_parents_was(partner: Partner, change: str) -> None:
    cut: dict[str, Any] = dict(press.newest(partner).cut)
    beta = cut["beta.example"]
    expected = Refusal.CUT_SHRINKS
    if change == "back":
        cut["beta.example"] = (0, partner.entry(beta[1]).entry.prev)  # type: ignore[union-attr]
    elif change == "sideways":
        cut["beta.example"] = (beta[0], NOBODY)
    elif change == "leap":
        cut["beta.example"] = (beta[0] + 1_000, NOBODY)
        expected = Refusal.CUT_TOO_FAR
    else:
        # Another entry that is held, under a number or an author that is not its own.
        cut["zeta.example"] = (1, beta[1]) if change == "author" else (0, beta[1])
    assert reason_of(partner, press.following(partner, cut=cut)) == expected


def test_a_certificate_is_in_order_of_distinct_sealers_with_good_seals(partner: Partner) -> None:
    minutes = press.following(partner)
    seals = press.built(minutes)["parent_certificate"]
    assert len(seals) >= 3
    cases = [
        (list(reversed(seals)), Refusal.CERTIFICATE_INVALID),
        ([seals[0], *seals], Refusal.CERTIFICATE_INVALID),
        (seals[:2], Refusal.CERTIFICATE_INVALID),
        ([*seals[:2], {**seals[2], "partner": "zeta.example"}], Refusal.NOT_A_SEALER),
        ([{**seals[0], "time": 5}, *seals[1:]], Refusal.SIGNATURE_INVALID),
    ]
    for certificate, reason in cases:
        changed = press.again(minutes, parent_certificate=certificate)
        assert reason_of(partner, changed) == reason


def test_height_0_has_no_certificate_and_needs_all_founders(town: Town, partner: Partner) -> None:
    first = partner.chain.find(partner.final_chain[0]).minutes
    assert first is not None
    seals = press.built(press.newest(partner))["parent_certificate"]
    sealed = press.again(first, parent_certificate=seals)
    assert reason_of(partner, sealed) == Refusal.CERTIFICATE_INVALID
    cut = {name: head for name, head in first.cut.items() if name != "delta.example"}
    changed = press.again(first, cut=cut)
    honest = press.again(changed, state=_state_of(partner, changed))
    assert reason_of(partner, honest) == Refusal.FOUNDERS_MISSING


def _state_of(partner: Partner, minutes: Any) -> str:
    """Return the state that would have been right."""
    with pytest.raises(Refused) as refused:
        press.taken(partner, press.again(minutes, state=NOBODY))
    assert refused.value.reason == Refusal.STATE_WRONG
    return refused.value.detail
