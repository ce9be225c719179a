"""Stand-in: signatures that cost next to nothing and cannot be forged inside a schedule.

A notary keeps what was signed under which key. A signature is good when the notary holds it for
just this key and message, so nobody can make one for a key whose pen it does not hold: the liars of
a schedule are handed their own pens only. A share of the schedules signs with Ed25519 instead.
"""

import base64
import hashlib
from collections.abc import Iterable
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.rules.signing import Ed25519, Signatures, multikey


class Notary:
    """Everything that was signed in one schedule."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[str, bytes]] = {}

    def record(self, key: str, message: bytes) -> str:
        """Return the signature under `key`, the same each time, as Ed25519's is."""
        raw = hashlib.sha512(key.encode() + b"\0" + message).digest()
        signature = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
        self._made[signature] = (key, message)
        return signature

    def knows(self, key: str, message: bytes, signature: str) -> bool:
        """Tell whether somebody who held `key` made this signature."""
        return self._made.get(signature) == (key, message)


class Pen:
    """Signs under the keys it holds; fulfils `Signatures`."""

    def __init__(self, notary: Notary, keys: Iterable[str]) -> None:
        self._notary = notary
        self._keys = frozenset(keys)

    def sign(self, key: str, message: bytes) -> str:
        """Return the signature under `key`; KeyError when this pen does not hold it."""
        if key not in self._keys:
            raise KeyError(key)
        return self._notary.record(key, message)

    def verify(self, key: str, message: bytes, signature: str) -> bool:
        """Tell whether the notary knows the signature."""
        return self._notary.knows(key, message, signature)


class Stationery:
    """Hands out pens: all of one kind in one schedule."""

    def __init__(self, *, real: bool) -> None:
        self._notary = None if real else Notary()

    def pen(self, owner: str, names: Iterable[str]) -> Signatures:
        """Return what signs under the keys of these names of `owner`."""
        if self._notary is None:
            return Ed25519([private_key(owner, name) for name in names])
        return Pen(self._notary, [public_key(owner, name) for name in names])


@lru_cache(maxsize=4096)
def private_key(owner: str, name: str) -> Ed25519PrivateKey:
    """Return the key of that name of `owner`, the same in every schedule."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"{owner}/{name}".encode()).digest())


@lru_cache(maxsize=4096)
def public_key(owner: str, name: str) -> str:
    """Return the Multikey of a private key."""
    return multikey(private_key(owner, name).public_key())
