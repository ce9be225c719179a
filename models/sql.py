"""SQL: plain statements for the hot paths, written once for both databases.

Statements use `?` for parameters; on PostgreSQL they become `$1`, `$2`, ... (translated once per
statement). Only constant text goes into a statement, every value is a parameter. Reads outside of
a transaction use SQLite's read-only connections, so that a running write never delays a
reader; inside a transaction they use the transaction, so that it sees its own writes.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, cast

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import require_context

from models.backends.reader import Reader
from models.backends.sqlite import run_all
from models.transaction import in_progress

Row = dict[str, Any]
Step = tuple[str, Sequence[Any]]
"""A statement and its parameters."""


@lru_cache(maxsize=1024)
def _numbered(statement: str) -> str:
    """Return the statement with PostgreSQL's numbered parameters."""
    head, *rest = statement.split("?")
    return head + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))


def dialect() -> str:
    """Return "sqlite" or "postgres"."""
    return require_context().connections.get("default").capabilities.dialect


def _prepared(client: BaseDBAsyncClient, statement: str) -> str:
    return statement if client.capabilities.dialect == "sqlite" else _numbered(statement)


async def rows(statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """Return the rows of a SELECT; never sends a write (SQLite's reader refuses it)."""
    connections = require_context().connections
    client = connections.get("default")
    if client.capabilities.dialect == "sqlite" and not in_progress():
        return await cast(Reader, connections.get("reader")).read(statement, parameters)
    return await client.execute_query_dict(_prepared(client, statement), list(parameters))


async def row(statement: str, parameters: Sequence[Any] = ()) -> Row | None:
    """Return the first row of a SELECT, or None."""
    found = await rows(statement, parameters)
    return found[0] if found else None


async def write(statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """Run one INSERT, UPDATE or DELETE; returns the rows of its RETURNING clause, if any."""
    client = require_context().connections.get("default")
    return await client.execute_query_dict(_prepared(client, statement), list(parameters))


async def write_many(statement: str, parameters: Iterable[Sequence[Any]]) -> None:
    """Run one statement for many rows in one go; nothing is returned."""
    client = require_context().connections.get("default")
    values = [list(each) for each in parameters]
    if values:
        await client.execute_many(_prepared(client, statement), values)


async def together(steps: Sequence[Step], *, gated: bool = False) -> list[list[Row]]:
    """Run statements that need no answers of each other; returns the rows of each.

    With `gated`, none after the first runs when that one returned no row. Call it inside a
    transaction. On SQLite all of them are one visit to the thread that owns the connection,
    which otherwise costs more than most statements do.
    """
    client = require_context().connections.get("default")
    if client.capabilities.dialect == "sqlite":
        answers: list[list[Row]] = await run_all(client, steps, gated)
        return answers
    found: list[list[Row]] = []
    for statement, parameters in steps:
        found.append(await client.execute_query_dict(_numbered(statement), list(parameters)))
        if gated and not found[0]:
            break
    return found


def marks(count: int) -> str:
    """Return `?, ?, ?` for an IN list of `count` values (at least one)."""
    return ", ".join("?" * count)
