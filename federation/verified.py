"""Verified: an activity whose author is beyond doubt; nothing else reaches a handler.

There are three ways to be sure, and each is a function here that does the check itself:
`by_signature` (the actor's own HTTP signature brought it, as the gate recorded in the receipt),
`by_proof` (the document carries the actor's FEP-8b32 proof, whoever brought it) and `by_fetch`
(the actor's own server served it under its id). The constructor is sealed, so that no other road
exists; a copy embedded in somebody's Announce is none.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from federation.errors import Reason, Rejected, SignatureInvalid
from federation.fetching import FetchedDocument
from federation.origin import same_origin
from federation.signatures.keys import PublicKey
from federation.signatures.proof import verify_proof
from models.tables.account import Account

How = Literal["signature", "proof", "fetch"]

_SEAL = object()


@dataclass(frozen=True, slots=True)
class Verified:
    """An authenticated activity; `document` is what was checked and must not be changed."""

    seal: object
    uri: str
    document: dict[str, Any]
    raw: bytes
    actor: Account
    how: How
    relayed_by: str | None

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise TypeError("only by_signature, by_proof and by_fetch verify an activity")

    @property
    def type(self) -> str:
        """The activity's type."""
        claimed = self.document["type"]
        return str(claimed[0] if isinstance(claimed, list) else claimed)


def by_signature(
    uri: str, document: dict[str, Any], raw: bytes, actor: Account, sender_uri: str
) -> Verified:
    """Take an activity that its own actor delivered: `sender_uri` is whose signature the gate saw.

    Rejected(ACTOR_MISMATCH) when somebody else delivered it.
    """
    if sender_uri != actor.uri:
        raise Rejected(Reason.ACTOR_MISMATCH, f"{sender_uri} delivered for {actor.uri}")
    return Verified(_SEAL, uri, document, raw, actor, "signature", None)


def by_proof(
    document: dict[str, Any],
    raw: bytes,
    actor: Account,
    key: PublicKey,
    *,
    now: datetime,
    relayed_by: str,
) -> Verified:
    """Take a relayed activity that carries its actor's proof; SignatureInvalid unless it holds."""
    if key.owner != actor.uri:
        raise SignatureInvalid(Reason.PROOF_INVALID, f"{key.key_id} is not of {actor.uri}")
    verify_proof(document, key, now=now)
    return Verified(_SEAL, str(document["id"]), document, raw, actor, "proof", relayed_by)


def by_fetch(fetched: FetchedDocument, actor: Account, *, relayed_by: str) -> Verified:
    """Take a relayed activity as the server of its actor serves it under its id.

    Rejected(ORIGIN_MISMATCH) when another server did.
    """
    if not same_origin(fetched.uri, actor.uri):
        raise Rejected(Reason.ORIGIN_MISMATCH, f"{fetched.uri} is not served by {actor.uri}")
    return Verified(_SEAL, fetched.uri, fetched.body, fetched.raw, actor, "fetch", relayed_by)
