"""`kill -9` at any moment loses nothing that was committed, and keeps the order (faults 1, 2,
4)."""

import asyncio
import random
import sys
from pathlib import Path

from models.database import Database
from tests.databases import SQLite
from tests.federation.outbound import make_author, world

ROUNDS = 8


async def _run_and_kill(file: Path, port: int, seconds: float) -> list[int]:
    """Let the process work for a while, kill it, and return what it said was committed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.federation.crashing",
        str(file),
        str(port),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    first = await process.stdout.readline()
    await asyncio.sleep(seconds)
    process.kill()
    rest = await process.stdout.read()
    await process.wait()
    return [int(line) for line in (first + rest).split(b"\n")[:-1]]


async def test_nothing_committed_is_lost_by_kill_and_order_is_kept(
    tmp_path: Path, sqlite_databases: SQLite
) -> None:
    settings = sqlite_databases.new(tmp_path)
    file = Path(settings.url.removeprefix("sqlite://"))
    chance = random.Random(7)  # noqa: S311 - repeatable, not secret
    said: list[int] = []
    async with Database(settings, tmp_path):
        await make_author()
    async with world("b.test", runs=False) as there:
        receiver = there.receiver("b.test")
        for _ in range(ROUNDS):
            said += await _run_and_kill(file, there.peer.port, chance.uniform(0.05, 0.4))
        # One last run delivers what the last kill has left behind.
        process = asyncio.create_task(_run_and_kill(file, there.peer.port, 3.0))
        await there.until(lambda: set(said) <= {each["id"] for each in receiver.got})
        await process
    assert len(said) > ROUNDS
    firsts = list(dict.fromkeys(each["id"] for each in receiver.got))
    assert firsts == sorted(firsts)
    assert set(said) <= set(firsts)
