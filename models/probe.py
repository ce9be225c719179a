"""Looks at a database without changing it, for `hanse doctor`.

The doctor enters here before an instance runs, or beside a running one. Nothing is migrated, and a
SQLite file that does not exist is not made.
"""

import os
from pathlib import Path
from typing import Literal

import msgspec

from models.database import Database
from models.settings import DatabaseSettings
from models.transaction import connection
from models.upgrading import FAILURES


class DatabaseState(msgspec.Struct, frozen=True):
    """What was seen; `detail` is the database's own word when it could not be opened."""

    outcome: Literal["ready", "behind", "absent", "unreachable"]
    pending: int = 0
    detail: str = ""


async def probe(settings: DatabaseSettings, data_dir: Path) -> DatabaseState:
    """Return whether the database can be opened and how many migrations it lacks."""
    if settings.url.startswith("sqlite://"):
        file = data_dir / settings.url.removeprefix("sqlite://")
        if not file.exists():
            return DatabaseState("absent", detail=str(file))
        if not os.access(file, os.R_OK | os.W_OK) or not file.is_file():
            return DatabaseState("unreachable", detail=f"{file} is no file this user may write")
    try:
        async with Database(settings, data_dir) as database:
            # Tortoise connects late and takes a failing plan for an empty database.
            await connection().execute_query("SELECT 1")
            pending = len(await database.pending())
    except FAILURES as error:
        return DatabaseState("unreachable", detail=str(error))
    return DatabaseState("behind" if pending else "ready", pending)
