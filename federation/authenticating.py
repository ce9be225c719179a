"""Authenticating: what somebody else hands on counts only by proof or from its origin.

Processing enters with forwarded activities and entries of partners' logs, `Announce` with what it
embeds. A proof by the actor's own key decides at once. Without one, the actor's server is asked
for the activity under its id. What was handed on is never believed because of who handed it on:
a host could make its members say anything (FEP-fe34, FEP-171b).
"""

from typing import Any

from federation.accounts import is_silenced
from federation.context import Federation
from federation.errors import Reason, Rejected, SignatureInvalid
from federation.origin import is_local, same_origin
from federation.reading import reference
from federation.sight import Elsewhere, Sight
from federation.signatures.proof import proof_key_id
from federation.verified import Verified, by_fetch, by_proof
from models.queries import inbound


class Authenticator:
    """Finds out whether a relayed activity is its actor's."""

    def __init__(self, federation: Federation) -> None:
        self._ctx = federation

    async def relayed(
        self, document: dict[str, Any], raw: bytes, relayed_by: str, sight: Sight
    ) -> Verified:
        """Return the activity as authentic; raises Rejected, Deferred, or Elsewhere."""
        uri, actor_uri = self.names(document)
        actor = await sight.account(actor_uri)
        if is_silenced(actor):
            raise Rejected(Reason.ACTOR_SUSPENDED, actor_uri)
        key_id = self._proof_key(document, actor_uri)
        if key_id is not None:
            # A key that is not stored must be asked for, and only the slow road may.
            if not sight.may_fetch and await inbound.key(key_id) is None:
                raise Elsewhere
            key = await self._ctx.keys.resolve(key_id)
            return by_proof(
                document, raw, actor, key, now=self._ctx.clock.now(), relayed_by=relayed_by
            )
        if not sight.may_fetch:
            raise Elsewhere
        fetched = await self._ctx.fetcher.document(uri)
        if reference(fetched.body.get("actor")) != actor_uri:
            raise Rejected(Reason.ACTOR_MISMATCH, f"{uri} is not by {actor_uri}")
        return by_fetch(fetched, actor, relayed_by=relayed_by)

    def names(self, document: dict[str, Any]) -> tuple[str, str]:
        """Return the id and the actor of an activity that share one origin, not one of ours."""
        rules = self._ctx.rules
        uri = rules.check(document.get("id"))
        actor_uri = rules.check(reference(document.get("actor")))
        if is_local(uri, self._ctx.home.hosts) or is_local(actor_uri, self._ctx.home.hosts):
            raise Rejected(Reason.LOCAL_ID_FROM_OUTSIDE, uri)
        if not same_origin(uri, actor_uri):
            raise Rejected(Reason.ORIGIN_MISMATCH, f"{uri} by {actor_uri}")
        return uri, actor_uri

    def _proof_key(self, document: dict[str, Any], actor_uri: str) -> str | None:
        """Return the key that a proof names; one of another origin proves nothing at all."""
        key_id = proof_key_id(document)
        if key_id is not None and not same_origin(key_id, actor_uri):
            raise SignatureInvalid(Reason.PROOF_INVALID, f"{key_id[:200]} for {actor_uri}")
        return key_id
