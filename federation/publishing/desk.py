"""Desk: what every builder needs: who we are, the keys, and the seal.

`seal` puts context and proof on an activity and makes the bytes that go out. They are made once:
the same bytes are stored, sent to every inbox, served under the activity's id, read from our log
and announced by a Group, so that the author's proof holds wherever somebody meets them.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
import orjson

from federation.contexts import CONTEXT, PUBLIC
from federation.objects import moments
from federation.signatures.proof import add_proof
from federation.signers import Signers
from models import addresses, ids
from models.actions.deliveries import Inbox
from models.actions.outgoing import Parcel
from models.home import Home


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An activity before it is sealed; `more` are members beyond those that all activities have."""

    type: str
    actor_uri: str
    signer_id: int
    object: Any
    object_uri: str
    uri: str = ""
    """Its id, where that is not made up on the spot."""
    to: Iterable[str] = ()
    cc: Iterable[str] = ()
    audience: str | None = None
    community_id: int | None = None
    erases: str | None = None
    is_public: bool | None = None
    """Whether anybody may fetch it; None derives it from `to` and `cc`."""
    more: dict[str, Any] = {}


class Desk:
    """Seals what our actors say; one per publisher."""

    def __init__(self, home: Home, signers: Signers) -> None:
        self.home = home
        self._signers = signers

    async def signed(self, document: dict[str, Any], signer_id: int) -> dict[str, Any]:
        """Return an object with context and its owner's proof, to stand alone or be embedded."""
        pair = await self._signers.pair(signer_id)
        whole = {"@context": CONTEXT, **document}
        return add_proof(whole, pair.ed25519, self.home.clock.now())

    async def seal(self, draft: Draft, inboxes: Iterable[Inbox]) -> Parcel:
        """Return the parcel of an activity, its bytes final."""
        now = self.home.clock.now()
        to, cc = list(dict.fromkeys(draft.to)), list(dict.fromkeys(draft.cc))
        uri = draft.uri or addresses.activity(addresses.base(draft.actor_uri), ids.token(now))
        document: dict[str, Any] = {
            "id": uri,
            "type": draft.type,
            "actor": draft.actor_uri,
            "published": moments.to_wire(now),
            "to": to,
            "cc": cc,
            **draft.more,
            "object": draft.object,
        }
        if draft.audience is not None:
            document["audience"] = draft.audience
        signed = await self.signed(document, draft.signer_id)
        return Parcel(
            uri=uri,
            type=draft.type,
            actor_uri=draft.actor_uri,
            object_uri=draft.object_uri,
            body=orjson.dumps(signed),
            signer_id=draft.signer_id,
            inboxes=tuple(inboxes),
            is_public=(
                PUBLIC in to or PUBLIC in cc if draft.is_public is None else draft.is_public
            ),
            community_id=draft.community_id,
            erases=draft.erases,
        )
