"""The outbox: events written in the transaction of their cause, published later, never lost.

The worker claims new events in order, one lane at a time, and finishes them in the transaction
that writes their deliveries. A fault postpones the event; its lane waits behind it, because an
edit must not overtake the post it edits. After `_PARK_AFTER` faults the event is parked for the
operator and the lane goes on.
"""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from models import events, sql
from models.ids import to_milliseconds
from models.ports import Clock, Wake
from models.transaction import after_commit

LANES = 16
TOPIC = "events"
_PARK_AFTER = 12
_FIRST_DELAY = timedelta(seconds=2)
_LONGEST_DELAY = timedelta(minutes=10)

AnyEvent = (
    events.PostPublished
    | events.PostEdited
    | events.PostWithdrawn
    | events.PostBoosted
    | events.BoostWithdrawn
    | events.PostLiked
    | events.LikeWithdrawn
    | events.VoteCast
    | events.PollTallied
    | events.FollowRequested
    | events.FollowWithdrawn
    | events.FollowAnswered
    | events.AccountBlocked
    | events.BlockWithdrawn
    | events.ProfileChanged
    | events.ActivityAccepted
    | events.RosterProposed
    | events.RosterSigned
    | events.RosterCompleted
)
_decoder = msgspec.json.Decoder(AnyEvent)
_encoder = msgspec.json.Encoder()


class Recorded(msgspec.Struct, frozen=True):
    """A claimed event and its row."""

    id: int
    attempts: int
    event: events.Event


async def record(clock: Clock, event: events.Event, wake: Wake | None = None) -> None:
    """Write `event` into the outbox, within the transaction that is its cause."""
    now = to_milliseconds(clock.now())
    await sql.write(
        "INSERT INTO event (kind, body, lane, state, attempts, next_at, created_at)"
        " VALUES (?, ?, ?, 'new', 0, ?, ?)",
        [
            type(event).__name__,
            _encoder.encode(event).decode(),
            event.actor_id % LANES,
            now,
            now,
        ],
    )
    if wake is not None:
        after_commit(lambda: wake.notify(TOPIC))


async def due(clock: Clock, limit: int, lanes: Sequence[int] | None = None) -> list[Recorded]:
    """Return the oldest unpublished events in order, none of a lane whose first one must wait."""
    chosen = "" if lanes is None else f" AND lane IN ({sql.marks(len(lanes))})"
    now = to_milliseconds(clock.now())
    found = await sql.rows(
        "SELECT id, body, attempts FROM event WHERE state = 'new'"
        f"{chosen} AND lane NOT IN (SELECT lane FROM event WHERE state = 'new' AND next_at > ?)"
        " ORDER BY id LIMIT ?",
        [*(lanes or ()), now, limit],
    )
    return [Recorded(row["id"], row["attempts"], _decoder.decode(row["body"])) for row in found]


async def finish(identifiers: Sequence[int]) -> None:
    """Mark events as published; call it in the transaction that wrote their deliveries."""
    if identifiers:
        await sql.write(
            f"UPDATE event SET state = 'done' WHERE id IN ({sql.marks(len(identifiers))})",
            list(identifiers),
        )


async def postpone(clock: Clock, recorded: Recorded) -> str:
    """Try an event again later, or park it after too many faults; returns its new state."""
    attempts = recorded.attempts + 1
    state = "parked" if attempts >= _PARK_AFTER else "new"
    delay = min(_FIRST_DELAY * 2**recorded.attempts, _LONGEST_DELAY)
    await sql.write(
        "UPDATE event SET attempts = ?, next_at = ?, state = ? WHERE id = ?",
        [attempts, to_milliseconds(clock.now() + delay), state, recorded.id],
    )
    return state
