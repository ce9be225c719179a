"""Undo: an actor takes one of its own activities back.

It may come before what it takes back; then the id is remembered, and the late activity finds that
it has been undone. An Undo by id alone is read with what we remember of that id.
"""

from typing import Any

import msgspec

from federation.errors import Reason, Rejected
from federation.origin import same_origin
from federation.reading import reference
from federation.registry import Effect, Handler, activity
from federation.sight import Sight
from federation.verified import Verified
from federation.wire import ActivityWire, Ref
from models.queries import inbound


class UndoWire(ActivityWire, frozen=True, tag="Undo"):
    """Usually embeds what it takes back."""

    object: Ref


class Undoing(msgspec.Struct, frozen=True):
    """What is taken back: by whom it is handled, and how it read, if it was shown."""

    handler: Handler | None
    wire: Any
    sight: Sight


@activity(UndoWire)
class Undo(Handler):
    """Takes back what its handler knows how to."""

    def check(self, wire: UndoWire) -> None:
        """Refuse to undo what somebody else did."""
        if not same_origin(wire.object.id, wire.actor.id):
            raise Rejected(Reason.ORIGIN_MISMATCH, f"{wire.object.id[:200]} by {wire.actor.id}")
        inner = wire.object.embedded
        if inner is not None and reference(inner.get("actor")) not in (None, wire.actor.id):
            raise Rejected(Reason.ACTOR_MISMATCH, f"{wire.object.id[:200]} is another's")

    async def verify(self, wire: UndoWire, verified: Verified, sight: Sight) -> Undoing:
        """Find who handles the type of what is undone."""
        self.check(wire)
        inner = wire.object.embedded
        if inner is not None and inner.get("type") is not None:
            whole = {"actor": verified.actor.uri, **inner}
            return Undoing(*self.handlers.read(whole), sight)
        known = await inbound.activity_type(wire.object.id, verified.actor.uri)
        if known is None:
            return Undoing(None, None, sight)
        return Undoing(self.handlers.of({"type": known}), None, sight)

    async def receive(self, wire: UndoWire, verified: Verified, plan: Undoing) -> Effect:
        """Take it back, and remember that it is."""
        if plan.handler is None:
            return Effect(object_uri=wire.object.id, undone=wire.object.id)
        return await plan.handler.undo(plan.wire, wire.object.id, verified.actor, plan.sight)
