"""Move: an actor or a post moved; followers decide for themselves whether they follow.

It is understood and has no effect here: a polite 202, one line in the log, nothing stored.
"""

from federation.errors import Reason
from federation.registry import Effect, Handler, activity
from federation.verified import Verified
from federation.wire import ActivityWire, Ref


class MoveWire(ActivityWire, frozen=True, tag="Move"):
    """Read only to know that it is well-formed."""

    object: Ref


@activity(MoveWire)
class Move(Handler):
    """Ignored."""

    async def receive(self, wire: MoveWire, verified: Verified, plan: None) -> Effect:
        """Leave everything as it is."""
        return Effect(outcome="ignored", reason=Reason.NOT_ALLOWED)
