"""Leases: one holder at a time, and nobody who overslept writes over the next one."""

import asyncio
from datetime import timedelta

import pytest

from models import leases, sql
from models.database import Database
from models.leases import LeaseLost, Tenure
from models.transaction import transaction
from tests.clock import StillClock

MINUTE = timedelta(minutes=1)


async def test_a_lease_has_one_holder_until_its_time_is_over(
    database: Database, clock: StillClock
) -> None:
    first = await leases.acquire(clock, "work", "a", MINUTE)
    assert first is not None
    assert await leases.acquire(clock, "work", "b", MINUTE) is None
    assert await leases.acquire(clock, "work", "a", MINUTE) is None
    clock.advance(minutes=2)
    second = await leases.acquire(clock, "work", "b", MINUTE)
    assert second is not None
    assert second.epoch > first.epoch


async def test_of_many_who_ask_at_once_one_gets_the_lease(
    database: Database, clock: StillClock
) -> None:
    got = await asyncio.gather(
        *(leases.acquire(clock, "work", f"worker-{n}", MINUTE) for n in range(20))
    )
    assert sum(held is not None for held in got) == 1


async def test_a_renewed_lease_lasts_and_a_lost_one_cannot_be_renewed(
    database: Database, clock: StillClock
) -> None:
    held = await leases.acquire(clock, "work", "a", MINUTE)
    assert held is not None
    clock.advance(seconds=50)
    assert await leases.renew(clock, held, MINUTE)
    clock.advance(seconds=50)
    assert await leases.acquire(clock, "work", "b", MINUTE) is None
    clock.advance(seconds=20)
    assert not await leases.renew(clock, held, MINUTE)
    assert await leases.acquire(clock, "work", "b", MINUTE) is not None
    assert not await leases.renew(clock, held, MINUTE)


async def test_a_released_lease_is_free_at_once(database: Database, clock: StillClock) -> None:
    held = await leases.acquire(clock, "work", "a", MINUTE)
    assert held is not None
    await leases.release(held)
    assert await leases.acquire(clock, "work", "b", MINUTE) is not None
    await leases.release(held)
    assert await leases.acquire(clock, "work", "c", MINUTE) is None


async def test_a_holder_who_overslept_is_fenced_off_and_writes_nothing(
    database: Database, clock: StillClock
) -> None:
    slept = await leases.acquire(clock, "work", "a", MINUTE)
    assert slept is not None
    clock.advance(minutes=2)
    awake = await leases.acquire(clock, "work", "b", MINUTE)
    assert awake is not None
    with pytest.raises(LeaseLost):
        async with transaction():
            await sql.write(
                "INSERT INTO lease (name, owner, epoch, expires_at) VALUES ('trace', '', 0, 0)"
            )
            await leases.fence(slept)
    assert await sql.row("SELECT name FROM lease WHERE name = 'trace'") is None
    async with transaction():
        await leases.fence(awake)


async def test_a_tenure_renews_by_itself_and_hands_over_when_it_ends(
    database: Database, clock: StillClock
) -> None:
    one, other = Tenure(clock, "work"), Tenure(clock, "work")
    held = await one.hold()
    assert held is not None
    for _ in range(10):
        clock.advance(seconds=12)
        assert await one.hold() == held
        assert await other.hold() is None
    await one.end()
    clock.advance(seconds=12)
    taken = await other.hold()
    assert taken is not None
    assert taken.epoch == held.epoch + 1
