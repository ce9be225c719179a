"""Offer: a partner proposes a roster to us; `federation/rosters.py` judges it."""

from federation import rosters
from federation.registry import Effect, Handler, activity
from federation.verified import Verified
from federation.wire import ActivityWire, Ref
from models.transaction import after_commit


class OfferWire(ActivityWire, frozen=True, tag="Offer"):
    """Embeds the draft of a roster."""

    object: Ref


@activity(OfferWire)
class Offer(Handler):
    """Rosters only."""

    async def receive(self, wire: OfferWire, verified: Verified, plan: None) -> Effect:
        """Keep the draft until an admin decides."""
        # A signature may have completed a roster, and the gate must know its partners at once.
        after_commit(self.ctx.communities.forget)
        return await rosters.receive_offer(self.ctx, verified)
