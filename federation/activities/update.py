"""Update: an author edited a post, a poll has new counts, an actor has a new profile.

Only the owner may; an editor of the same server is not the owner, and moderation has its own
activities. An Update of something that we do not have brings it, as its origin has it now.
"""

from typing import Any

from federation.errors import Reason, Rejected
from federation.objects import remote_post
from federation.objects.profile import ACTOR_TYPES
from federation.origin import same_origin
from federation.reading import known_type
from federation.registry import Effect, Handler, activity, via
from federation.sight import Sight
from federation.verified import Verified
from federation.wire import ActivityWire, Ref
from models.actions import posts
from models.values.remote_post import RemotePost


class UpdateWire(ActivityWire, frozen=True, tag="Update"):
    """Embeds the new state; a bare id makes us fetch it."""

    object: Ref


@activity(UpdateWire)
class Update(Handler):
    """Posts and actors."""

    def check(self, wire: UpdateWire) -> None:
        """Refuse an object of another origin or owner."""
        if not same_origin(wire.object.id, wire.actor.id):
            raise Rejected(Reason.ORIGIN_MISMATCH, f"{wire.object.id[:200]} by {wire.actor.id}")
        document = wire.object.embedded
        if document is not None and known_type(document.get("type"), ACTOR_TYPES) is None:
            remote_post.check_owner(document, wire.actor.id)

    async def verify(self, wire: UpdateWire, verified: Verified, sight: Sight) -> RemotePost | None:
        """Return the new state of a post; an actor is read again."""
        self.check(wire)
        document = wire.object.embedded
        if document is None:
            if wire.object.id != verified.actor.uri:
                raise Rejected(Reason.OBJECT_UNKNOWN, f"{wire.object.id[:200]} is not shown")
            await sight.renew(verified.actor)
            return None
        if known_type(document.get("type"), ACTOR_TYPES) is not None:
            if wire.object.id != verified.actor.uri:
                raise Rejected(Reason.OWNER_MISMATCH, f"{wire.object.id[:200]} is another actor")
            await sight.renew(verified.actor, _shown(document, verified))
            return None
        return remote_post.from_wire(
            document, verified.actor, sight.mentions(document), self.ctx.clock.now()
        )

    async def receive(
        self, wire: UpdateWire, verified: Verified, plan: RemotePost | None
    ) -> Effect:
        """Change the post, or take it in if it was not here."""
        if plan is None:
            return Effect(object_uri=wire.object.id)
        accepted = await posts.accept_edit(self.ctx.home, plan)
        if accepted.outcome == "unknown":
            accepted = await posts.accept(self.ctx.home, plan, received_via=via(self.ctx, verified))
        return Effect.of(accepted, plan.uri)


def _shown(document: dict[str, Any], verified: Verified) -> dict[str, Any] | None:
    """Return an actor's document as the actor itself has just brought it, if it is whole.

    Its server may hand out an older one for a minute. What somebody else relays may be an old
    Update that hides a suspension, so that then only the server is asked.
    """
    return document if verified.how == "signature" and "inbox" in document else None
