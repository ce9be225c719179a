"""Deliveries, read: what a claimed lane has to send, and what the operator should see.

Only the delivery worker and the pages and metrics of the operator enter. Nothing here changes a
row.
"""

from collections.abc import Sequence

import msgspec

from models import sql
from models.actions.deliveries import IDLE
from models.ids import to_milliseconds
from models.ports import Clock

_END = 2**63 - 1


class Item(msgspec.Struct, frozen=True):
    """One row of a lane."""

    id: int
    destination_id: int
    activity_id: int
    signer_id: int


class Packet(msgspec.Struct, frozen=True):
    """What is sent: the id for the log and the exact bytes; None when it was erased meanwhile."""

    uri: str
    type: str
    body: bytes | None


class Backlog(msgspec.Struct, frozen=True):
    """How much waits for one destination, and why."""

    inbox: str
    host: str
    is_partner: bool
    waiting: int
    parked: int
    failures: int
    failing_since: int | None
    reason: str
    oldest_at: int


async def items(clock: Clock, lanes: Sequence[int], most: int) -> list[Item]:
    """Return the first `most` rows of each lane that are not parked, in their order."""
    if not lanes:
        return []
    now = to_milliseconds(clock.now())
    # The bound keeps the read of a long lane short: it ends at that lane's row number `most`.
    found = await sql.rows(
        "SELECT d.id, d.destination_id, d.activity_id, d.signer_id"
        " FROM destination t JOIN delivery d ON d.destination_id = t.id"
        " AND d.id <= COALESCE((SELECT x.id FROM delivery x"
        " WHERE x.destination_id = t.id AND x.next_at <= ? ORDER BY x.id LIMIT 1 OFFSET ?), ?)"
        f" WHERE t.id IN ({sql.marks(len(lanes))}) AND d.next_at <= ?"
        " ORDER BY d.destination_id, d.id",
        [now, most - 1, _END, *lanes, now],
    )
    return [
        Item(row["id"], row["destination_id"], row["activity_id"], row["signer_id"])
        for row in found
    ]


async def packets(activities: Sequence[int]) -> dict[int, Packet]:
    """Return the bytes of these activities; those whose row has gone are left out."""
    if not activities:
        return {}
    found = await sql.rows(
        f"SELECT id, uri, type, body FROM activity WHERE id IN ({sql.marks(len(activities))})",
        activities,
    )
    return {
        row["id"]: Packet(
            row["uri"], row["type"], None if row["body"] is None else bytes(row["body"])
        )
        for row in found
    }


async def next_due() -> int | None:
    """Return the moment (milliseconds) at which a lane is due next; None when nothing waits."""
    found = await sql.row("SELECT MIN(next_at) AS next_at FROM destination")
    moment = None if found is None else found["next_at"]
    return None if moment is None or moment >= IDLE else int(moment)


async def troubled_hosts() -> frozenset[str]:
    """Return the hosts that fail or were given up, to be woken when they are heard of."""
    found = await sql.rows(
        "SELECT DISTINCT host FROM destination WHERE failures > 0 OR retired_at IS NOT NULL"
    )
    return frozenset(row["host"] for row in found)


async def backlog(*, partners_only: bool = False) -> list[Backlog]:
    """Return every destination for which something waits, partners first, the oldest first."""
    chosen = " WHERE t.is_partner = ?" if partners_only else ""
    found = await sql.rows(
        "SELECT t.inbox, t.host, t.is_partner, t.failures, t.failing_since, t.last_reason,"
        " COUNT(d.id) AS waiting, COUNT(CASE WHEN d.attempts > 0 THEN 1 END) AS parked,"
        " MIN(d.created_at) AS oldest_at"
        f" FROM destination t JOIN delivery d ON d.destination_id = t.id{chosen}"
        " GROUP BY t.id, t.inbox, t.host, t.is_partner, t.failures, t.failing_since, t.last_reason"
        " ORDER BY t.is_partner DESC, oldest_at",
        [True] if partners_only else [],
    )
    return [
        Backlog(
            row["inbox"],
            row["host"],
            bool(row["is_partner"]),
            row["waiting"],
            row["parked"],
            row["failures"],
            row["failing_since"],
            row["last_reason"],
            row["oldest_at"],
        )
        for row in found
    ]
