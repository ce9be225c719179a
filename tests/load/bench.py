"""The bench: `make bench` measures a live instance and writes docs/performance.md.

One instance on SQLite (or PostgreSQL with `--database postgres`), other servers in a second
process, the load in a third, all on loopback. What is compared is processor time of the instance's
processes alone. Each measure is repeated; the median and the best are kept. The machine's own
limits are measured in between, so that a slow machine shows in the ratios. It takes less than eight
minutes; `--only assembly` measures the assembly's rules alone.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import instances
from tests.databases import Postgres
from tests.instances import Instance, Place
from tests.load import assembly, filling, measures, report
from tests.load.abroad import HOSTS, Abroad, abroad, host
from tests.load.assembly import Cost
from tests.load.authors import Author, authors, documents
from tests.load.filling import Person
from tests.load.gauge import Gauge
from tests.load.limits import Limits, least, limits
from tests.load.measures import Piece, Stage, middle
from tests.load.report import Findings
from tests.proxy import free_port

_FEW_POSTS, _MANY_POSTS = 1_000, 100_000
_SETTLE_SECONDS = 3.0
_Measure = Callable[[int], Awaitable[Piece]]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Bench:
    """One run, from an empty folder to the findings."""

    def __init__(self, folder: Path, url: str, rounds: int, posts: int) -> None:
        self._rounds = rounds
        self._posts = posts
        self._port, bind = free_port(["127.0.0.1"]), free_port(["127.0.0.1"])
        self._authors: list[Author] = authors(self._port)
        place = Place(
            name="bench",
            port=bind,
            bind=f"127.0.0.1:{bind}",
            folder=folder / "bench",
            resolver={host(number): "127.0.0.1" for number in range(HOSTS)},
            database_url=url,
        )
        # What is shortened for tests elsewhere is as it would be in earnest here.
        self._instance: Instance = instances.make(place, **{"federation.request_seconds": 15.0})
        self._people: dict[str, Person] = {}
        self._limits: list[Limits] = []

    async def run(self) -> Findings:
        """Fill, start and measure; the instance is stopped whatever happens."""
        settings = self._instance.settings
        _say(f"Filling the database: {_FEW_POSTS:,} posts ...")
        self._people = await asyncio.create_task(filling.people(settings, self._authors))
        await asyncio.create_task(filling.posts(settings, self._authors, 0, _FEW_POSTS))
        async with abroad(self._port, documents(self._authors)) as outside:
            try:
                return await self._measure(outside)
            finally:
                await self._instance.stop()

    async def _measure(self, outside: Abroad) -> Findings:
        # The first start compiles and warms the disk's cache; the second one is measured.
        await self._start(outside)
        await self._instance.stop()
        stage, started = await self._start(outside)
        await asyncio.sleep(_SETTLE_SECONDS)
        idle = stage.gauge.memory_mb()
        few = await self._all(stage, "few", 1)
        await self._instance.stop()
        _say(f"Filling the database: {self._posts:,} posts ...")
        await asyncio.create_task(
            filling.posts(self._instance.settings, self._authors, _FEW_POSTS, self._posts)
        )
        stage, _ = await self._start(outside)
        many = await self._all(stage, "many", self._rounds)
        after = stage.gauge.memory_mb()
        self._limits.append(await limits(self._port))
        return Findings(
            limits=least(self._limits),
            few=few,
            many=many,
            posts=self._posts,
            start_seconds=started,
            idle_mb=idle,
            after_mb=after,
            rounds=self._rounds,
        )

    async def _start(self, outside: Abroad) -> tuple[Stage, float]:
        began = time.monotonic()
        await self._instance.start()
        seconds = time.monotonic() - began
        process = self._instance.process
        if process is None:
            raise RuntimeError("the instance does not run")
        stage = Stage(
            instance=self._instance,
            gauge=Gauge([process.pid]),
            abroad=outside,
            people=self._people,
            authors=self._authors,
        )
        return stage, seconds

    async def _all(self, stage: Stage, name: str, rounds: int) -> dict[str, Piece]:
        """Return every measure over the rounds, after one that only warms up."""
        taken: dict[str, _Measure] = {
            "actor": lambda _: measures.actor(stage, 8_000),
            "ingest": lambda n: measures.ingest(stage, f"{name}{n}", 400),
            "home": lambda _: measures.home(stage, 1_000),
            "post": lambda n: measures.post(stage, f"{name}{n}", 200),
            "few": lambda n: measures.fan_out(stage, f"{name}{n}", "known", filling.FEW, 10),
            "fan_out": lambda n: measures.fan_out(stage, f"{name}{n}", "famous", HOSTS),
        }
        found: dict[str, list[Piece]] = {key: [] for key in taken}
        for number in range(rounds + 1):
            self._limits.append(await limits(self._port))
            for key, measure in taken.items():
                piece = await measure(number)
                _say(f"  {name} {number}  {key:<8} {piece.cpu_ms:8.3f} ms")
                if number:
                    found[key].append(piece)
        return {key: middle(pieces) for key, pieces in found.items()}


def _assembly() -> list[Cost]:
    """Return what the assembly's rules cost, by the length of the history."""
    costs = []
    for entries in assembly.SIZES:
        _say(f"Folding and verifying {entries:,} entries ...")
        place = Path(tempfile.mkdtemp(prefix="hanse-bench-"))
        try:
            costs.append(assembly.cost(place, entries))
        finally:
            shutil.rmtree(place, ignore_errors=True)
    return costs


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    """Yield the URL of a fresh database."""
    if kind == "sqlite":
        yield "sqlite://hanse.sqlite3"
        return
    server = Postgres(folder)
    try:
        yield server.new(folder).url
    finally:
        server.close()


def main() -> None:
    """Run the command."""
    options = argparse.ArgumentParser(prog="make bench", description=__doc__)
    options.add_argument(
        "--database",
        choices=("sqlite", "postgres"),
        default="sqlite",
        help="what PostgreSQL's own processes use is not counted",
    )
    options.add_argument("--rounds", type=int, default=5, help="how often each measure is taken")
    options.add_argument("--posts", type=int, default=_MANY_POSTS, help="posts in the home")
    options.add_argument(
        "--only", choices=("assembly",), help="measure this alone, and renew its part of the page"
    )
    options.add_argument("--out", type=Path, default=Path("docs/performance.md"))
    chosen = options.parse_args()
    began = time.monotonic()
    costs = _assembly()
    if chosen.only:
        page = chosen.out.read_text(encoding="utf-8")
        chosen.out.write_text(report.renewed(page, costs), encoding="utf-8")
        print(report.assembly(costs))
        return
    folder = Path(tempfile.mkdtemp(prefix="hanse-bench-"))
    try:
        with _database(chosen.database, folder) as url:
            bench = Bench(folder, url, chosen.rounds, chosen.posts)
            findings = asyncio.run(bench.run())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    text = report.page(findings, costs, chosen.database)
    chosen.out.write_text(text, encoding="utf-8")
    _say(f"{chosen.out} is written, after {time.monotonic() - began:.0f} s.")
    print(report.table(findings))


if __name__ == "__main__":
    main()
