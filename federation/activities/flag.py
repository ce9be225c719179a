"""Flag: a report; nobody here is mandated yet to judge one that comes from outside.

It is understood and has no effect here: a polite 202, one line in the log, nothing stored.
"""

from federation.errors import Reason
from federation.registry import Effect, Handler, activity
from federation.verified import Verified
from federation.wire import ActivityWire, Refs


class FlagWire(ActivityWire, frozen=True, tag="Flag"):
    """Read only to know that it is well-formed."""

    object: Refs


@activity(FlagWire)
class Flag(Handler):
    """Ignored."""

    async def receive(self, wire: FlagWire, verified: Verified, plan: None) -> Effect:
        """Leave everything as it is."""
        return Effect(outcome="ignored", reason=Reason.NOT_ALLOWED)
