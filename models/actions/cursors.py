"""Cursors: how far we have read each partner's log of each community.

Catching up enters. A cursor moves in the same transaction that stores what was read, so it never
points past something that is not durably here.
"""

from collections.abc import Sequence

import msgspec

from models import sql
from models.actions import receipts
from models.actions.receipts import NewReceipt
from models.ids import to_milliseconds
from models.ports import Clock, Wake
from models.transaction import after_commit, transaction


class Cursor(msgspec.Struct, frozen=True):
    """How far a partner's log was read; moments in milliseconds, None if never."""

    seq: int = 0
    checked_at: int | None = None
    failed_at: int | None = None


async def read(community_id: int, domain: str) -> Cursor:
    """Return the cursor; the beginning of the log for a partner never read before."""
    found = await sql.row(
        "SELECT seq, checked_at, failed_at FROM peer_cursor WHERE community_id = ? AND domain = ?",
        [community_id, domain],
    )
    return Cursor() if found is None else Cursor(**found)


async def advance(
    clock: Clock,
    place: tuple[int, str],
    seq: int,
    found: Sequence[NewReceipt],
    wake: Wake | None = None,
) -> int:
    """Store what a page held and move the cursor of (community, domain) past it, or neither.

    Returns how many of the receipts are new. `seq` may be smaller than before: a partner whose
    database was restored from a backup is read again from the start.
    """
    async with transaction():
        new = await receipts.record(clock, found) if found else set()
        await _write(place, seq, "checked_at", to_milliseconds(clock.now()))
        if new and wake is not None:
            after_commit(lambda: wake.notify(receipts.TOPIC))
    return len(new)


async def note_failure(clock: Clock, place: tuple[int, str]) -> None:
    """Remember that a partner's log could not be read just now."""
    await _write(place, None, "failed_at", to_milliseconds(clock.now()))


async def _write(place: tuple[int, str], seq: int | None, column: str, now: int) -> None:
    moved = "" if seq is None else ", seq = excluded.seq"
    await sql.write(
        f"INSERT INTO peer_cursor (community_id, domain, seq, {column}) VALUES (?, ?, ?, ?)"
        f" ON CONFLICT (community_id, domain) DO UPDATE SET {column} = excluded.{column}{moved}",
        [*place, seq or 0, now],
    )
