"""Reject: our Follow was refused, or ended by the one who was followed."""

from federation.answers import answer_follow, answers_follow
from federation.registry import IGNORED, Effect, Handler, activity
from federation.verified import Verified
from federation.wire import ActivityWire, Ref


class RejectWire(ActivityWire, frozen=True, tag="Reject"):
    """Embeds what is refused; some send its id alone."""

    object: Ref


@activity(RejectWire)
class Reject(Handler):
    """Answers to us only."""

    async def receive(self, wire: RejectWire, verified: Verified, plan: None) -> Effect:
        """Take the Follow back."""
        if not answers_follow(wire.object):
            return IGNORED
        return await answer_follow(self.ctx, verified, wire.object, is_accepted=False)
