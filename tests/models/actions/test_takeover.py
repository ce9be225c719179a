"""After a crash nothing waits for the claims of the dead."""

from datetime import timedelta

from models import leases, sql
from models.actions import takeover
from models.database import Database
from models.ids import to_milliseconds
from tests.clock import StillClock


async def test_claims_of_a_dead_process_are_free_and_its_late_writes_are_fenced(
    database: Database, clock: StillClock
) -> None:
    held = await leases.acquire(clock, "publish", "dead", timedelta(seconds=30))
    assert held is not None
    now = to_milliseconds(clock.now())
    await sql.write(
        "INSERT INTO destination (inbox, host, is_partner, failures, next_at, last_reason,"
        " leased_by, leased_until) VALUES (?, ?, ?, 0, ?, '', 'dead', ?)",
        ["https://b.example/inbox", "b.example", True, now + 60_000, now + 60_000],
    )
    assert await takeover.free_claims(clock) == 2
    lane = await sql.rows("SELECT leased_by, next_at FROM destination")
    assert [(row["leased_by"], row["next_at"]) for row in lane] == [("", now)]
    successor = await leases.acquire(clock, "publish", "alive", timedelta(seconds=30))
    assert successor is not None
    assert successor.epoch > held.epoch
    assert await takeover.free_claims(clock) == 1
    assert await takeover.free_claims(clock) == 0
