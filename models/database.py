"""The database of one process: opening, migrating, closing.

SQLite gets two clients: "default" writes, one transaction at a time, and "reader" only reads, so
that nobody who reads waits for a writer. PostgreSQL gets one pool. An instance opens its
database once, at start-up, before any task is started; every task inherits it from there.
"""

from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlsplit

from tortoise.context import TortoiseContext
from tortoise.exceptions import OperationalError
from tortoise.migrations.executor import MigrationExecutor

from models.backends.settling import settled
from models.settings import DatabaseSettings
from models.tables import MODULES
from models.upgrading import exclusive, require_answer

__all__ = ["Database", "OperationalError", "configuration"]

_PRAGMAS: dict[str, Any] = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "busy_timeout": 10_000,
    "journal_size_limit": 67_108_864,
    "cache_size": -16_384,
    "temp_store": "MEMORY",
}


def _sqlite(path: Path) -> dict[str, Any]:
    writer = {"file_path": str(path), **_PRAGMAS}
    reader = {**writer, "query_only": "ON", "synchronous": "OFF"}
    return {
        "default": {"engine": "models.backends.sqlite", "credentials": writer},
        "reader": {"engine": "models.backends.reader", "credentials": reader},
    }


def _postgres(settings: DatabaseSettings) -> dict[str, Any]:
    parts = urlsplit(settings.url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    credentials = {
        "host": unquote(query.get("host", "")) or parts.hostname or "localhost",
        "port": parts.port or 5432,
        "user": unquote(parts.username or "hanse"),
        "password": unquote(parts.password or "") or None,
        "database": parts.path.lstrip("/"),
        "minsize": 1,
        "maxsize": settings.pool_size,
        "command_timeout": 60,
    }
    return {"default": {"engine": "models.backends.postgres", "credentials": credentials}}


def configuration(settings: DatabaseSettings, data_dir: Path) -> dict[str, Any]:
    """Return Tortoise's configuration for these settings."""
    if settings.url.startswith("sqlite://"):
        connections = _sqlite(data_dir / settings.url.removeprefix("sqlite://"))
    else:
        connections = _postgres(settings)
    app = {
        "models": list(MODULES),
        "default_connection": "default",
        "migrations": "models.migrations",
    }
    return {"connections": connections, "apps": {"models": app}}


class Database:
    """An open database; an async context manager that the whole process lives in."""

    def __init__(self, settings: DatabaseSettings, data_dir: Path) -> None:
        self._configuration = configuration(settings, data_dir)
        self._context = TortoiseContext()

    async def __aenter__(self) -> "Database":
        self._context.__enter__()
        opened = False
        try:
            await self._context.init(config=self._configuration)
            opened = True
        finally:
            if not opened:
                self._context.__exit__(None, None, None)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            await settled(self._context.connections.close_all(discard=True))
        finally:
            self._context.__exit__(kind, error, trace)

    async def migrate(self) -> list[str]:
        """Bring the schema up to date; returns the names of the migrations applied.

        Several processes may call this at once: one migrates, the others wait for it.

        Errors:
            Unavailable: the database cannot be reached at all.
            tortoise.exceptions.OperationalError: the database refused a step; nothing of that
                migration remains.
        """
        await require_answer()
        async with exclusive(self._configuration["connections"]):
            return await self._migrate()

    async def _migrate(self) -> list[str]:
        applied: list[str] = []
        executor = MigrationExecutor(
            self._context.connections.get("default"), self._configuration["apps"]
        )

        def note(event: str, _app: str, name: str) -> None:
            if event == "apply_done":
                applied.append(name)

        await executor.migrate(progress=note)
        return applied

    async def pending(self) -> list[str]:
        """Return the names of migrations that this code has and the database has not."""
        executor = MigrationExecutor(
            self._context.connections.get("default"), self._configuration["apps"]
        )
        return [step.migration.name for step in await executor.plan()]
