"""Verified: an activity whose author is beyond doubt; nothing else reaches a handler.

Each way to be sure is a function here that does the check itself: `by_signature` (the actor's own
HTTP signature brought it, as the gate recorded in the receipt), `by_proof` (the document carries
the actor's FEP-8b32 proof, whoever brought it), `by_fetch` (the actor's own server served it under
its id), `by_object` and `by_absence` (the actor's own server serves the post that it is about, or
says that there is none). The constructor is sealed, so that no other road exists; a copy embedded
in somebody's Announce is none.

The last two keep nothing of what was handed on. Their activities are written here from what the
origin said, under ids made of the post's, so that a relay cannot occupy the id of an activity that
its actor never sent.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import orjson

from federation.contexts import CONTEXT, PUBLIC
from federation.errors import Reason, Rejected, SignatureInvalid
from federation.fetching import FetchedDocument
from federation.origin import same_origin
from federation.reading import reference
from federation.signatures.keys import PublicKey
from federation.signatures.proof import verify_proof
from models.tables.account import Account

How = Literal["signature", "proof", "fetch"]
ABSENT: Final = frozenset({Reason.PEER_GONE, Reason.OBJECT_UNKNOWN})
"""How a server says that something is not, or no longer, there."""

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
            raise TypeError("only the functions of this file verify an activity")

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


def by_object(kind: str, fetched: FetchedDocument, actor: Account, *, relayed_by: str) -> Verified:
    """Take a Create or an Update of a post as what its origin serves under the post's id.

    Rejected(OWNER_MISMATCH) when the post is not the actor's.
    """
    body = fetched.body
    if not same_origin(fetched.uri, actor.uri):
        raise Rejected(Reason.ORIGIN_MISMATCH, f"{fetched.uri} is not served by {actor.uri}")
    if reference(body.get("attributedTo")) != actor.uri:
        raise Rejected(Reason.OWNER_MISMATCH, f"{fetched.uri} is not of {actor.uri}")
    # Each state of a post is an edit of its own, and the same state is told once.
    state = (
        "create" if kind == "Create" else f"update-{hashlib.sha256(fetched.raw).hexdigest()[:16]}"
    )
    return _told(f"{fetched.uri}#{state}", kind, body, actor, relayed_by)


def by_absence(uri: str, absence: Rejected, actor: Account, *, relayed_by: str) -> Verified:
    """Take a Delete of a post because the actor's server, asked for `uri`, answered `absence`."""
    if not same_origin(uri, actor.uri) or absence.reason not in ABSENT:
        raise Rejected(Reason.ORIGIN_MISMATCH, f"{uri} is not known to be gone")
    return _told(f"{uri}#delete", "Delete", {"id": uri, "to": [PUBLIC]}, actor, relayed_by)


def _told(uri: str, kind: str, body: dict[str, Any], actor: Account, relayed_by: str) -> Verified:
    document = {
        "@context": body.get("@context", CONTEXT),
        "id": uri,
        "type": kind,
        "actor": actor.uri,
        "to": body.get("to", []),
        "cc": body.get("cc", []),
        "object": body["id"] if kind == "Delete" else body,
    }
    return Verified(_SEAL, uri, document, orjson.dumps(document), actor, "fetch", relayed_by)
