"""Dislike: somebody dislikes a post; Hanse counts no dislikes and says so to nobody.

It is understood and has no effect here: a polite 202, one line in the log, nothing stored.
"""

from federation.errors import Reason
from federation.registry import Effect, Handler, activity
from federation.verified import Verified
from federation.wire import ActivityWire, Ref


class DislikeWire(ActivityWire, frozen=True, tag="Dislike"):
    """Read only to know that it is well-formed."""

    object: Ref


@activity(DislikeWire)
class Dislike(Handler):
    """Ignored."""

    async def receive(self, wire: DislikeWire, verified: Verified, plan: None) -> Effect:
        """Leave everything as it is."""
        return Effect(outcome="ignored", reason=Reason.NOT_ALLOWED)
