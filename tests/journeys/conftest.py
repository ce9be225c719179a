"""A fresh league for every journey, on SQLite or on both engines.

`league` starts nothing; `commons` has the three founders running. A journey marked `both_engines`
runs a second time on PostgreSQL. When a journey fails, its seed and the ends of the logs are shown;
`JOURNEY_SEED` repeats a run.
"""

import asyncio
from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest
from tortoise.backends.base.executor import EXECUTOR_CACHE

from tests.databases import Postgres, SQLite
from tests.league import FOUNDERS, League, Original, build, running, seed_of_this_run

SQLITE_URL = "sqlite://hanse.sqlite3"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let journeys run on the engines they ask for."""
    if "engine" not in metafunc.fixturenames:
        return
    engines: list[object] = ["sqlite"]
    if metafunc.definition.get_closest_marker("both_engines"):
        engines.append(pytest.param("postgres", marks=pytest.mark.postgres))
    if metafunc.definition.get_closest_marker("postgres_only"):
        engines = [pytest.param("postgres", marks=pytest.mark.postgres)]
    metafunc.parametrize("engine", engines, indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """`sqlite` or `postgres`."""
    return str(request.param)


@pytest.fixture(scope="session")
def sqlite_original(tmp_path_factory: pytest.TempPathFactory, sqlite_databases: SQLite) -> Original:
    """A founded league on SQLite."""
    folder = tmp_path_factory.mktemp("league")
    with asyncio.Runner() as runner:
        return runner.run(build(folder, lambda _: SQLITE_URL, sqlite_databases.template))


@pytest.fixture(scope="session")
def postgres_original(
    tmp_path_factory: pytest.TempPathFactory, postgres_databases: Postgres
) -> Original:
    """A founded league on PostgreSQL."""
    folder = tmp_path_factory.mktemp("league-postgres")
    with asyncio.Runner() as runner:
        return runner.run(build(folder, lambda _: postgres_databases.new(folder).url))


class Quarry:
    """Where leagues of one engine come from: an original, and how its databases are copied."""

    def __init__(self, original: Original, postgres: Postgres | None = None) -> None:
        self.original = original
        self._postgres = postgres

    def copy_url(self, name: str) -> str:
        """Return the URL of a copy of an instance's database; SQLite's lie in the folders."""
        if self._postgres is None:
            return SQLITE_URL
        return self._postgres.copy(self.original.instances[name].settings.database).url

    def drop(self, league: League) -> None:
        """Remove the databases of a league that has ended."""
        if self._postgres is not None:
            for instance in league.instances.values():
                self._postgres.drop(instance.settings.database)


@pytest.fixture
def quarry(request: pytest.FixtureRequest, engine: str) -> Quarry:
    """The originals of the engine, built before any event loop runs."""
    # Tortoise keeps INSERTs by connection name, and "default" is another engine each time.
    EXECUTOR_CACHE.clear()
    if engine == "sqlite":
        return Quarry(request.getfixturevalue("sqlite_original"))
    postgres = request.getfixturevalue("postgres_databases")
    return Quarry(request.getfixturevalue("postgres_original"), postgres)


@pytest.fixture
async def league(
    request: pytest.FixtureRequest, quarry: Quarry, tmp_path: Path
) -> AsyncIterator[League]:
    """Four instances, three of which founded a community; none of them runs yet."""
    seed = seed_of_this_run()
    async with running(quarry.original, tmp_path, quarry.copy_url, seed) as started:
        request.node.stash[_LEAGUE] = started
        yield started
    quarry.drop(started)


@pytest.fixture
async def commons(league: League) -> League:
    """The three founders, running."""
    await league.start(*FOUNDERS)
    return league


_LEAGUE = pytest.StashKey[League]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the seed and what the instances wrote last, beside a failure."""
    report = yield
    league = item.stash.get(_LEAGUE, None)
    if report.failed and league is not None:
        report.sections.append(("seed", f"JOURNEY_SEED={league.seed}"))
        for instance in league.instances.values():
            if instance.log.exists():
                report.sections.append((f"log of {instance.name}", instance.tail()))
    return report
