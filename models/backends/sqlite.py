"""SQLite for one process: one writer at a time, `BEGIN IMMEDIATE`, safe to cancel.

`BEGIN` alone is deferred: a transaction that reads and then writes beside another process fails at
once with SQLITE_BUSY_SNAPSHOT, whatever the busy timeout says. `BEGIN IMMEDIATE` waits its turn.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from typing import Any

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
    translate_exceptions,
)
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError, TransactionManagementError

from models.backends.settling import settled


def _run_all(
    connection: sqlite3.Connection, steps: Sequence[tuple[str, Sequence[Any]]], gated: bool
) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = []
    for statement, parameters in steps:
        found.append([dict(row) for row in connection.execute(statement, parameters)])
        if gated and not found[0]:
            break
    return found


@translate_exceptions
async def run_all(
    client: SqliteClient, steps: Sequence[tuple[str, Sequence[Any]]], gated: bool
) -> list[list[dict[str, Any]]]:
    """Run statements one after the other in one visit to the connection's thread.

    With `gated`, none after the first runs when that one returned no row.
    """
    async with client.acquire_connection() as connection:
        # aiosqlite offers one statement a visit; its own methods are made of this call.
        work = connection._execute(_run_all, connection._conn, steps, gated)
        return await work  # type: ignore[no-any-return]


_THREAD_STOP_SECONDS = 0.05


class Transaction(SqliteTransactionWrapper):
    """A transaction that holds the write lock from its first statement on."""

    async def begin(self) -> None:
        """Wait for the write lock of the file, then begin."""
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error


class Context(SqliteTransactionContext):
    """Enters and leaves a transaction without ever keeping the connection's lock."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        begun = False
        try:
            if self.connection._connection is None:
                await settled(self.ensure_connection())
            await settled(self.connection.begin())
            begun = True
            self.token = get_connections().set(self.connection_name, self.connection)
        finally:
            if not begun:
                await settled(self._abandon())
        return self.connection  # type: ignore[no-any-return]

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        try:
            if not self.connection._finalized:
                if exc_type is None:
                    await settled(self._commit())
                elif exc_type is not TransactionManagementError:
                    await settled(self.connection.rollback())
        finally:
            get_connections().reset(self.token)
            self._trxlock.release()

    async def _commit(self) -> None:
        """Commit, or leave no transaction open when the commit itself fails (disk full)."""
        committed = False
        try:
            await self.connection.commit()
            committed = True
        finally:
            if not committed and not self.connection._finalized:
                await self.connection.rollback()

    async def _abandon(self) -> None:
        """Undo a begin that succeeded although its task was cancelled, and free the lock."""
        try:
            raw = self.connection._connection
            if raw is not None and raw.in_transaction:
                await raw.rollback()
        finally:
            self._trxlock.release()


class Client(SqliteClient):
    """The connection of one process to its SQLite file."""

    def _in_transaction(self) -> TransactionContext:
        return Context(Transaction(self), self._lock)

    async def create_connection(self, with_db: bool) -> None:
        """Open the file once, however many tasks ask first."""
        gate = self.__dict__.setdefault("_gate", asyncio.Lock())
        async with gate:
            # A connection that is half open has a thread already; it must not be left behind.
            try:
                await settled(super().create_connection(with_db))
            except sqlite3.Error:
                # The thread of a connection that failed still reports to this loop that it stops
                # (aiosqlite 0.22), and would fail loudly if the loop were closed at once.
                await asyncio.sleep(_THREAD_STOP_SECONDS)
                raise


client_class = Client
