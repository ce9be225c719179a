"""Like: somebody likes a post that is here; emoji reactions that come as Likes count as such."""

from federation.errors import Reason, Rejected
from federation.registry import Effect, Handler, activity
from federation.sight import Sight
from federation.verified import Verified
from federation.wire import ActivityWire, Ref
from models.actions import reactions
from models.tables.account import Account


class LikeWire(ActivityWire, frozen=True, tag="Like"):
    """Lemmy adds `audience`, Misskey `content` with an emoji."""

    object: Ref


@activity(LikeWire, also=("EmojiReact",))
class Like(Handler):
    """Likes of what is here; a like is no reason to fetch a post."""

    async def verify(self, wire: LikeWire, verified: Verified, sight: Sight) -> None:
        """Refuse likes of what we do not have: Rejected(OBJECT_UNKNOWN)."""
        if not sight.has_post(wire.object.id):
            raise Rejected(Reason.OBJECT_UNKNOWN, wire.object.id[:200])

    async def receive(self, wire: LikeWire, verified: Verified, plan: None) -> Effect:
        """Count the like once."""
        accepted = await reactions.accept_like(
            self.ctx.home, verified.actor, wire.object.id, verified.uri
        )
        return Effect.of(accepted, wire.object.id)

    async def undo(
        self, inner: LikeWire | None, undone_uri: str, actor: Account, sight: Sight
    ) -> Effect:
        """Take the like back, named by its post or by its own id."""
        accepted = await reactions.accept_unlike(
            self.ctx.home,
            actor,
            like_uri=undone_uri,
            object_uri=inner.object.id if inner is not None else "",
        )
        return Effect(
            object_uri=undone_uri,
            post_id=accepted.post_id,
            community_id=accepted.community_id,
            undone=undone_uri,
        )
