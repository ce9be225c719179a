"""Announce: a boost of a post, or a Group handing on what somebody did in it (FEP-1b12).

What a Group embeds is a claim of the Group, no more. For a community we share, the announced
activity counts by its author's proof or as its author's own server serves it; its Group can
therefore say nothing in another's name, and leave out nothing for long, because partners hear it
from the author as well. Of other Groups, new and edited posts are taken as boosts of posts that we
read at their origin; the rest is left to them. An embedded copy of a boosted post is never used.
"""

from typing import Any

import msgspec
import orjson

from federation.contexts import PUBLIC
from federation.errors import Reason, Rejected
from federation.origin import is_local
from federation.reading import reference
from federation.registry import DUPLICATE, Effect, Handler, activity
from federation.sight import Sight
from federation.verified import Verified
from federation.wire import ActivityWire, Ref
from models.actions import posts
from models.queries import inbound
from models.tables.account import Account
from models.values.member import Visibility
from models.values.remote_post import RemoteBoost


class AnnounceWire(ActivityWire, frozen=True, tag="Announce"):
    """Names a post, or embeds an activity."""

    object: Ref


class Inner(msgspec.Struct, frozen=True):
    """An announced activity, judged."""

    handler: Handler
    wire: Any
    verified: Verified
    plan: Any


_BOOSTED = frozenset({"Create", "Update"})
_NEVER_ANNOUNCED = frozenset({"Announce", "Follow", "Accept", "Reject", "Offer", "Block", "Flag"})


@activity(AnnounceWire)
class Announce(Handler):
    """Boosts by anybody, activities by Groups."""

    async def verify(
        self, wire: AnnounceWire, verified: Verified, sight: Sight
    ) -> Inner | RemoteBoost | None:
        """Return the announced activity or the boost; None for what we know already."""
        document = wire.object.embedded
        roster = self.ctx.communities.by_group(verified.actor.uri)
        if document is None or document.get("actor") is None:
            return await self._boost(wire, wire.object.id, verified, sight)
        if roster is not None:
            return await self._activity(document, verified, sight)
        if document.get("type") not in _BOOSTED:
            raise Rejected(Reason.NOT_FOR_US, f"{document.get('type')} in a foreign Group")
        post_uri = reference(document.get("object"))
        if post_uri is None:
            raise Rejected(Reason.SHAPE_REFUSED, "announced without an object")
        return await self._boost(wire, post_uri, verified, sight)

    async def _activity(
        self, document: dict[str, Any], verified: Verified, sight: Sight
    ) -> Inner | None:
        uri = document.get("id")
        if isinstance(uri, str) and is_local(uri, self.ctx.home.hosts):
            return None  # Our own member's, which we knew first.
        if isinstance(uri, str) and sight.activities.get(uri) is not None:
            return None
        if document.get("type") in _NEVER_ANNOUNCED:
            raise Rejected(Reason.NOT_ALLOWED, f"announced {document.get('type')}")
        raw = orjson.dumps(document)
        inner = await self.handlers.authenticator.relayed(document, raw, verified.actor.uri, sight)
        handler, wire = self.handlers.read(inner.document)
        return Inner(handler, wire, inner, await handler.verify(wire, inner, sight))

    async def _boost(
        self, wire: AnnounceWire, post_uri: str, verified: Verified, sight: Sight
    ) -> RemoteBoost:
        is_shared = self.ctx.communities.by_group(verified.actor.uri) is not None
        # What is here already, or comes from a partner's member, is counted for all to see.
        is_known = sight.has_post(post_uri) or is_local(post_uri, self.ctx.home.hosts)
        is_partner = self.ctx.communities.is_partner_authority(verified.actor.uri)
        if not (is_known or is_partner or await inbound.concerns_us(verified.actor.id, ())):
            raise Rejected(Reason.NOT_FOR_US, "nobody here follows who boosts")
        await sight.post(post_uri, "announce" if is_shared else "fetch")
        published = wire.published.at if wire.published is not None else None
        return RemoteBoost(
            uri=verified.uri,
            actor=verified.actor,
            object_uri=post_uri,
            published_at=published or self.ctx.clock.now(),
            visibility=_visibility(wire),
        )

    async def receive(
        self, wire: AnnounceWire, verified: Verified, plan: Inner | RemoteBoost | None
    ) -> Effect:
        """Let the announced activity have its effect, or record the boost."""
        if plan is None:
            return DUPLICATE
        if isinstance(plan, Inner):
            effect = await plan.handler.receive(plan.wire, plan.verified, plan.plan)
            return Effect(object_uri=plan.verified.uri, inner=(plan.verified, effect))
        accepted = await posts.accept_boost(self.ctx.home, plan)
        return Effect.of(accepted, plan.object_uri)

    async def undo(
        self, inner: AnnounceWire | None, undone_uri: str, actor: Account, sight: Sight
    ) -> Effect:
        """Take a boost back; a shared community's threads are not its host's alone to remove."""
        if self.ctx.communities.by_group(actor.uri) is not None:
            return Effect(outcome="ignored", reason=Reason.NOT_ALLOWED)
        accepted = await posts.accept_unboost(self.ctx.home, undone_uri, actor)
        return Effect(
            object_uri=undone_uri,
            post_id=accepted.post_id,
            community_id=accepted.community_id,
            undone=undone_uri,
        )


def _visibility(wire: AnnounceWire) -> Visibility:
    if PUBLIC in wire.to:
        return "public"
    return "unlisted" if PUBLIC in wire.cc else "private"
