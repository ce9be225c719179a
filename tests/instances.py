"""Real instances: `hanse run` as a process of its own, with a settings file, a port and a database.

An instance is started, stopped, killed and started again; its database can be read from outside, so
that a test sees what is there and not only what is shown. Nothing here weakens an instance: test
mode allows names below .test, plain http and loopback, and the waiting times are short.
"""

import asyncio
import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import asyncpg

from models.database import configuration
from server.installation import CONFIG_NAME, install
from server.processes import HANSE, Process
from server.settings import Settings, load

T = TypeVar("T")

START_SECONDS = 30.0
STOP_SECONDS = 15.0
LOOK_SECONDS = 0.05
QUICK: dict[str, Any] = {
    "registration.mode": "approval",
    "limits.requests_per_token": 100_000,
    "limits.requests_per_member": 100_000,
    "limits.requests_per_address": 100_000,
    "limits.shutdown_seconds": 3.0,
    "log.format": "json",
    "federation.request_seconds": 3.0,
    "federation.connect_seconds": 1.0,
    "federation.retry_first_seconds": 0.2,
    "federation.retry_cap_seconds": 1.0,
    "federation.catchup_seconds": 1.0,
    "federation.circuit_first_seconds": 0.5,
    "federation.circuit_longest_seconds": 2.0,
    "federation.key_negative_seconds": 1,
    "federation.unreachable_seconds": 0.3,
}
"""Settings that only shorten waiting and lift what one test may ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an instance lives."""

    name: str
    port: int
    """The port in everybody's names; the network listens there."""
    bind: str
    """Where the instance itself listens."""
    folder: Path
    resolver: Mapping[str, str]
    community_domains: tuple[str, ...] = ()
    database_url: str = "sqlite://hanse.sqlite3"

    @property
    def domain(self) -> str:
        """Authority of its handles."""
        return f"{self.name}.test:{self.port}"

    @property
    def base_url(self) -> str:
        """The beginning of its ids."""
        return f"http://{self.domain}"

    @property
    def url(self) -> str:
        """Where it answers without name resolution."""
        return f"http://{self.bind}"

    @property
    def config(self) -> Path:
        """Its settings file."""
        return self.folder / CONFIG_NAME


@dataclass
class Instance:
    """One partner's server."""

    place: Place
    settings: Settings
    process: Process | None = None
    workers: list[Process] = field(default_factory=list)
    """Further processes of this instance (`hanse worker`)."""

    @property
    def name(self) -> str:
        """What the test calls it."""
        return self.place.name

    @property
    def log(self) -> Path:
        """What its processes wrote."""
        return self.place.folder / "instance.log"

    async def start(self, *options: str, **environment: str) -> "Instance":
        """Start `hanse run` with further options and variables; returns once it answers."""
        self.process = await self.spawn("run", *options, **environment)
        await self.answers()
        return self

    async def start_worker(self, **environment: str) -> Process:
        """Start a worker of its own beside (PostgreSQL), with further variables."""
        worker = await self.spawn("worker", **environment)
        self.workers.append(worker)
        return worker

    async def spawn(self, command: str, *options: str, **environment: str) -> Process:
        """Start a `hanse` command as a process of this instance."""
        arguments = (*HANSE, command, "--config", str(self.place.config), *options, "--until-eof")
        return await Process.start(arguments, {**os.environ, **environment}, self.log)

    async def answers(self) -> None:
        """Wait until it answers; an instance that ended instead fails the test with its log."""
        until = time.monotonic() + START_SECONDS
        async with aiohttp.ClientSession() as session:
            while time.monotonic() < until:
                if self.process is not None and self.process.code is not None:
                    break
                try:
                    async with session.get(f"{self.place.url}/health") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(LOOK_SECONDS)
        raise AssertionError(f"{self.name} did not start:\n{self.tail()}")

    async def stop(self) -> int | None:
        """Ask all its processes to stop; returns the exit code of the first, if it ran."""
        running, self.workers = self.workers, []
        for worker in running:
            await worker.stop(STOP_SECONDS)
        if self.process is None:
            return None
        code = await self.process.stop(STOP_SECONDS)
        self.process = None
        return code

    async def kill(self) -> None:
        """`kill -9`."""
        if self.process is not None:
            self.process.signal(signal.SIGKILL)
            await self.process.wait()
            self.process = None

    async def ended(self) -> int:
        """Wait for its process to end by itself; returns the exit code, negative for a signal."""
        if self.process is None:
            raise AssertionError(f"{self.name} does not run")
        async with asyncio.timeout(START_SECONDS):
            code = await self.process.wait()
        self.process = None
        return code

    async def command(self, *words: str, is_good: bool = True) -> str:
        """Run a `hanse` command for this instance; returns what it printed."""
        started = await asyncio.create_subprocess_exec(
            *HANSE,
            *words,
            "--config",
            str(self.place.config),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, errors = await started.communicate()
        if (started.returncode == 0) is not is_good:
            raise AssertionError(
                f"hanse {' '.join(words)}: {started.returncode}\n{errors.decode()}"
            )
        return (output if is_good else errors).decode()

    async def rows(self, statement: str) -> list[dict[str, Any]]:
        """Read its database from outside, as it was last committed."""
        if self.settings.database.url.startswith("sqlite"):
            return await asyncio.to_thread(self._sqlite_rows, statement)
        parameters = dict(
            configuration(self.settings.database, self.settings.data_path)["connections"][
                "default"
            ]["credentials"]
        )
        for name in ("minsize", "maxsize", "command_timeout"):
            del parameters[name]
        connection = await asyncpg.connect(**parameters)
        try:
            return [dict(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    async def value(self, statement: str) -> Any:
        """Return the one value that a statement reads."""
        (row,) = await self.rows(statement)
        (value,) = row.values()
        return value

    async def write(self, statement: str, values: tuple[Any, ...]) -> None:
        """Change the SQLite file of an instance that is stopped, as only its owner can."""
        if self.process is not None:
            raise RuntimeError(f"{self.name} runs")

        def change() -> None:
            with sqlite3.connect(self.file) as connection:
                connection.execute(statement, values)
            connection.close()

        await asyncio.to_thread(change)

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return self.settings.data_path / self.settings.database.url.removeprefix("sqlite://")

    def _sqlite_rows(self, statement: str) -> list[dict[str, Any]]:
        connection = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=10)
        try:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(statement).fetchall()]
        finally:
            connection.close()

    def tail(self, lines: int = 30) -> str:
        """Return the end of its log, for messages."""
        if not self.log.exists():
            return "(no log)"
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-lines:])

    def faults(self) -> list[str]:
        """Return what its log reports as errors."""
        if not self.log.exists():
            return []
        found = self.log.read_text("utf-8", "replace").splitlines()
        return [line for line in found if '"level":"error"' in line.replace(" ", "")]


def make(place: Place, **more: Any) -> Instance:
    """Install an instance in its folder; `more` are dotted settings."""
    chosen: dict[str, Any] = {
        **QUICK,
        "domain": place.domain,
        "community_domains": list(place.community_domains),
        "title": place.name.title(),
        "bind": place.bind,
        "database.url": place.database_url,
        "test.private_addresses": True,
        "test.plain_http": True,
        "test.resolver": dict(place.resolver),
        **more,
    }
    return Instance(place, install(place.config, chosen).settings)


def copy(original: Instance, place: Place) -> Instance:
    """Copy an instance that is stopped to another folder; its names and ports stay the same."""
    shutil.copytree(original.place.folder, place.folder)
    old, new = original.place.database_url, place.database_url
    if old != new:
        text = place.config.read_text()
        place.config.write_text(text.replace(f'url = "{old}"', f'url = "{new}"'))
    return Instance(place, load(place.config, {}))


async def eventually(look: Callable[[], Awaitable[T]], seconds: float = 30.0) -> T:
    """Call `look` until it raises no AssertionError, and return what it returned."""
    until = time.monotonic() + seconds
    while True:
        try:
            return await look()
        except AssertionError:
            if time.monotonic() > until:
                raise
        await asyncio.sleep(LOOK_SECONDS)
