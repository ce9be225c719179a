"""Migrations: what they build is what the tables say, column by column and index by index."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tortoise.context import require_context
from tortoise.utils import generate_schema_for_client

from models.database import Database
from models.settings import DatabaseSettings
from tests.databases import SQLite


def _shape(file: Path) -> dict[str, Any]:
    """Return columns and indexes of every table of a SQLite file, without generated names.

    Partial indexes are written as plain SQL in a migration, because tables cannot say them.
    """
    shape: dict[str, Any] = {}
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            if table.startswith(("sqlite_", "tortoise_")):
                continue
            columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
            # A migration makes every numeric key SQLite's own row number, which is a BIGINT too.
            shape[table] = {
                "columns": {
                    (name, "BIGINT" if key and kind == "INTEGER" else kind, required, key)
                    for _, name, kind, required, _, key in columns
                }
            }
            indexes = connection.execute(f"PRAGMA index_list({table})").fetchall()
            shape[table]["indexes"] = {
                (
                    bool(each[2]),
                    *(row[2] for row in connection.execute(f"PRAGMA index_info({each[1]})")),
                )
                for each in indexes
                if each[3] != "pk" and not each[4]
            }
    return shape


async def test_migrations_build_exactly_what_the_tables_say(
    sqlite_databases: SQLite, tmp_path: Path
) -> None:
    migrated = Path(sqlite_databases.new(tmp_path).url.removeprefix("sqlite://"))
    fresh = tmp_path / "fresh.sqlite3"
    async with Database(DatabaseSettings(url=f"sqlite://{fresh}"), tmp_path):
        client = require_context().connections.get("default")
        await generate_schema_for_client(client, safe=False)
    expected, built = _shape(fresh), _shape(migrated)
    assert built.keys() == expected.keys()
    for table, parts in expected.items():
        assert built[table]["columns"] == parts["columns"], table
        assert built[table]["indexes"] == parts["indexes"], table


async def test_a_migrated_database_lacks_nothing(database: Database) -> None:
    assert await database.pending() == []
    assert await database.migrate() == []
