"""Signing: Ed25519 (RFC 8032) as governance objects use it, and the door for a stand-in.

Keys are Multikeys (`z6Mk...`), as in the partner's actor document; signatures are 64 bytes in
base64url without padding. Verification is strict: one encoding per signature, no key of small
order. The protocol `Signatures` lets a simulator put something quicker in this place.
Ground under all rules.
"""

import base64
import binascii
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from models.rules import multibase
from models.rules.points import is_small_order


class Signatures(Protocol):
    """Makes and checks signatures; whoever only checks holds no private key."""

    def sign(self, key: str, message: bytes) -> str:
        """Return the signature by the private half of `key`; KeyError when it is not held."""
        ...

    def verify(self, key: str, message: bytes, signature: str) -> bool:
        """Tell whether `signature` over `message` was made by the private half of `key`."""
        ...


class Ed25519:
    """Signatures with the given private keys; without any it only verifies."""

    def __init__(self, private_keys: Iterable[Ed25519PrivateKey] = ()) -> None:
        self._held = {multikey(key.public_key()): key for key in private_keys}

    def sign(self, key: str, message: bytes) -> str:
        """Return the signature by the private half of `key`; KeyError when it is not held.

        O(message).
        """
        return _text(self._held[key].sign(message))

    def verify(self, key: str, message: bytes, signature: str) -> bool:
        """Tell whether `signature` over `message` was made by the private half of `key`.

        O(message).
        """
        public = _public(key)
        raw = _raw(signature)
        if public is None or raw is None:
            return False
        try:
            public.verify(raw, message)
        except InvalidSignature:
            return False
        return True


def multikey(key: Ed25519PublicKey) -> str:
    """Return the Multikey of a public key (W3C Controlled Identifiers §2.2.2)."""
    return multibase.encode(multibase.ED25519_PREFIX + key.public_bytes_raw())


def is_key(key: str) -> bool:
    """Tell whether `key` is the Multikey of an Ed25519 point that can prove something."""
    return _public(key) is not None


@lru_cache(maxsize=1024)
def _public(key: str) -> Ed25519PublicKey | None:
    try:
        raw = multibase.decode(key, 34)
    except ValueError:
        return None
    point = raw[2:]
    if not raw.startswith(multibase.ED25519_PREFIX) or is_small_order(point):
        return None
    return Ed25519PublicKey.from_public_bytes(point)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _raw(text: str) -> bytes | None:
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"==")
    except (ValueError, binascii.Error):
        return None
    return raw if len(raw) == 64 and _text(raw) == text else None
