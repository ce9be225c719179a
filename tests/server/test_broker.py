"""Wake-ups inside one process and between processes on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from models.database import configuration
from models.ports import Wake
from server.broker.memory import MemoryWake
from server.broker.postgres import PostgresWake
from server.demo.waiting import until
from tests.databases import Postgres

LONG_SECONDS = 50.0


@pytest.fixture
def parameters(postgres_databases: Postgres, tmp_path: Path) -> dict[str, Any]:
    settings = postgres_databases.new(tmp_path)
    found = dict(configuration(settings, tmp_path)["connections"]["default"]["credentials"])
    for name in ("minsize", "maxsize"):
        del found[name]
    return found


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def unopened(request: pytest.FixtureRequest) -> MemoryWake | PostgresWake:
    if request.param == "memory":
        return MemoryWake()
    return PostgresWake(request.getfixturevalue("parameters"))


@pytest.fixture
async def wake(unopened: MemoryWake | PostgresWake) -> AsyncIterator[Wake]:
    async with unopened as opened:
        yield opened


async def listening(parameters: dict[str, Any], backends: int) -> None:
    """Wait until so many connections listen; a notification before that is heard by nobody."""
    connection = await asyncpg.connect(**parameters)

    async def enough() -> bool:
        found = await connection.fetchval(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND (query LIKE 'LISTEN%' OR query LIKE 'SELECT pg_notify%')"
        )
        return bool(found >= backends)

    try:
        await until(enough, LONG_SECONDS)
    finally:
        await connection.close()


async def end_all_others(parameters: dict[str, Any]) -> None:
    """Let the server end every connection to the database, and return when all are gone."""
    killer = await asyncpg.connect(**parameters)

    async def are_gone() -> bool:
        running = await killer.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return not running

    try:
        await until(are_gone, LONG_SECONDS)
    finally:
        await killer.close()


async def until_heard(one: Wake, other: Wake) -> None:
    """Notify at the one until the other is woken: who listens too late hears the next one."""

    async def is_heard() -> bool:
        one.notify("events")
        return await other.wait("events", 0.2)

    await until(is_heard, LONG_SECONDS)


async def test_whoever_waits_is_woken(wake: Wake) -> None:
    waiting = asyncio.create_task(wake.wait("events", LONG_SECONDS))
    await asyncio.sleep(0)
    wake.notify("events")
    assert await waiting is True


async def test_a_wake_up_waits_for_who_comes_next_and_is_used_up(wake: Wake) -> None:
    wake.notify("events")
    assert await wake.wait("events", LONG_SECONDS) is True
    assert await wake.wait("events", 0.05) is False


async def test_topics_do_not_wake_each_other(wake: Wake) -> None:
    wake.notify("receipts")
    assert await wake.wait("events", 0.05) is False


@pytest.mark.postgres
async def test_another_process_is_woken(parameters: dict[str, Any]) -> None:
    async with PostgresWake(parameters) as one, PostgresWake(parameters) as other:
        await listening(parameters, 2)
        one.notify("events")
        assert await other.wait("events", LONG_SECONDS) is True


@pytest.mark.postgres
async def test_a_wake_up_of_our_own_does_not_come_back(parameters: dict[str, Any]) -> None:
    async with PostgresWake(parameters) as one, PostgresWake(parameters) as other:
        await listening(parameters, 2)
        one.notify("events")
        assert await one.wait("events", LONG_SECONDS) is True
        assert await other.wait("events", LONG_SECONDS) is True
        assert await one.wait("events", 0.2) is False


@pytest.mark.postgres
async def test_a_command_that_ends_at_once_still_wakes_the_server(
    parameters: dict[str, Any],
) -> None:
    async with PostgresWake(parameters) as server:
        await listening(parameters, 1)
        async with PostgresWake(parameters) as command:
            command.notify("events")
        assert await server.wait("events", LONG_SECONDS) is True


@pytest.mark.postgres
async def test_a_broken_connection_is_made_anew(parameters: dict[str, Any]) -> None:
    async with PostgresWake(parameters) as one, PostgresWake(parameters) as other:
        await listening(parameters, 2)
        await end_all_others(parameters)
        await until_heard(one, other)


@pytest.mark.postgres
async def test_a_connection_used_after_the_servers_farewell_is_made_anew(
    parameters: dict[str, Any],
) -> None:
    async with PostgresWake(parameters) as one, PostgresWake(parameters) as other:
        await listening(parameters, 2)
        # This loop stands still meanwhile, so the farewell and the end wait in the socket together.
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(asyncio.run, end_all_others(parameters)).result(LONG_SECONDS)
        # The farewell is read after this step, and the end one step later: after the notification.
        await asyncio.sleep(0)
        await until_heard(one, other)
