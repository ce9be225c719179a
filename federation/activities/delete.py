"""Delete: an author took a post back, or an actor ends.

What was never here leaves a tombstone too, so that the post cannot come in afterwards. What our
log of a community still holds of the text is erased.
"""

from federation.errors import Reason, Rejected
from federation.origin import same_origin
from federation.registry import DUPLICATE, IGNORED, Effect, Handler, activity
from federation.verified import Verified
from federation.wire import ActivityWire, Ref
from models.actions import accounts, posts


class DeleteWire(ActivityWire, frozen=True, tag="Delete"):
    """Names the object by id, as Tombstone, or shows it once more; `summary` is a moderator's."""

    object: Ref


@activity(DeleteWire)
class Delete(Handler):
    """Own posts and oneself."""

    def check(self, wire: DeleteWire) -> None:
        """Refuse a stranger's Delete: only the origin of a thing can end it."""
        if not same_origin(wire.object.id, wire.actor.id):
            raise Rejected(Reason.ORIGIN_MISMATCH, f"{wire.object.id[:200]} by {wire.actor.id}")

    async def receive(self, wire: DeleteWire, verified: Verified, plan: None) -> Effect:
        """Erase the post or everything of the actor."""
        self.check(wire)
        uri = wire.object.id
        if uri == verified.actor.uri:
            was_here = await accounts.mark_deleted(self.ctx.home, uri)
            return Effect(object_uri=uri, erased=(uri,)) if was_here else IGNORED
        gone = await posts.accept_withdrawal(self.ctx.home, uri, verified.actor.uri)
        if gone.outcome == "refused":
            return Effect(outcome="ignored", reason=Reason.OWNER_MISMATCH, object_uri=uri)
        if gone.outcome == "ignored":
            return IGNORED
        if gone.outcome == "duplicate":
            return DUPLICATE
        return Effect(
            object_uri=uri,
            post_id=gone.post_id,
            community_id=gone.community_id,
            starts_thread=gone.started_thread,
            erased=(uri,),
        )
