"""Entries on their way in: one byte form, signed by the key they name, within bounds."""

import json
from typing import Any

import pytest
from msgspec import to_builtins

from models.rules import canon
from models.rules.log import entry as entries
from models.rules.log.entry import Signed
from models.rules.refusal import Refusal, Refused
from tests.models.rules.writers import ALPHA, key, signatures, write


def refusal(raw: bytes) -> Refusal:
    with pytest.raises(Refused) as caught:
        entries.read(raw, signatures())
    return caught.value.reason


def claim(signed: Signed, **more: Any) -> bytes:
    """Return the bytes of an entry in which fields differ from what was signed."""
    return canon.encode({**to_builtins(signed.entry), **more})


def resigned(**more: Any) -> bytes:
    """Return the bytes of an entry that is signed, whatever its fields are."""
    whole = to_builtins(write(ALPHA, 0, None).entry)
    body = {**whole, **more}
    body["sig"] = signatures().sign(key(ALPHA), canon.signed_bytes(entries.TAG, body))
    return canon.encode(body)


def test_what_is_written_is_read_again_to_the_same_id() -> None:
    signed = write(ALPHA, 0, None, body={"text": "Grüße", "list": [1, None, True]})
    again = entries.read(entries.raw(signed.entry), signatures())
    assert again == signed
    assert again.size == len(entries.raw(signed.entry))


def test_the_id_does_not_cover_the_signature_and_covers_all_else() -> None:
    signed = write(ALPHA, 0, None)
    body = to_builtins(signed.entry)
    del body["sig"]
    assert signed.id == canon.digest(entries.TAG, body)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"ts": 5}, Refusal.SIGNATURE_INVALID),
        ({"body": {"more": 1}}, Refusal.SIGNATURE_INVALID),
        ({"key": key(ALPHA, "2")}, Refusal.SIGNATURE_INVALID),
        ({"sig": "A" * 86}, Refusal.SIGNATURE_INVALID),
        ({"sig": "A" * 85 + "="}, Refusal.MALFORMED),
        ({"key": "z6Mk"}, Refusal.MALFORMED),
        ({"v": 2}, Refusal.MALFORMED),
        ({"more": 1}, Refusal.MALFORMED),
        ({"seq": -1}, Refusal.MALFORMED),
        ({"partner": "Alpha.example"}, Refusal.MALFORMED),
        ({"partner": "alpha.example\n"}, Refusal.MALFORMED),
        ({"anchor": [1]}, Refusal.MALFORMED),
        ({"blobs": ["0" * 64] * 65}, Refusal.MALFORMED),
        ({"body": []}, Refusal.MALFORMED),
        ({"seq": True}, Refusal.MALFORMED),
    ],
)
def test_a_changed_entry_is_refused(more: dict[str, Any], expected: Refusal) -> None:
    assert refusal(claim(write(ALPHA, 0, None), **more)) == expected


def test_number_0_and_only_it_follows_nothing() -> None:
    assert refusal(resigned(prev="0" * 64)) == Refusal.MALFORMED
    assert refusal(resigned(seq=1)) == Refusal.MALFORMED
    assert entries.read(resigned(seq=1, prev="0" * 64), signatures()).entry.seq == 1


def test_only_the_canonical_bytes_are_read() -> None:
    raw = entries.raw(write(ALPHA, 0, None).entry)
    loose = json.dumps(json.loads(raw)).encode()
    assert refusal(loose) == Refusal.NOT_CANONICAL
    assert refusal(raw[:-1] + b',"v":1}') == Refusal.NOT_CANONICAL
    assert refusal(raw + b"\n") == Refusal.NOT_CANONICAL
    assert refusal(raw[:-1]) == Refusal.NOT_JSON
    assert refusal(raw.replace(b'"ts":1', b'"ts":1.')) == Refusal.NOT_JSON


def test_an_entry_is_bounded_and_evidence_has_room_for_two() -> None:
    with pytest.raises(Refused) as caught:
        write(ALPHA, 0, None, body={"text": "x" * canon.MAX_ENTRY})
    assert caught.value.reason == Refusal.OVERSIZED
    assert refusal(resigned(body={"text": "x" * canon.MAX_ENTRY})) == Refusal.OVERSIZED
    large = write(ALPHA, 0, None, type="evidence", body={"text": "x" * 2 * canon.MAX_ENTRY})
    assert entries.read(entries.raw(large.entry), signatures()) == large
    beyond = resigned(type="evidence", body={"text": "x" * canon.MAX_EVIDENCE})
    assert refusal(beyond) == Refusal.OVERSIZED


def test_nobody_signs_with_a_key_that_is_not_held() -> None:
    with pytest.raises(KeyError):
        write(ALPHA, 0, None, "unknown")
