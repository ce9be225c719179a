"""Attack G on the entries about founding, keys, leaving and order: each is refused by its name."""

from typing import Any

import pytest
from msgspec import to_builtins

from models.rules import canon, evidence
from models.rules.log import entry as entries
from models.rules.log.entry import Signed
from models.rules.refusal import Refusal, Refused
from tests.models.rules.assembly import accepting
from tests.models.rules.writers import (
    ALPHA,
    BETA,
    COMMUNITY,
    GAMMA,
    key,
    log,
    possessed,
    recovering,
    replacing,
    signatures,
    write,
)

ID = "a" * 64


def proof() -> dict[str, Any]:
    one, other = write(GAMMA, 0, None).entry, write(GAMMA, 0, None, body={"n": 1}).entry
    body: dict[str, Any] = to_builtins(evidence.prove("entries", key(GAMMA), one, other))
    return body


BODIES: dict[str, dict[str, Any]] = {
    "accept": accepting(ALPHA),
    "ready": {"height": 3, "state": ID, "recovery_sig": possessed(ALPHA, "recovery")},
    "key": replacing(ALPHA, "2"),
    "leave": {"effective": 5, "reason": "merger"},
    "evidence": proof(),
    "settle": {"subject": BETA, "height": 3, "minutes": ID},
    "ack": {"heads": {BETA: [3, ID]}},
}
PROVEN = ("accept", "ready", "key", "evidence")
"""Types whose body proves something by signatures."""


def reason(signed: Signed, *before: Signed) -> Refusal:
    held = log()
    for each in before:
        held.add(each)
    with pytest.raises(Refused) as caught:
        held.add(signed)
    assert held.get(signed.id) is None
    return caught.value.reason


@pytest.mark.parametrize("kind", BODIES)
def test_a_good_entry_is_taken_once(kind: str) -> None:
    held = log()
    signed = write(ALPHA, 0, None, type=kind, body=BODIES[kind])
    assert held.add(signed).outcome == "held"
    assert held.add(signed).outcome == "duplicate"
    assert held.head(ALPHA) == (0, signed.id)


@pytest.mark.parametrize("kind", BODIES)
def test_a_malformed_body_is_refused(kind: str) -> None:
    good = BODIES[kind]
    bad: list[dict[str, Any]] = [{}, {**good, "more": 1}]
    for field in good:
        bad.append({name: value for name, value in good.items() if name != field})
        wrong = (value for value in (None, -1, "", [], {"x": 1}, "X" * 90) if value != good[field])
        bad += [{**good, field: value} for value in wrong]
    for body in bad:
        found = reason(write(ALPHA, 0, None, type=kind, body=body))
        assert found in (Refusal.BODY_MALFORMED, Refusal.EVIDENCE_UNPROVEN)


@pytest.mark.parametrize("kind", BODIES)
def test_an_entry_in_anothers_name_is_refused(kind: str) -> None:
    forged = write(BETA, 0, None, type=kind, body=BODIES[kind], key=key(ALPHA))
    assert reason(forged) == Refusal.KEY_NOT_IN_FORCE
    recovery = write(ALPHA, 0, None, "recovery", type=kind, body=BODIES[kind])
    expected = Refusal.RECOVERY_UNFIT if kind == "key" else Refusal.KEY_NOT_IN_FORCE
    assert reason(recovery) == expected


@pytest.mark.parametrize("kind", BODIES)
def test_an_entry_of_another_community_or_out_of_its_turn_is_refused(kind: str) -> None:
    body = BODIES[kind]
    foreign = write(ALPHA, 0, None, type=kind, body=body, community=ID)
    assert reason(foreign) == Refusal.OTHER_COMMUNITY
    first = write(ALPHA, 0, None)
    for seq in (2, 99):
        signed = write(ALPHA, seq, first, type=kind, body=body)
        assert reason(signed, first) == Refusal.PLACE_WRONG


@pytest.mark.parametrize("kind", PROVEN)
def test_a_proof_made_for_another_community_or_partner_proves_nothing_here(kind: str) -> None:
    elsewhere = {**BODIES[kind]}
    expected = Refusal.POSSESSION_UNPROVEN
    if kind == "evidence":
        expected = Refusal.EVIDENCE_UNPROVEN
        one, other = (write(GAMMA, 0, None, community=ID, body={"n": n}).entry for n in range(2))
        elsewhere = to_builtins(evidence.prove("entries", key(GAMMA), one, other))
    elif kind == "key":
        elsewhere["new_sig"] = possessed(BETA, "2")
    else:
        elsewhere["recovery_sig"] = possessed(BETA, "recovery")
    assert reason(write(ALPHA, 0, None, type=kind, body=elsewhere)) == expected


@pytest.mark.parametrize("kind", BODIES)
def test_other_bytes_of_an_entry_are_refused(kind: str) -> None:
    signed = write(ALPHA, 0, None, type=kind, body=BODIES[kind])
    raw = entries.raw(signed.entry)
    assert entries.read(raw, signatures()) == signed
    for changed, expected in (
        (b" " + raw, Refusal.NOT_CANONICAL),
        (raw.replace(b'"v":1', b'"v":01'), Refusal.NOT_JSON),
        (raw.replace(b'"seq":0', b'"seq":0,"seq":0'), Refusal.NOT_CANONICAL),
        (raw.replace(COMMUNITY.encode(), ID.encode()), Refusal.SIGNATURE_INVALID),
        (raw + b"x" * canon.MAX_EVIDENCE, Refusal.OVERSIZED),
    ):
        with pytest.raises(Refused) as caught:
            entries.read(changed, signatures())
        assert caught.value.reason == expected


def test_a_recovery_replayed_at_another_number_is_refused() -> None:
    first = write(ALPHA, 0, None)
    body = recovering(ALPHA, "3", 0)
    signed = write(ALPHA, 1, first, "recovery", type="key", body=body)
    held = log()
    held.add(first)
    held.add(signed)
    again = write(ALPHA, 2, signed, "recovery", type="key", body=body)
    with pytest.raises(Refused) as caught:
        held.add(again)
    assert caught.value.reason == Refusal.KEY_REUSED
