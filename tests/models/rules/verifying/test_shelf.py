"""A shelf reads logs as far as it is asked, and holds each entry against the one it follows."""

import io
from collections.abc import Sequence
from typing import Any

import pytest

from models.rules.log import entry as entries_of
from models.rules.log.entry import Signed
from models.rules.signing import Ed25519
from models.rules.verifying.commitments import Commitments
from models.rules.verifying.report import Wrong
from models.rules.verifying.shelf import LogFile, Shelf
from models.rules.verifying.snapshot import Given
from models.rules.verifying.source import Reader
from tests.histories import ALPHA, BETA, private_key, public_key

COMMUNITY = "c" * 64
SIGNATURES = Ed25519([private_key(name) for name in ("old", "new", "recovery")])
OLD = {"key": public_key("old"), "recovery": public_key("recovery")}
NEW = {"key": public_key("new"), "recovery": public_key("recovery")}


def entry(prev: Signed | None, key: str = "old", **more: Any) -> Signed:
    claim = {
        "v": 1,
        "community": COMMUNITY,
        "partner": ALPHA,
        "seq": prev.entry.seq + 1 if prev else 0,
        "prev": prev.id if prev else None,
        "roster": 1,
        "anchor": None,
        "ts": 0,
        "type": "unheard-of",
        "body": {},
        "blobs": [],
        "key": public_key(key),
        **more,
    }
    return entries_of.write(claim, SIGNATURES)[1]


def shelf(entries: Sequence[Signed], partner: str = ALPHA) -> Shelf:
    ordered = sorted(entries, key=lambda signed: (signed.entry.seq, signed.id))
    raw = b"".join(entries_of.raw(signed.entry) + b"\n" for signed in ordered)
    log = LogFile(partner, Reader("log", io.BytesIO(raw)), COMMUNITY, Commitments())
    return Shelf([log], SIGNATURES)


def given(keys: dict[str, str], partner: str = ALPHA, after: str | None = None) -> Given:
    return Given(partner=partner, after=after, **keys)


def head(signed: Signed) -> dict[str, tuple[int, str]]:
    return {ALPHA: (signed.entry.seq, signed.id)}


def test_a_line_is_what_the_cut_names_and_no_variant() -> None:
    first = entry(None)
    second, other = entry(first), entry(first, body={"other": 1})
    third = entry(other)
    held = shelf([first, second, other, third])
    held.give(given(OLD))
    held.give(given(OLD, partner=BETA))
    held.reach({**head(third), BETA: (1, "x")})
    assert held.chain(None, third.id) == [first, other, third]
    assert held.chain(first.id, third.id) == [other, third]
    assert held.chain(second.id, third.id) is None
    assert held.chain(None, "nobody") is None
    held.forget({**head(other), BETA: (1, "x")})
    assert held.chain(None, third.id) is None
    assert held.chain(other.id, third.id) == [third]


def test_given_keys_are_in_force_from_where_they_were_given() -> None:
    first = entry(None)
    before, after = entry(first), entry(first, key="new")
    held = shelf([first, before, after])
    held.give(given(OLD))
    held.reach(head(first))
    held.give(given(NEW, after=first.id))
    held.reach(head(after))
    assert held.chain(first.id, after.id) == [after]
    assert held.chain(first.id, before.id) is None, "what old keys signed leads nowhere any more"


def test_keys_given_again_before_the_first_entry_replace_the_first() -> None:
    early, late = entry(None), entry(None, key="new")
    held = shelf([early, late])
    held.give(given(OLD))
    held.give(given(NEW))
    held.reach(head(late))
    assert held.chain(None, late.id) == [late]
    assert held.chain(None, early.id) is None


def test_given_keys_for_an_entry_nobody_has_change_nothing() -> None:
    held = shelf([entry(None)])
    held.give(given(OLD))
    held.give(given(NEW, after="nobody"))
    held.finish()
    assert held.count == 1


def test_what_no_minutes_reached_is_checked_as_well() -> None:
    first = entry(None)
    loose = entry(entry(first, body={"lost": 1}))
    held = shelf([first, loose])
    held.give(given(OLD))
    with pytest.raises(Wrong) as caught:
        held.finish()
    assert caught.value.reason == "missing_line"
    assert caught.value.line == 2


def test_a_log_of_nobody_is_refused() -> None:
    held = shelf([entry(None)])
    with pytest.raises(Wrong) as caught:
        held.finish()
    assert caught.value.reason == "unknown_partner"
