"""Outgoing: writing down what we said, in the transaction that finishes its events.

Publishing enters with finished bytes. An activity is stored once under its id, a community's with
the next number of our log of it (`activities.record`), and its deliveries with it. Either all of
that is there and the event is finished, or nothing is and the event comes again.
"""

from collections.abc import Sequence

import msgspec

from models import outbox, sql
from models.actions import activities, deliveries
from models.actions.activities import NewActivity
from models.actions.deliveries import Inbox, Letter
from models.leases import Held, fence
from models.ports import Clock, Wake
from models.transaction import transaction


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """An activity ready to go: what is stored, who signs its requests, where it goes."""

    uri: str
    type: str
    actor_uri: str
    object_uri: str
    body: bytes
    signer_id: int
    inboxes: tuple[Inbox, ...] = ()
    is_public: bool = True
    """Whether anybody may fetch it by its id."""
    community_id: int | None = None
    """The community in whose log it stands."""
    erases: str | None = None
    """Id of an object whose earlier activities lose their bytes, because it was deleted."""


class Forwarding(msgspec.Struct, frozen=True, kw_only=True):
    """A received activity that goes on, byte for byte, under our own request signature."""

    activity_id: int
    signer_id: int
    inboxes: tuple[Inbox, ...]
    erases: None = None


class Publication(msgspec.Struct, frozen=True):
    """An event and all that follows from it."""

    event_id: int
    parcels: Sequence[Parcel | Forwarding]


async def store(
    clock: Clock, publications: Sequence[Publication], held: Held | None, wake: Wake | None = None
) -> int:
    """Write activities and deliveries of these events and finish them; returns the deliveries.

    One transaction. LeaseLost when another process took over publishing meanwhile.
    """
    parcels = [each for publication in publications for each in publication.parcels]
    async with transaction():
        if held is not None:
            await fence(held)
        numbers = await _record(clock, [each for each in parcels if isinstance(each, Parcel)])
        await activities.erase([each.erases for each in parcels if each.erases is not None])
        letters = [
            Letter(
                each.activity_id if isinstance(each, Forwarding) else numbers[each.uri],
                each.signer_id,
                each.inboxes,
            )
            for each in parcels
        ]
        count = await deliveries.enqueue(clock, letters, wake)
        await outbox.finish([publication.event_id for publication in publications])
    return count


async def _record(clock: Clock, parcels: Sequence[Parcel]) -> dict[str, int]:
    """Write the activities; returns the number of each, also of those that were known."""
    numbers = await activities.record(
        clock,
        [
            NewActivity(
                uri=parcel.uri,
                type=parcel.type,
                actor_uri=parcel.actor_uri,
                object_uri=parcel.object_uri,
                audience="public" if parcel.is_public else "addressed",
                community_id=parcel.community_id,
                body=parcel.body,
                is_local=True,
            )
            for parcel in parcels
        ],
    )
    known = [parcel.uri for parcel in parcels if parcel.uri not in numbers]
    if known:
        found = await sql.rows(
            f"SELECT id, uri FROM activity WHERE uri IN ({sql.marks(len(known))})", known
        )
        numbers.update((row["uri"], row["id"]) for row in found)
    return numbers
