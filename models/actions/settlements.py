"""Settlements: what became of claimed lanes, written for many of them at once.

The delivery worker enters with outcomes. Only the claim's own token counts for the lane and its
schedule; a delivery that was really made is removed whoever reports it. Lanes are locked in the
order of their ids before they are asked whether anything is left in them, because a row written at
that very moment would otherwise wait for ever.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from models import sql
from models.actions.deliveries import IDLE, TOPIC, chunks
from models.ids import to_milliseconds
from models.ports import Clock, Wake
from models.transaction import transaction

_ANSWERED: Final = ", failures = 0, failing_since = NULL, last_success_at = ?"


class Failure(msgspec.Struct, frozen=True):
    """A lane that must wait until `next_at` for `reason`, with its new count of failures."""

    destination_id: int
    reason: str
    next_at: int
    failures: int
    failing_since: int


class Parking(msgspec.Struct, frozen=True):
    """An activity that a partner refused: kept, tried again at `next_at`, the lane goes on."""

    delivery_id: int
    destination_id: int
    reason: str
    next_at: int


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """The outcomes of many requests, written together."""

    token: str
    removed: Sequence[int] = ()
    """Deliveries that need no further try."""
    answered: Sequence[int] = ()
    """Destinations that accepted or refused: they are up, whatever they said."""
    released: Sequence[int] = ()
    """Destinations given back untried."""
    parked: Sequence[Parking] = ()
    failed: Sequence[Failure] = ()
    retired: Sequence[tuple[int, str]] = ()
    """Strangers given up, each with the reason."""


async def settle(clock: Clock, settlement: Settlement, wake: Wake | None = None) -> None:
    """Write what became of claimed lanes; one transaction, a few statements for all of them."""
    now = to_milliseconds(clock.now())
    async with transaction():
        await _lock(settlement)
        for chunk in chunks(settlement.removed):
            await sql.write(
                f"DELETE FROM delivery WHERE id IN ({sql.marks(len(chunk))})", list(chunk)
            )
        await sql.write_many(
            "UPDATE delivery SET attempts = attempts + 1, next_at = ? WHERE id = ?",
            [[row.next_at, row.delivery_id] for row in settlement.parked],
        )
        await _fail(settlement)
        await _retire(settlement, now)
        is_more = await _release_all(settlement, now)
    if is_more and wake is not None:
        wake.notify(TOPIC)


async def _lock(settlement: Settlement) -> None:
    if sql.dialect() != "postgres":
        return
    concerned = {*settlement.answered, *settlement.released}
    concerned.update(row.destination_id for row in settlement.failed)
    concerned.update(identifier for identifier, _ in settlement.retired)
    for chunk in chunks(sorted(concerned)):
        await sql.rows(
            f"SELECT id FROM destination WHERE id IN ({sql.marks(len(chunk))})"
            " ORDER BY id FOR UPDATE",
            chunk,
        )


async def _fail(settlement: Settlement) -> None:
    await sql.write_many(
        "UPDATE destination SET failures = ?, failing_since = ?, last_reason = ?, next_at = ?,"
        " leased_by = '', leased_until = 0 WHERE id = ? AND leased_by = ?",
        [
            [
                row.failures,
                row.failing_since,
                row.reason,
                row.next_at,
                row.destination_id,
                settlement.token,
            ]
            for row in settlement.failed
        ],
    )


async def _retire(settlement: Settlement, now: int) -> None:
    for identifier, reason in settlement.retired:
        given_up = await sql.write(
            "UPDATE destination SET retired_at = ?, last_reason = ?, next_at = ?, leased_by = '',"
            " leased_until = 0 WHERE id = ? AND leased_by = ? RETURNING id",
            [now, reason, IDLE, identifier, settlement.token],
        )
        if given_up:
            await sql.write("DELETE FROM delivery WHERE destination_id = ?", [identifier])


async def _release_all(settlement: Settlement, now: int) -> bool:
    """Give back all lanes that may go on; returns whether one of them has something due."""
    reasons = {row.destination_id: row.reason for row in settlement.parked}
    clean = [each for each in settlement.answered if each not in reasons]
    token = settlement.token
    is_more = await _release(settlement.released, token, now, "", [])
    is_more |= await _release(clean, token, now, f"{_ANSWERED}, last_reason = ''", [now])
    for identifier, reason in reasons.items():
        marked = f"{_ANSWERED}, last_reason = ?"
        is_more |= await _release([identifier], token, now, marked, [now, reason])
    return is_more


async def _release(
    lanes: Sequence[int], token: str, now: int, assignments: str, values: list[Any]
) -> bool:
    """Give lanes back with the moment of their next row, and `assignments` besides."""
    is_more = False
    for chunk in chunks(lanes):
        released = await sql.write(
            "UPDATE destination SET leased_by = '', leased_until = 0, next_at = CASE"
            " WHEN EXISTS (SELECT 1 FROM delivery WHERE delivery.destination_id = destination.id"
            " AND delivery.next_at <= ?) THEN ?"
            " ELSE COALESCE((SELECT MIN(delivery.next_at) FROM delivery"
            f" WHERE delivery.destination_id = destination.id), ?) END{assignments}"
            f" WHERE leased_by = ? AND id IN ({sql.marks(len(chunk))}) RETURNING next_at",
            [now, now, IDLE, *values, token, *chunk],
        )
        is_more = is_more or any(row["next_at"] <= now for row in released)
    return is_more
