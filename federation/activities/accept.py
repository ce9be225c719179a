"""Accept: our Follow was granted, or a partner signed a roster draft."""

from federation import rosters
from federation.answers import answer_follow, answers_follow
from federation.registry import Effect, Handler, activity
from federation.verified import Verified
from federation.wire import ActivityWire, Ref
from models.transaction import after_commit


class AcceptWire(ActivityWire, frozen=True, tag="Accept"):
    """Embeds what is accepted; some send its id alone."""

    object: Ref


@activity(AcceptWire)
class Accept(Handler):
    """Answers to us only."""

    async def receive(self, wire: AcceptWire, verified: Verified, plan: None) -> Effect:
        """Settle the Follow, or hand the signature to the roster."""
        if answers_follow(wire.object):
            return await answer_follow(self.ctx, verified, wire.object, is_accepted=True)
        # A signature may have completed a roster, and the gate must know its partners at once.
        after_commit(self.ctx.communities.forget)
        return await rosters.receive_signature(self.ctx, verified)
