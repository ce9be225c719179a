"""The databases of a demo: one per partner, migrated once and then copied.

Applying all migrations to an empty database takes a second of work, and the result is the same for
every partner. So the first database is made on the side, and the others are copies of it, before
any instance runs. What an instance finds is up to date; it would bring it up to date itself else.
"""

import asyncio
import shutil
from contextlib import AsyncExitStack
from pathlib import Path

from models.database import Database
from models.settings import DatabaseSettings
from server.demo.plan import Plan
from server.demo.postgres import Cluster

_FILE = "hanse.sqlite3"
"""The name that an instance's database has by default."""
_TEMPLATE = "template_hanse"


async def prepare(plan: Plan, stack: AsyncExitStack) -> dict[str, str]:
    """Make the databases that are not there yet; returns the URLs by partner, none for SQLite.

    A PostgreSQL server runs until `stack` is closed. Raises PostgresMissing.
    """
    if plan.options.database == "sqlite":
        await _copy_files(plan)
        return {}
    cluster = await asyncio.to_thread(Cluster.start, plan.directory)
    stack.push_async_callback(asyncio.to_thread, cluster.stop)
    names = [seat.name for seat in plan.seats]
    if not await asyncio.to_thread(cluster.has, _TEMPLATE):
        await _migrate(await asyncio.to_thread(cluster.create, _TEMPLATE), plan.directory)
    return {name: await asyncio.to_thread(cluster.create, name, _TEMPLATE) for name in names}


async def _copy_files(plan: Plan) -> None:
    files = [seat.folder / "data" / _FILE for seat in plan.seats]
    missing = [file for file in files if not file.exists()]
    if not missing:
        return
    template = plan.directory / f"{_TEMPLATE}.sqlite3"
    await _migrate(f"sqlite://{template}", plan.directory)
    for file in missing:
        # Copied under another name first, so that a half copy is never taken for a database.
        draft = file.with_name(f".{_FILE}")
        shutil.copyfile(template, draft)
        draft.replace(file)
    for leftover in plan.directory.glob(f"{_TEMPLATE}.sqlite3*"):
        leftover.unlink()


async def _migrate(url: str, directory: Path) -> None:
    async def run() -> None:
        async with Database(DatabaseSettings(url=url), directory) as database:
            await database.migrate()

    # In a task of its own, because an open database belongs to the context that opened it.
    await asyncio.create_task(run())
