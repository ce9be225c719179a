"""The reader: quick on the loop, slow in the thread, never stale, never writing."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models import sql
from models.database import Database, OperationalError
from models.settings import DatabaseSettings
from models.transaction import background, transaction
from tests.databases import SQLite

_SLOW = (
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500000)"
    " SELECT COUNT(*) AS n FROM n"
)


async def _names() -> list[str]:
    return [row["name"] for row in await sql.rows("SELECT name FROM lease")]


@pytest.fixture
async def lite(sqlite_databases: SQLite, tmp_path: Path) -> AsyncIterator[DatabaseSettings]:
    settings = sqlite_databases.new(tmp_path)
    async with Database(settings, tmp_path):
        yield settings


@pytest.mark.usefixtures("lite")
async def test_a_quick_read_gives_nobody_else_a_turn() -> None:
    turns: list[str] = []
    asyncio.get_running_loop().call_soon(turns.append, "somebody else")
    assert await sql.rows("SELECT ? AS a, 2 AS b", [1]) == [{"a": 1, "b": 2}]
    assert turns == []


@pytest.mark.usefixtures("lite")
async def test_many_quick_reads_leave_others_their_turn() -> None:
    turns: list[str] = []
    asyncio.get_running_loop().call_soon(turns.append, "somebody else")
    for _ in range(32):
        await sql.rows("SELECT 1 AS a")
    assert turns == ["somebody else"]


@pytest.mark.usefixtures("lite")
async def test_a_slow_read_is_finished_in_the_thread_and_does_not_hold_up_the_loop() -> None:
    await sql.rows("SELECT 1 AS a")
    reading = asyncio.create_task(sql.rows(_SLOW))
    pauses = []
    while not reading.done():
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        pauses.append(time.perf_counter() - before)
    assert await reading == [{"n": 1_500_000}]
    assert len(pauses) > 5, "the loop stood still while SQLite counted"


@pytest.mark.usefixtures("lite")
async def test_what_was_just_committed_is_read_and_what_is_not_committed_is_not() -> None:
    insert = "INSERT INTO lease (name, owner, epoch, expires_at) VALUES (?, '', 1, 0)"
    async with transaction():
        await sql.write(insert, ["first"])
        assert await background(_names(), "another task") == []
    assert await _names() == ["first"]


@pytest.mark.usefixtures("lite")
async def test_a_write_or_nonsense_is_refused_as_everywhere() -> None:
    for statement in ("DELETE FROM account", "SELECT nothing FROM nowhere"):
        with pytest.raises(OperationalError):
            await sql.rows(statement)
