"""Transactions: all or nothing, callbacks after the commit only, and safe to cancel."""

import asyncio
from pathlib import Path

import pytest

from models import sql
from models.database import Database
from models.errors import Conflict
from models.settings import DatabaseSettings
from models.transaction import after_commit, background, in_progress, transaction


async def _add(name: str) -> None:
    await sql.write(
        "INSERT INTO lease (name, owner, epoch, expires_at) VALUES (?, ?, ?, ?)", [name, "", 0, 0]
    )


async def _names() -> list[str]:
    return [row["name"] for row in await sql.rows("SELECT name FROM lease ORDER BY name")]


async def test_a_refusal_leaves_nothing_behind(database: Database) -> None:
    called: list[str] = []
    with pytest.raises(Conflict):
        async with transaction():
            await _add("a")
            after_commit(lambda: called.append("a"))
            raise Conflict("no")
    assert await _names() == []
    assert called == []


async def test_callbacks_run_after_the_outermost_commit_only(database: Database) -> None:
    called: list[str] = []
    async with transaction():
        async with transaction():
            await _add("inner")
            after_commit(lambda: called.append("inner"))
        assert called == []
        assert in_progress()
    assert called == ["inner"]
    assert not in_progress()


async def test_an_inner_refusal_undoes_the_inner_part_only(database: Database) -> None:
    async with transaction():
        await _add("outer")
        with pytest.raises(Conflict):
            async with transaction():
                await _add("inner")
                raise Conflict("no")
        assert await _names() == ["outer"]
    assert await _names() == ["outer"]


async def test_a_background_task_does_not_join_its_creators_transaction(
    database: Database,
) -> None:
    started: list[asyncio.Task[None]] = []
    with pytest.raises(Conflict):
        async with transaction():
            await _add("undone")
            started.append(background(_add("kept"), "test"))
            raise Conflict("no")
    await started[0]
    assert await _names() == ["kept"]


async def test_cancelling_at_any_moment_never_blocks_the_database(database: Database) -> None:
    async def change() -> None:
        async with transaction():
            await sql.write("UPDATE lease SET epoch = epoch + 1 WHERE name = ?", ["a"])

    await _add("a")
    for round_number in range(120):
        tasks = [background(change(), "test") for _ in range(3)]
        await asyncio.sleep(0.0002 * (round_number % 9))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.wait_for(change(), 5)
    row = await sql.row("SELECT epoch FROM lease WHERE name = ?", ["a"])
    assert row is not None
    assert row["epoch"] >= 1


async def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    await _add("a")
    inside = asyncio.Event()
    leave = asyncio.Event()

    async def hold() -> None:
        async with transaction():
            await _add("b")
            inside.set()
            await leave.wait()

    task = background(hold(), "test")
    await inside.wait()
    assert await asyncio.wait_for(_names(), 2) == ["a"]
    leave.set()
    await task
    assert await _names() == ["a", "b"]


async def test_migrating_twice_changes_nothing(
    database_settings: DatabaseSettings, tmp_path: Path
) -> None:
    async with Database(database_settings, tmp_path) as opened:
        assert await opened.pending() == []
        assert await opened.migrate() == []
