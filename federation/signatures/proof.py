"""Proofs: FEP-8b32 object integrity with `eddsa-jcs-2022`, made where the author lives.

A proof says that the owner of an Ed25519 key wrote this document. It stays true when the document
is relayed, announced or served from an archive, and that is what keeps a host honest. Signed are
the hash of the proof's own settings and the hash of the document without `proof`; whitespace and
key order do not matter, every value does.

The document that was verified must be the document that is used: pass the parsed object itself,
change nothing in it before, and read nothing from anywhere else after. A proof does not make its
signer the author: compare `key.owner` with `actor` or `attributedTo`. A `signature` member
(LD-Signatures) is never part of what is signed and never read.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from federation.errors import Reason, SignatureInvalid
from federation.signatures.canonical import canonicalize
from federation.signatures.keys import PrivateKey, PublicKey
from models.rules import multibase

CRYPTOSUITE = "eddsa-jcs-2022"
MOST_PROOFS = 64
"""Most countersignatures looked at on one document."""

_SHAPE = {
    "type": "DataIntegrityProof",
    "cryptosuite": CRYPTOSUITE,
    "proofPurpose": "assertionMethod",
}
_OUTSIDE = frozenset({"proof", "signature"})


def add_proof(document: Mapping[str, Any], key: PrivateKey, created: datetime) -> dict[str, Any]:
    """Return a copy of the document with the owner's proof; ValueError if it carries one."""
    if "proof" in document:
        raise ValueError("the document has a proof; use countersign to add another")
    return {**document, "proof": _make(document, key, created)}


def countersign(document: Mapping[str, Any], key: PrivateKey, created: datetime) -> dict[str, Any]:
    """Return a copy with one more proof in a list; for rosters, which several keys stand under.

    Proofs in a list are independent: each covers the document and none covers another.
    """
    present = document.get("proof", [])
    proofs = list(present) if isinstance(present, list) else [present]
    return {**document, "proof": [*proofs, _make(document, key, created)]}


def proof_key_id(document: Mapping[str, Any]) -> str | None:
    """Return the key id that the document's single proof names; None when there is no proof.

    SignatureInvalid(PROOF_INVALID) when the proof cannot be one of ours, whatever the key.
    """
    proof = document.get("proof")
    return None if proof is None else _key_id(proof)


def proof_key_ids(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the key ids of a document with a list of proofs, in order and each once."""
    proofs = document.get("proof")
    if not isinstance(proofs, list) or not 0 < len(proofs) <= MOST_PROOFS:
        raise SignatureInvalid(Reason.PROOF_INVALID, "not a list of proofs")
    key_ids = tuple(_key_id(proof) for proof in proofs)
    if len(set(key_ids)) != len(key_ids):
        raise SignatureInvalid(Reason.PROOF_INVALID, "one key signed twice")
    return key_ids


def verify_proof(
    document: Mapping[str, Any], key: PublicKey, *, now: datetime | None = None
) -> None:
    """Verify the single proof of a document; SignatureInvalid(PROOF_INVALID) unless it holds.

    A proof with `expires` needs `now`; without it, it is refused rather than believed for ever.
    """
    proof = document.get("proof")
    if proof is None:
        raise SignatureInvalid(Reason.PROOF_MISSING)
    _verify(document, proof, key, now)


def verify_proofs(
    document: Mapping[str, Any], keys: Mapping[str, PublicKey], *, now: datetime | None = None
) -> tuple[PublicKey, ...]:
    """Verify every proof of a list with the key of its id; all must hold. Return the keys."""
    signed = []
    for key_id, proof in zip(proof_key_ids(document), document["proof"], strict=True):
        key = keys.get(key_id)
        if key is None:
            raise SignatureInvalid(Reason.PROOF_INVALID, f"signed by an unknown key {key_id[:200]}")
        _verify(document, proof, key, now)
        signed.append(key)
    return tuple(signed)


def _make(document: Mapping[str, Any], key: PrivateKey, created: datetime) -> dict[str, Any]:
    if key.kind != "ed25519":
        raise ValueError(f"{CRYPTOSUITE} needs an Ed25519 key")
    moment = created.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"
    proof: dict[str, Any] = {**_SHAPE, "verificationMethod": key.key_id, "created": moment}
    if "@context" in document:
        proof = {"@context": document["@context"], **proof}
    proof["proofValue"] = multibase.encode(key.sign(_hash(document, proof)))
    return proof


def _key_id(proof: object) -> str:
    """Check the settings of one proof and return the key id in it."""
    if not isinstance(proof, dict):
        raise SignatureInvalid(Reason.PROOF_INVALID, "not a proof object")
    for name, value in _SHAPE.items():
        if proof.get(name) != value:
            raise SignatureInvalid(Reason.PROOF_INVALID, f"{name} is not {value}")
    key_id = proof.get("verificationMethod")
    if not isinstance(key_id, str) or not key_id:
        raise SignatureInvalid(Reason.PROOF_INVALID, "verificationMethod")
    return key_id


def _verify(
    document: Mapping[str, Any], proof: object, key: PublicKey, now: datetime | None
) -> None:
    if _key_id(proof) != key.key_id or key.kind != "ed25519" or not isinstance(proof, dict):
        raise SignatureInvalid(Reason.PROOF_INVALID, f"not a proof by {key.key_id}")
    if "expires" in proof and (now is None or now > _moment(proof["expires"])):
        raise SignatureInvalid(Reason.PROOF_INVALID, "expired")
    if "created" in proof:
        _moment(proof["created"])
    if "@context" in proof:
        document = {**document, "@context": _signed_context(document, proof["@context"])}
    try:
        signature = multibase.decode(str(proof.get("proofValue")), 64)
        data = _hash(document, {k: v for k, v in proof.items() if k != "proofValue"})
    except ValueError as error:
        raise SignatureInvalid(Reason.PROOF_INVALID, str(error)[:200]) from error
    if not key.verifies(signature, data):
        raise SignatureInvalid(Reason.PROOF_INVALID, key.key_id)


def _signed_context(document: Mapping[str, Any], signed: object) -> object:
    """Return the contexts that were signed, with which the document's own must begin.

    Data Integrity EdDSA §3.3.2 lets a relay append contexts. That cannot change what we read, since
    no `@context` is ever interpreted here.
    """
    present = document.get("@context")
    if signed == present:
        return signed
    beginning = signed if isinstance(signed, list) else [signed]
    if not isinstance(present, list) or present[: len(beginning)] != beginning:
        raise SignatureInvalid(Reason.PROOF_INVALID, "the proof has another @context")
    return signed


def _hash(document: Mapping[str, Any], settings: Mapping[str, Any]) -> bytes:
    unsecured = {name: value for name, value in document.items() if name not in _OUTSIDE}
    settings_hash = hashlib.sha256(canonicalize(settings)).digest()
    return settings_hash + hashlib.sha256(canonicalize(unsecured)).digest()


def _moment(claimed: object) -> datetime:
    """Read an XML Schema dateTimeStamp, with as many digits of a second as it likes."""
    try:
        moment = datetime.fromisoformat(str(claimed))
    except ValueError as error:
        raise SignatureInvalid(Reason.PROOF_INVALID, "unreadable time") from error
    if moment.tzinfo is None:
        raise SignatureInvalid(Reason.PROOF_INVALID, "time without a zone")
    return moment
