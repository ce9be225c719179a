"""Follow: somebody wants to read one of our actors; of a Group of ours, this is joining it."""

from federation.registry import Effect, Handler, activity
from federation.sight import Sight
from federation.verified import Verified
from federation.wire import ActivityWire, Ref
from models.actions import relations
from models.queries import inbound
from models.tables.account import Account


class FollowWire(ActivityWire, frozen=True, tag="Follow"):
    """Lemmy and PieFed send the same shape for Groups as others for people."""

    object: Ref


@activity(FollowWire)
class Follow(Handler):
    """Follows our actors only; whether at once or on request is the action's matter."""

    async def verify(self, wire: FollowWire, verified: Verified, sight: Sight) -> Account:
        """Return the one to be followed; Rejected(NOT_FOR_US) when nobody here is meant."""
        return sight.local_account(wire.object.id)

    async def receive(self, wire: FollowWire, verified: Verified, plan: Account) -> Effect:
        """Record the follower; the action answers with Accept where that is due."""
        await relations.accept_follow(self.ctx.home, verified.actor, plan, verified.uri)
        return Effect(object_uri=plan.uri)

    async def undo(
        self, inner: FollowWire | None, undone_uri: str, actor: Account, sight: Sight
    ) -> Effect:
        """Forget the follower, named by whom it followed or by the id of its Follow."""
        target = sight.accounts.get(inner.object.id) if inner is not None else None
        target = target or await inbound.followed(actor.id, undone_uri)
        if target is not None:
            await relations.accept_unfollow(self.ctx.home, actor, target)
        return Effect(object_uri=undone_uri, undone=undone_uri)
