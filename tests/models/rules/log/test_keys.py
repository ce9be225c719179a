"""Keys in a log: who holds which key can say what, and no more."""

from typing import Any

import pytest
from msgspec import structs

from models.rules.log import keys as keys_of
from models.rules.log.entry import Signed
from models.rules.log.keys import KeyBody, Keys
from models.rules.log.tree import Log
from models.rules.refusal import Refusal, Refused
from models.rules.values import shaped
from tests.models.rules.writers import (
    ALPHA,
    BETA,
    key,
    keys,
    line,
    log,
    possessed,
    recovering,
    replacing,
    signatures,
    write,
)


def begun() -> tuple[Log, Signed]:
    held = log()
    two = line(ALPHA, {}, {})
    for signed in two:
        held.add(signed)
    return held, two[1]


def refused(name: str, body: dict[str, Any]) -> Refusal:
    held, above = begun()
    with pytest.raises(Refused) as caught:
        held.add(write(ALPHA, 2, above, name, type="key", body=body))
    return caught.value.reason


def test_a_key_hands_on_to_the_next_and_signs_nothing_after_it() -> None:
    held, above = begun()
    change = write(ALPHA, 2, above, type="key", body=replacing(ALPHA, "2"))
    held.add(change)
    assert held.keys(ALPHA) == Keys(
        key=key(ALPHA, "2"), recovery=key(ALPHA, "recovery"), former=(key(ALPHA),)
    )
    with pytest.raises(Refused) as caught:
        held.add(write(ALPHA, 3, change))
    assert caught.value.reason == Refusal.KEY_NOT_IN_FORCE
    assert held.add(write(ALPHA, 3, change, "2")).outcome == "held"


def test_only_a_recovery_replaces_the_recovery_key() -> None:
    held, above = begun()
    fresh = {
        "recovery": key(ALPHA, "recovery 2"),
        "recovery_sig": possessed(ALPHA, "recovery 2"),
    }
    body = recovering(ALPHA, "2", 1, **fresh)
    held.add(write(ALPHA, 2, above, "recovery", type="key", body=body))
    assert held.keys(ALPHA) == Keys(
        key=key(ALPHA, "2"),
        recovery=key(ALPHA, "recovery 2"),
        former=(key(ALPHA), key(ALPHA, "recovery")),
    )
    assert refused("1", replacing(ALPHA, "2", **fresh)) == Refusal.RECOVERY_UNFIT


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("1", {}, Refusal.BODY_MALFORMED),
        ("1", replacing(ALPHA, "2", more=1), Refusal.BODY_MALFORMED),
        ("1", recovering(ALPHA, "2", 1), Refusal.RECOVERY_UNFIT),
        ("recovery", replacing(ALPHA, "2"), Refusal.RECOVERY_UNFIT),
        ("recovery", recovering(ALPHA, "2", 2), Refusal.RECOVERY_UNFIT),
        (
            "recovery",
            recovering(ALPHA, "2", 1, recovery=key(ALPHA, "recovery 2")),
            Refusal.RECOVERY_UNFIT,
        ),
        ("1", replacing(ALPHA, "1"), Refusal.KEY_REUSED),
        ("1", replacing(ALPHA, "recovery"), Refusal.KEY_REUSED),
        (
            "recovery",
            recovering(ALPHA, "2", 1, recovery=key(ALPHA, "2"), recovery_sig=possessed(ALPHA, "2")),
            Refusal.KEY_REUSED,
        ),
        (
            "1",
            {"new": key(BETA), "new_sig": possessed(BETA, "1")},
            Refusal.POSSESSION_UNPROVEN,
        ),
        (
            "recovery",
            recovering(ALPHA, "2", 1, recovery=key(BETA), recovery_sig=possessed(BETA, "1")),
            Refusal.POSSESSION_UNPROVEN,
        ),
        ("2", replacing(ALPHA, "3"), Refusal.KEY_NOT_IN_FORCE),
    ],
)
def test_a_replacement_that_proves_too_little_is_refused(
    name: str, body: dict[str, Any], expected: Refusal
) -> None:
    assert refused(name, body) == expected


def test_no_key_comes_back() -> None:
    held, above = begun()
    change = write(ALPHA, 2, above, type="key", body=replacing(ALPHA, "2"))
    held.add(change)
    with pytest.raises(Refused) as caught:
        held.add(write(ALPHA, 3, change, "2", type="key", body=replacing(ALPHA, "1")))
    assert caught.value.reason == Refusal.KEY_REUSED


@pytest.mark.parametrize(("name", "most"), [("1", keys_of.MOST), ("recovery", 2 * keys_of.MOST)])
def test_keys_are_not_replaced_without_end(name: str, most: int) -> None:
    body = replacing(ALPHA, "2") if name == "1" else recovering(ALPHA, "2", 0)
    signed = write(ALPHA, 1, None, name, type="key", body=body)
    change = shaped(body, KeyBody)
    former = tuple(f"key {number}" for number in range(most))
    first = keys(ALPHA)
    keys_of.check_change(signed, change, structs.replace(first, former=former[1:]), signatures())
    with pytest.raises(Refused) as caught:
        keys_of.check_change(signed, change, structs.replace(first, former=former), signatures())
    assert caught.value.reason == Refusal.TOO_MUCH
