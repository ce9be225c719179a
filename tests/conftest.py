"""Fixtures every test may use: a clock, a database on both engines, a home, the corpus."""

import os
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest
import structlog
from tortoise.backends.base.executor import EXECUTOR_CACHE

from models.database import Database
from models.home import Home
from models.settings import DatabaseSettings
from tests.clock import StillClock
from tests.databases import Postgres, SQLite
from tests.requirements import CORPUS, missing


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """On CI nothing may be skipped: it installs all that any test needs."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI must not do: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    """Let no command that a test runs in this process decide how later tests log."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def clock() -> StillClock:
    """A clock that the test moves."""
    return StillClock()


@pytest.fixture
def home(clock: StillClock) -> Home:
    """The instance under test: alpha.example, which also serves commons.example."""
    return Home(
        clock=clock,
        domain="alpha.example",
        base_url="https://alpha.example",
        hosts=frozenset({"alpha.example", "commons.example"}),
    )


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SQLite:
    """Migrated SQLite files."""
    return SQLite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """Migrated PostgreSQL databases."""
    server = Postgres(tmp_path_factory.mktemp("postgres"))
    yield server
    server.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DatabaseSettings]:
    """Settings of a fresh, migrated database; the test runs once on each engine."""
    # Tortoise keeps INSERTs by connection name, and "default" is another engine each time.
    EXECUTOR_CACHE.clear()
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_databases").new(tmp_path)
        return
    server: Postgres = request.getfixturevalue("postgres_databases")
    settings = server.new(tmp_path)
    yield settings
    server.drop(settings)


@pytest.fixture
async def database(database_settings: DatabaseSettings, tmp_path: Path) -> AsyncIterator[Database]:
    """An open database that this test alone uses."""
    async with Database(database_settings, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real payloads beside the project."""
    if not CORPUS.is_dir():
        missing("the payload corpus (../shared/corpus)")
    return CORPUS
