"""Add: something was put into a collection of its owner; pins are read when a profile is.

It is understood and has no effect here: a polite 202, one line in the log, nothing stored.
"""

from federation.errors import Reason
from federation.registry import Effect, Handler, activity
from federation.verified import Verified
from federation.wire import ActivityWire, Ref


class AddWire(ActivityWire, frozen=True, tag="Add"):
    """Read only to know that it is well-formed."""

    object: Ref


@activity(AddWire)
class Add(Handler):
    """Ignored."""

    async def receive(self, wire: AddWire, verified: Verified, plan: None) -> Effect:
        """Leave everything as it is."""
        return Effect(outcome="ignored", reason=Reason.NOT_ALLOWED)
