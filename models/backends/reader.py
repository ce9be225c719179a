"""The reader of SQLite: what is quick is read on the event loop, what is not in a thread.

A visit to another thread costs many times what reading some rows by their key does, and nearly all
reads are of that kind. So each is tried at once on a connection that belongs to the loop; one that
takes longer than `_PATIENCE_SECONDS` (a search, a cold disk) is broken off inside of SQLite and
done again in the thread, as is one that meets a lock or an error, which the thread then reports.
Only reads come here, so doing one twice changes nothing. Writers are never waited for (WAL).
"""

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from typing import Any

from models.backends.sqlite import Client

_PATIENCE_SECONDS = 0.002
_STEPS = 1_000
"""Instructions of SQLite's machine between two looks at the clock, some microseconds' worth."""
_IN_A_ROW = 16
_STATEMENTS = 512


class Reader(Client):
    """Two read-only connections to one file: the loop's and the thread's."""

    def __init__(self, file_path: str, **kwargs: Any) -> None:
        super().__init__(file_path, **kwargs)
        self._quick: sqlite3.Connection | None = None
        self._until = 0.0
        self._in_a_row = 0

    async def read(self, statement: str, parameters: Sequence[Any]) -> list[dict[str, Any]]:
        """Return the rows of a SELECT.

        Errors:
            tortoise.exceptions.OperationalError: the database refuses it.
        """
        self._in_a_row += 1
        if self._in_a_row >= _IN_A_ROW:
            # Reads that never wait would keep everybody else from their turn.
            self._in_a_row = 0
            await asyncio.sleep(0)
        found = self._try(statement, parameters)
        if found is not None:
            return found
        rows: list[dict[str, Any]] = await self.execute_query_dict(statement, list(parameters))
        return rows

    async def close(self) -> None:
        """Close both connections."""
        if self._quick is not None:
            self._quick.close()
            self._quick = None
        await super().close()

    def _try(self, statement: str, parameters: Sequence[Any]) -> list[dict[str, Any]] | None:
        """Return the rows if that is quick and nothing is in the way."""
        try:
            connection = self._quick or self._open()
            self._until = time.perf_counter() + _PATIENCE_SECONDS
            return [dict(row) for row in connection.execute(statement, parameters)]
        except sqlite3.Error:
            return None

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.filename, timeout=0.0, isolation_level=None, cached_statements=_STATEMENTS
        )
        connection.row_factory = sqlite3.Row
        for pragma, value in self.pragmas.items():
            if pragma != "busy_timeout":
                connection.execute(f"PRAGMA {pragma}={value}")
        connection.set_progress_handler(self._is_too_long, _STEPS)
        self._quick = connection
        return connection

    def _is_too_long(self) -> bool:
        return time.perf_counter() > self._until


client_class = Reader
