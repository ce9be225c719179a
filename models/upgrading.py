"""Upgrading: one process at a time brings a database up to date, whoever starts first.

`Database.migrate` enters here. A supervisor, its children and a command may all start in the same
second; the lock makes them wait for the one that migrates, and they then find nothing to do. On
SQLite the lock is a file beside the database, on PostgreSQL an advisory lock of a session of its
own. Both vanish with the process that held them, so a crash leaves nothing locked.
"""

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from tortoise.exceptions import BaseORMException

from models.errors import Unavailable
from models.transaction import connection

FAILURES = (
    BaseORMException,
    sqlite3.Error,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    OSError,
)
"""Everything that says that the database itself cannot be used."""
_ADVISORY_KEY = 0x48616E7365
_PAUSE_SECONDS = 0.05


async def require_answer() -> None:
    """Ask the database anything; raises Unavailable with its own words when it cannot be reached.

    Tortoise connects late, and a plan of migrations takes a failing query for an empty database.
    """
    try:
        await connection().execute_query("SELECT 1")
    except FAILURES as error:
        detail = f"the database cannot be used: {error or type(error).__name__}"
        raise Unavailable("The database cannot be reached", detail) from error


@asynccontextmanager
async def exclusive(connections: Mapping[str, Any]) -> AsyncIterator[None]:
    """Hold the one right to migrate; `connections` is Tortoise's configuration of them."""
    default = connections["default"]
    credentials = default["credentials"]
    if default["engine"].endswith("sqlite"):
        async with _file_lock(f"{credentials['file_path']}.lock"):
            yield
    else:
        async with _advisory_lock(credentials):
            yield


@asynccontextmanager
async def _file_lock(path: str) -> AsyncIterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        # Asked again and again instead of waiting in a thread, which no cancellation could end.
        while not _locked(descriptor):  # noqa: ASYNC110 - a file tells nobody
            await asyncio.sleep(_PAUSE_SECONDS)
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@asynccontextmanager
async def _advisory_lock(credentials: Mapping[str, Any]) -> AsyncIterator[None]:
    parameters = {name: credentials[name] for name in ("host", "port", "user", "password")}
    session = await asyncpg.connect(**parameters, database=credentials["database"], timeout=10)
    try:
        await session.execute("SELECT pg_advisory_lock($1)", _ADVISORY_KEY)
        yield
    finally:
        await session.close()
