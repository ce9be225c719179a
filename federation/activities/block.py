"""Block: somebody wants nothing to do with one of our members; both stop following each other.

Lemmy uses the same type with a `target` for bans from communities; that is moderation, which only
those may do whom the community's charter allows, and is not taken from here.
"""

from federation.errors import Reason, Rejected
from federation.registry import Effect, Handler, activity
from federation.sight import Sight
from federation.verified import Verified
from federation.wire import ActivityWire, Ref, Refs
from models.actions import relations
from models.tables.account import Account


class BlockWire(ActivityWire, frozen=True, tag="Block"):
    """Between people it has no target."""

    object: Ref
    target: Refs = Refs()


@activity(BlockWire)
class Block(Handler):
    """Blocks between people."""

    async def verify(self, wire: BlockWire, verified: Verified, sight: Sight) -> Account:
        """Return who is blocked; Rejected(NOT_ALLOWED) for a ban."""
        if wire.target:
            raise Rejected(Reason.NOT_ALLOWED, "a ban by somebody without a mandate")
        return sight.local_account(wire.object.id)

    async def receive(self, wire: BlockWire, verified: Verified, plan: Account) -> Effect:
        """Record the block."""
        await relations.accept_block(self.ctx.home, verified.actor, plan, verified.uri)
        return Effect(object_uri=plan.uri)

    async def undo(
        self, inner: BlockWire | None, undone_uri: str, actor: Account, sight: Sight
    ) -> Effect:
        """Forget the block."""
        target = sight.accounts.get(inner.object.id) if inner is not None else None
        await relations.accept_unblock(self.ctx.home, actor, target, undone_uri)
        return Effect(object_uri=undone_uri, undone=undone_uri)
