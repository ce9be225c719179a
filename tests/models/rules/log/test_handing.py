"""Handing on: a key that its owner replaced by itself stays in the same hands."""

import itertools
from typing import Any

import pytest
from msgspec import structs

from models.rules.log import handing
from models.rules.log.entry import Entry
from models.rules.refusal import Refusal, Refused
from tests.models.rules.writers import (
    ALPHA,
    BETA,
    COMMUNITY,
    key,
    possessed,
    recovering,
    replacing,
    signatures,
    write,
)


def change(old: str, new: str, **more: Any) -> Entry:
    """Return the entry by which alpha hands one of its keys on to another."""
    return write(
        ALPHA, 0, None, old, **{"type": "key", "body": replacing(ALPHA, new), **more}
    ).entry


def handed(*entries: Entry) -> dict[str, Entry]:
    return {entry.body["new"]: entry for entry in entries}


def refused(
    *line: Entry, to: str = "2", partner: str = ALPHA, community: str = COMMUNITY
) -> Refusal:
    with pytest.raises(Refused) as caught:
        handing.check(line, key(ALPHA, to), partner, community, signatures())
    return caught.value.reason


def test_only_a_key_itself_hands_itself_on() -> None:
    assert handing.given(change("1", "2")) == key(ALPHA, "2")
    assert handing.given(write(ALPHA, 0, None).entry) is None
    recovered = write(ALPHA, 1, None, "recovery", type="key", body=recovering(ALPHA, "2", 0)).entry
    assert handing.given(recovered) is None


def test_a_line_leads_from_the_older_key_to_the_newer_and_not_back() -> None:
    one, two = change("1", "2"), change("2", "3")
    known = handed(one, two)
    first, second, third = key(ALPHA, "1"), key(ALPHA, "2"), key(ALPHA, "3")
    assert handing.between(known, first, first) == []
    assert handing.between(known, first, third) == [one, two]
    assert handing.between(known, second, third) == [two]
    assert handing.between(known, third, first) is None
    assert handing.between({}, first, third) is None


def test_a_line_is_followed_a_few_steps_only() -> None:
    one = change("1", "2")
    names = [key(ALPHA, "1"), *(f"key {number}" for number in range(handing.MOST + 1))]
    known = {new: structs.replace(one, key=old) for old, new in itertools.pairwise(names)}
    assert len(handing.between(known, names[1], names[-1]) or ()) == handing.MOST
    assert handing.between(known, names[0], names[-1]) is None


def test_keys_that_were_handed_on_are_proven_to_be_in_the_same_hands() -> None:
    handing.check((), key(ALPHA), ALPHA, COMMUNITY, signatures())
    handing.check((change("1", "2"),), key(ALPHA, "2"), ALPHA, COMMUNITY, signatures())
    handing.check(
        (change("1", "2"), change("2", "3")), key(ALPHA, "3"), ALPHA, COMMUNITY, signatures()
    )


def test_nobody_is_handed_a_key_by_others() -> None:
    good = change("1", "2")
    assert refused(good, partner=BETA) == Refusal.EVIDENCE_UNPROVEN
    assert refused(good, community="a" * 64) == Refusal.EVIDENCE_UNPROVEN
    assert refused(write(ALPHA, 0, None).entry) == Refusal.EVIDENCE_UNPROVEN
    assert refused(good, to="3") == Refusal.EVIDENCE_UNPROVEN
    assert refused(good, change("3", "4"), to="4") == Refusal.EVIDENCE_UNPROVEN
    assert refused(change("1", "2", body={"new": 1})) == Refusal.MALFORMED
    recovered = change("recovery", "2", body=recovering(ALPHA, "2", 0))
    assert refused(recovered) == Refusal.EVIDENCE_UNPROVEN
    foreign = {"new": key(ALPHA, "2"), "new_sig": possessed(ALPHA, "3")}
    assert refused(change("1", "2", body=foreign)) == Refusal.POSSESSION_UNPROVEN
    forged = structs.replace(good, key=key(ALPHA, "4"))
    assert refused(forged) == Refusal.SIGNATURE_INVALID
