"""Signing: one key, one message, one spelling of a signature; nothing that proves nothing."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules import multibase, points, signing
from models.rules.signing import Ed25519

ORDER = 2**252 + 27742317777372353535851937790883648493
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PRIVATE = Ed25519PrivateKey.from_private_bytes(SEED)
KEY = signing.multikey(PRIVATE.public_key())
HAND = Ed25519([PRIVATE])
READER = Ed25519()


def spelled(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unspelled(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


def test_the_first_example_of_rfc_8032_is_met() -> None:
    raw = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    assert multibase.decode(KEY, 34) == multibase.ED25519_PREFIX + raw
    expected = (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
        "f9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    assert unspelled(HAND.sign(KEY, b"")).hex() == expected


@given(st.binary(max_size=64))
@settings(max_examples=30, deadline=None)
def test_what_is_signed_is_verified_by_whoever_has_the_key(message: bytes) -> None:
    signature = HAND.sign(KEY, message)
    assert READER.verify(KEY, message, signature)
    assert not READER.verify(KEY, message + b"!", signature)


def test_nobody_signs_with_a_key_that_is_not_held() -> None:
    with pytest.raises(KeyError):
        READER.sign(KEY, b"")


@given(st.integers(0, 511))
@settings(max_examples=40, deadline=None)
def test_any_flipped_bit_spoils_a_signature(bit: int) -> None:
    raw = bytearray(unspelled(HAND.sign(KEY, b"message")))
    raw[bit // 8] ^= 1 << bit % 8
    assert not READER.verify(KEY, b"message", spelled(bytes(raw)))


def test_a_signature_has_one_number_s() -> None:
    raw = unspelled(HAND.sign(KEY, b"message"))
    s = int.from_bytes(raw[32:], "little")
    for other in range(1, 15):
        large = s + other * ORDER
        if large < 2**256:
            malleable = raw[:32] + large.to_bytes(32, "little")
            assert not READER.verify(KEY, b"message", spelled(malleable))


def test_a_signature_has_one_spelling() -> None:
    signature = HAND.sign(KEY, b"message")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    # The last letter holds two bits of the signature; the other four must be zero.
    last = alphabet.index(signature[-1])
    same_bytes = [signature[:-1] + alphabet[last + rest] for rest in range(1, 16)]
    assert {unspelled(each) for each in same_bytes} == {unspelled(signature)}
    others: list[Any] = [
        *same_bytes,
        signature + "=",
        signature + "==",
        signature + "\n",
        " " + signature,
        signature.replace("-", "+").replace("_", "/") + "+",
        signature[:-1],
        signature[:-1] + "é",
        "",
        spelled(unspelled(signature)[:63]),
        spelled(unspelled(signature) + b"\0"),
    ]
    assert not [each for each in others if READER.verify(KEY, b"message", each)]


def test_a_key_of_small_order_proves_nothing() -> None:
    # With a point of order 1 as key, R = 0 and s = 0 sign every message.
    identity = b"\x01" + bytes(31)
    key = multibase.encode(multibase.ED25519_PREFIX + identity)
    forged = spelled(identity + bytes(32))
    assert not signing.is_key(key)
    assert not READER.verify(key, b"anything", forged)


def test_all_points_of_small_order_are_known_in_every_spelling() -> None:
    prime = 2**255 - 19
    eighth = int.from_bytes(
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
    )
    for y in (0, 1, prime - 1, prime, prime + 1, eighth, prime - eighth):
        for sign in (0, 1 << 255):
            assert points.is_small_order((y | sign).to_bytes(32, "little"))
    assert not points.is_small_order(PRIVATE.public_key().public_bytes_raw())
    assert not points.is_small_order((2).to_bytes(32, "little"))


@pytest.mark.parametrize(
    "key",
    [
        "",
        "z",
        "u" + KEY[1:],
        KEY[:-1],
        KEY + "1",
        KEY[:-1] + "0",
        KEY + "1" * 100,
        multibase.encode(b"\xec\x01" + bytes(range(32))),
        multibase.encode(multibase.ED25519_PREFIX + bytes(31)),
    ],
)
def test_what_is_no_key_verifies_nothing(key: str) -> None:
    assert not signing.is_key(key)
    assert not READER.verify(key, b"message", HAND.sign(KEY, b"message"))


def test_a_key_is_known_by_its_form() -> None:
    assert signing.is_key(KEY)
