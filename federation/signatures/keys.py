"""Keys: what signs, what verifies, and which of them we are willing to use.

A `PublicKey` always knows its id and its owner: a signature without an owner proves nothing.
Foreign key material is bounded here and nowhere else: RSA of 2048 to 8192 bits with a sane
exponent, or a full-order Ed25519 point. Anything else is `SignatureInvalid(KEY_REFUSED)`, never a
crash. Own private keys are loaded without the slow consistency check, since we made them; a private
key must therefore never come from outside.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from federation.errors import Reason, SignatureInvalid
from federation.signatures.published import is_published
from models.rules import multibase
from models.rules.points import is_small_order

KeyKind = Literal["rsa", "ed25519"]

RSA_BITS = range(2048, 8193)
PEM_LENGTH = 4096
"""Longest public PEM looked at, in characters; RSA-8192 needs 1,450."""

_PADDING = PKCS1v15()
_HASH = SHA256()


@dataclass(frozen=True, slots=True, eq=False)
class PublicKey:
    """A verification key with its id and its owner's actor uri, both already checked."""

    key_id: str
    owner: str
    kind: KeyKind
    key: RSAPublicKey | Ed25519PublicKey

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Tell whether `signature` over `data` was made with the private half of this key."""
        try:
            if isinstance(self.key, RSAPublicKey):
                self.key.verify(signature, data, _PADDING, _HASH)
            else:
                self.key.verify(signature, data)
        except InvalidSignature:
            return False
        return True

    def is_same_key(self, other: "PublicKey") -> bool:
        """Tell whether both hold the same material, whatever they are called."""
        return self.key == other.key

    def pem(self) -> str:
        """Return the key as SubjectPublicKeyInfo, for `publicKeyPem`."""
        raw = self.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return raw.decode("ascii")

    def multibase(self) -> str:
        """Return an Ed25519 key as `publicKeyMultibase`; ValueError for RSA, which has no use."""
        if not isinstance(self.key, Ed25519PublicKey):
            raise ValueError("only Ed25519 keys are published as Multikey")
        return multibase.encode(multibase.ED25519_PREFIX + self.key.public_bytes_raw())

    def to_wire(self) -> dict[str, str]:
        """Return the entry of an actor document: `publicKey` for RSA, a Multikey for Ed25519."""
        if self.kind == "rsa":
            return {"id": self.key_id, "owner": self.owner, "publicKeyPem": self.pem()}
        return {
            "id": self.key_id,
            "type": "Multikey",
            "controller": self.owner,
            "publicKeyMultibase": self.multibase(),
        }


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PrivateKey:
    """A signing key of one of our actors; its representation never shows the secret."""

    key_id: str
    owner: str
    kind: KeyKind
    key: RSAPrivateKey | Ed25519PrivateKey
    prepared: dict[str, Any] = field(default_factory=dict)
    """Signer objects built for this key once and used for every later request."""

    def __post_init__(self) -> None:
        if not self.key_id.isascii() or any(c in '"\\' or c <= " " for c in self.key_id):
            raise ValueError("a key id goes into a quoted header parameter and needs plain ASCII")

    def __repr__(self) -> str:
        return f"PrivateKey({self.key_id!r}, {self.kind})"

    def sign(self, data: bytes) -> bytes:
        """Return the raw signature; RSA takes a quarter of a millisecond and releases the GIL."""
        if isinstance(self.key, RSAPrivateKey):
            return self.key.sign(data, _PADDING, _HASH)
        return self.key.sign(data)

    def public(self) -> PublicKey:
        """Return the half that the actor document shows."""
        return PublicKey(self.key_id, self.owner, self.kind, self.key.public_key())

    def pem(self) -> bytes:
        """Return the unencrypted PKCS#8 form, for our own storage only."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def generate_rsa(key_id: str, owner: str) -> PrivateKey:
    """Make an RSA-2048 key; takes tens of milliseconds of CPU, so call it in a thread."""
    return PrivateKey(key_id, owner, "rsa", generate_private_key(65537, 2048))


def generate_ed25519(key_id: str, owner: str) -> PrivateKey:
    """Make an Ed25519 key."""
    return PrivateKey(key_id, owner, "ed25519", Ed25519PrivateKey.generate())


def load_private(pem: bytes | str, key_id: str, owner: str) -> PrivateKey:
    """Load one of our own keys from its PEM; ValueError when it is no RSA or Ed25519 key."""
    raw = pem.encode("ascii") if isinstance(pem, str) else pem
    # Checking the primes costs 30 ms a key and guards against foreign keys; these are ours.
    key = load_pem_private_key(raw, password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise ValueError("neither an RSA nor an Ed25519 key")
    if is_published(_spki(key.public_key())):
        raise ValueError("the private half of this key is printed in a public document")
    return PrivateKey(key_id, owner, "rsa" if isinstance(key, RSAPrivateKey) else "ed25519", key)


def load_private_raw(raw: bytes, key_id: str, owner: str) -> PrivateKey:
    """Load one of our own Ed25519 keys from its 32 secret bytes."""
    return PrivateKey(key_id, owner, "ed25519", Ed25519PrivateKey.from_private_bytes(raw))


def public_from_pem(pem: str, key_id: str, owner: str) -> PublicKey:
    """Read a foreign PEM; SignatureInvalid(KEY_REFUSED) for all that we would not verify with."""
    if len(pem) > PEM_LENGTH or not pem.isascii():
        raise SignatureInvalid(Reason.KEY_REFUSED, "PEM too long or not ASCII")
    try:
        key = load_pem_public_key(pem.encode("ascii"))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SignatureInvalid(Reason.KEY_REFUSED, "unreadable PEM") from error
    if isinstance(key, RSAPublicKey):
        exponent = key.public_numbers().e
        # An exponent of 1 makes every message its own signature; huge ones cost milliseconds.
        if key.key_size not in RSA_BITS or exponent % 2 == 0 or not 3 <= exponent < 2**64:
            raise SignatureInvalid(Reason.KEY_REFUSED, f"RSA of {key.key_size} bits")
    elif not isinstance(key, Ed25519PublicKey):
        raise SignatureInvalid(Reason.KEY_REFUSED, type(key).__name__)
    return _owned(key, key_id, owner)


def public_from_multibase(text: str, key_id: str, owner: str) -> PublicKey:
    """Read a foreign `publicKeyMultibase`; SignatureInvalid(KEY_REFUSED) unless it is Ed25519."""
    try:
        raw = multibase.decode(text, 34)
    except ValueError as error:
        raise SignatureInvalid(Reason.KEY_REFUSED, str(error)) from error
    if not raw.startswith(multibase.ED25519_PREFIX):
        raise SignatureInvalid(Reason.KEY_REFUSED, "Multikey of another kind than Ed25519")
    return _owned(Ed25519PublicKey.from_public_bytes(raw[2:]), key_id, owner)


def _owned(key: RSAPublicKey | Ed25519PublicKey, key_id: str, owner: str) -> PublicKey:
    """Refuse the keys with which anybody can sign: published ones and small-order points."""
    if is_published(_spki(key)):
        raise SignatureInvalid(Reason.KEY_REFUSED, "a key whose private half is public")
    if isinstance(key, RSAPublicKey):
        return PublicKey(key_id, owner, "rsa", key)
    # One signature by such a point fits many messages so its owner could deny or swap it.
    if is_small_order(key.public_bytes_raw()):
        raise SignatureInvalid(Reason.KEY_REFUSED, "Ed25519 point of small order")
    return PublicKey(key_id, owner, "ed25519", key)


def _spki(key: RSAPublicKey | Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
