"""Receipts: the durable inbox, from the bytes that were acknowledged to their effect.

The gate writes a receipt before the sender hears 202, many in one transaction. Workers take what is
due, lane by lane in order, and settle each in the transaction of its effect. One sender's activity
stands here once, so that a repeated delivery finds its receipt and changes nothing. Bodies leave
with the effect; the row itself stays as long as the longest retry of a peer (RetentionSettings).
"""

import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from models import sql
from models.ids import to_milliseconds
from models.ports import Clock

LANES = 16
TOPIC = "receipts"


class NewReceipt(msgspec.Struct, frozen=True):
    """An authenticated activity as it came."""

    activity_uri: str
    actor_uri: str
    sender_uri: str
    body: bytes


class Due(msgspec.Struct, frozen=True):
    """A receipt whose turn it is."""

    id: int
    activity_uri: str
    sender_uri: str
    body: bytes
    attempts: int
    received_at: int


class Postponed(msgspec.Struct, frozen=True):
    """A receipt that is tried again at `next_at`, for `reason`."""

    id: int
    reason: str
    next_at: datetime


def lane_of(actor_uri: str) -> int:
    """Return the lane that keeps the activities of one actor in order."""
    return zlib.crc32(actor_uri.encode()) % LANES


async def record(clock: Clock, receipts: Sequence[NewReceipt]) -> set[tuple[str, str]]:
    """Write receipts; returns (sender, activity) of the new ones, the others were here already."""
    now = to_milliseconds(clock.now())
    values: list[object] = []
    for each in receipts:
        values += [each.activity_uri, each.sender_uri, lane_of(each.actor_uri), each.body, now, now]
    rows = ", ".join(["(?, ?, ?, ?, 'new', '', 0, ?, ?)"] * len(receipts))
    written = await sql.write(
        "INSERT INTO receipt (activity_uri, sender_uri, lane, body, state, reason, attempts,"
        f" received_at, next_at) VALUES {rows}"
        " ON CONFLICT (sender_uri, activity_uri) DO NOTHING RETURNING sender_uri, activity_uri",
        values,
    )
    return {(row["sender_uri"], row["activity_uri"]) for row in written}


async def due(clock: Clock, limit: int, lanes: Sequence[int] | None = None) -> list[Due]:
    """Return the oldest receipts whose turn it is, new ones before those that were postponed."""
    chosen = "" if lanes is None else f" AND lane IN ({sql.marks(len(lanes))})"
    found: list[Due] = []
    for state in ("new", "deferred"):
        rows = await sql.rows(
            "SELECT id, activity_uri, sender_uri, body, attempts, received_at FROM receipt"
            f" WHERE state = ? AND next_at <= ?{chosen} ORDER BY next_at, id LIMIT ?",
            [state, to_milliseconds(clock.now()), *(lanes or ()), limit - len(found)],
        )
        found.extend(
            Due(
                row["id"],
                row["activity_uri"],
                row["sender_uri"],
                bytes(row["body"] or b""),
                row["attempts"],
                row["received_at"],
            )
            for row in rows
        )
        if len(found) >= limit:
            break
    return found


async def settle(
    identifiers: Sequence[int], state: Literal["done", "refused"], reason: str
) -> None:
    """Close receipts: their effect is written, or they never will have one."""
    if identifiers:
        await sql.write(
            "UPDATE receipt SET state = ?, reason = ?, body = NULL"
            f" WHERE id IN ({sql.marks(len(identifiers))})",
            [state, reason, *identifiers],
        )


async def claim(identifiers: Sequence[int], until: datetime) -> None:
    """Count an attempt before it is made, so that a receipt which kills its worker is found out.

    Nobody else takes the receipts before `until`.
    """
    if identifiers:
        await sql.write(
            "UPDATE receipt SET state = 'deferred', attempts = attempts + 1, next_at = ?"
            f" WHERE id IN ({sql.marks(len(identifiers))})",
            [to_milliseconds(until), *identifiers],
        )


async def postpone(postponed: Postponed) -> None:
    """Try a claimed receipt again later."""
    await sql.write(
        "UPDATE receipt SET state = 'deferred', reason = ?, next_at = ? WHERE id = ?",
        [postponed.reason, to_milliseconds(postponed.next_at), postponed.id],
    )


async def park(identifier: int, reason: str) -> None:
    """Keep a receipt for the operator: it was tried often enough."""
    await sql.write(
        "UPDATE receipt SET state = 'parked', reason = ? WHERE id = ?", [reason, identifier]
    )


async def forget(clock: Clock, older_than: timedelta, limit: int = 5_000) -> int:
    """Delete settled receipts that no peer can repeat any more; returns how many."""
    before = to_milliseconds(clock.now() - older_than)
    rows = await sql.write(
        "DELETE FROM receipt WHERE id IN (SELECT id FROM receipt WHERE state IN ('done', 'refused')"
        " AND received_at < ? LIMIT ?) RETURNING id",
        [before, limit],
    )
    return len(rows)
