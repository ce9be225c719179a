"""Migrating: many starters at once, and a database that is not there."""

import asyncio
import contextlib
import subprocess
import sys
from pathlib import Path

import pytest

from models.database import Database
from models.errors import Unavailable
from models.settings import DatabaseSettings
from models.upgrading import exclusive
from tests.databases import Postgres

MIGRATE = """
import asyncio, sys
from pathlib import Path
from models.database import Database
from models.settings import DatabaseSettings

async def main():
    async with Database(DatabaseSettings(url=sys.argv[1]), Path(sys.argv[2])) as database:
        print(len(await database.migrate()))

asyncio.run(main())
"""


def migrate_at_once(url: str, folder: Path, starters: int) -> list[int]:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATE, url, str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(starters)
    ]
    ended = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0] * starters, ended
    return sorted(int(output) for output, _ in ended)


def test_of_several_starters_exactly_one_migrates_an_sqlite_file(tmp_path: Path) -> None:
    first, *others = reversed(migrate_at_once("sqlite://hanse.sqlite3", tmp_path, 4))
    assert first >= 1
    assert others == [0, 0, 0]


@pytest.mark.postgres
def test_of_several_starters_exactly_one_migrates_a_postgres_database(
    postgres_databases: Postgres, tmp_path: Path
) -> None:
    postgres_databases._sql("CREATE DATABASE raced;")
    settings = postgres_databases._settings("raced")
    try:
        first, *others = reversed(migrate_at_once(settings.url, tmp_path, 4))
    finally:
        postgres_databases.drop(settings)
    assert first >= 1
    assert others == [0, 0, 0]


@pytest.mark.parametrize(
    "url",
    [
        "postgres://nobody@127.0.0.1:1/nothing",
        "sqlite:///nowhere/at/all.sqlite3",
    ],
)
async def test_a_database_that_cannot_be_reached_is_said_so(url: str, tmp_path: Path) -> None:
    async with Database(DatabaseSettings(url=url), tmp_path) as database:
        with pytest.raises(Unavailable) as caught:
            await database.migrate()
    assert "the database cannot be used" in str(caught.value.detail)


async def test_a_killed_migrator_leaves_nothing_locked(tmp_path: Path) -> None:
    file = tmp_path / "hanse.sqlite3"
    holder = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        f"import fcntl, time; f = open({str(file) + '.lock'!r}, 'w');"
        " fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); time.sleep(60)",
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"
    connections = {
        "default": {"engine": "models.backends.sqlite", "credentials": {"file_path": str(file)}}
    }
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.3), exclusive(connections):
            pytest.fail("two hold the lock")
    holder.kill()
    await holder.wait()
    async with asyncio.timeout(5), exclusive(connections):
        pass
