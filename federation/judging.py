"""Judging: from a receipt to an activity that may have its effect, without writing anything of it.

`processing` enters with receipts that are due. Here they are read, found to be repeated or not,
authenticated by whoever brought them or by what they carry, and put before their handlers.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import orjson

from federation.accounts import is_refused
from federation.context import Federation
from federation.errors import Reason, Rejected
from federation.reading import reference
from federation.registry import Handler, Handlers
from federation.sight import Sight
from federation.verified import Verified, by_signature
from models.actions import receipts
from models.actions.receipts import Due


class Item(msgspec.Struct, frozen=True):
    """A receipt and its document."""

    due: Due
    document: dict[str, Any]
    actor_uri: str


class Judged(msgspec.Struct, frozen=True):
    """An activity that may have its effect."""

    item: Item
    handler: Handler
    wire: Any
    verified: Verified
    plan: Any


class Judge:
    """Judges for one process; keeps nothing between two batches."""

    def __init__(self, handlers: Handlers) -> None:
        self._ctx: Federation = handlers.federation
        self._handlers = handlers

    def sight(self) -> Sight:
        """Return an empty sight for a new batch."""
        return Sight(self._ctx.accounts, self._handlers.resolver, self._ctx.home.hosts)

    async def read(self, found: Sequence[Due]) -> list[Item]:
        """Return what can be read; bytes that no gate can have let in are refused for good."""
        items = []
        for due in found:
            try:
                # The gate has parsed these bytes strictly; the second reading cannot differ.
                document = orjson.loads(due.body)
                items.append(Item(due, document, reference(document["actor"]) or ""))
            except (orjson.JSONDecodeError, KeyError, TypeError, Rejected):
                await receipts.settle([due.id], "refused", Reason.JSON_MALFORMED)
        return items

    async def judge(self, item: Item, sight: Sight) -> Judged | None:
        """Return an activity with its plan, or None when it had its effect before."""
        due = item.due
        if due.activity_uri in sight.activities:
            is_waiting = sight.activities[due.activity_uri] is None
            # A guest's post that waits for the host is judged again when a partner vouches for it.
            if not is_waiting or due.sender_uri == item.actor_uri:
                return None
        if due.sender_uri == item.actor_uri:
            actor = await sight.account(item.actor_uri)
            if is_refused(actor, item.document):
                raise Rejected(Reason.ACTOR_SUSPENDED, actor.uri)
            verified = by_signature(
                due.activity_uri, item.document, due.body, actor, due.sender_uri
            )
        else:
            verified = await self._handlers.authenticator.relayed(
                item.document, due.body, due.sender_uri, sight
            )
        handler, wire = self._handlers.read(verified.document)
        plan = await handler.verify(wire, verified, sight)
        # Whatever follows in this batch under the same id is a repetition.
        sight.activities[due.activity_uri] = sight.activities.get(due.activity_uri, 0)
        return Judged(item, handler, wire, verified, plan)
