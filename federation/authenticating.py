"""Authenticating: what somebody else hands on counts only by proof or from its origin.

Processing enters with forwarded activities and entries of partners' logs, `Announce` with what it
embeds. A proof by the actor's own key decides at once. Without one, the actor's server is asked
for the activity under its id. Many servers serve no activities (GoToSocial's and Mastodon's ids of
edits and deletions are fragments of the post's), so that the post itself is asked for next: where
it stands, its owner said so, and where it is gone, it was deleted. What was handed on is never
believed because of who handed it on: a host could make its members say anything (FEP-fe34,
FEP-171b).
"""

from typing import Any, Final

from federation.accounts import is_refused
from federation.context import Federation
from federation.errors import Reason, Rejected, SignatureInvalid
from federation.origin import is_local, same_origin
from federation.reading import known_type, reference
from federation.sight import Elsewhere, Sight
from federation.signatures.proof import proof_key_id
from federation.verified import ABSENT, Verified, by_absence, by_fetch, by_object, by_proof
from models.queries import inbound
from models.tables.account import Account

_TOLD_BY_THEIR_OBJECT: Final = frozenset({"Create", "Update", "Delete"})


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
        if is_refused(actor, document):
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
        try:
            fetched = await self._ctx.fetcher.document(uri)
        except Rejected as refusal:
            return await self._by_object(document, actor, relayed_by, refusal)
        told_actor = reference(fetched.body.get("actor"))
        mismatch = Rejected(Reason.ACTOR_MISMATCH, f"{uri} is not by {actor_uri}")
        if told_actor is None:
            return await self._by_object(document, actor, relayed_by, mismatch)
        if told_actor != actor_uri:
            raise mismatch
        return by_fetch(fetched, actor, relayed_by=relayed_by)

    async def _by_object(
        self, document: dict[str, Any], actor: Account, relayed_by: str, refusal: Rejected
    ) -> Verified:
        """Ask for the post that an activity is about; `refusal` is raised if that says nothing."""
        kind = known_type(document.get("type"), _TOLD_BY_THEIR_OBJECT)
        uri = reference(document.get("object"))
        if kind is None or uri is None or uri == actor.uri or not same_origin(uri, actor.uri):
            raise refusal
        try:
            # What was remembered of it may be older than what is told now.
            fetched = await self._ctx.fetcher.document(uri, fresh=True)
        except Rejected as absence:
            if kind == "Delete" and absence.reason in ABSENT:
                return by_absence(uri, absence, actor, relayed_by=relayed_by)
            raise refusal from absence
        if kind == "Delete":
            raise refusal
        return by_object(kind, fetched, actor, relayed_by=relayed_by)

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
