"""Remove: something was taken out of a collection of its owner.

It is understood and has no effect here: a polite 202, one line in the log, nothing stored.
"""

from federation.errors import Reason
from federation.registry import Effect, Handler, activity
from federation.verified import Verified
from federation.wire import ActivityWire, Ref


class RemoveWire(ActivityWire, frozen=True, tag="Remove"):
    """Read only to know that it is well-formed."""

    object: Ref


@activity(RemoveWire)
class Remove(Handler):
    """Ignored."""

    async def receive(self, wire: RemoveWire, verified: Verified, plan: None) -> Effect:
        """Leave everything as it is."""
        return Effect(outcome="ignored", reason=Reason.NOT_ALLOWED)
