"""Supervisor: keeps several processes of one instance alive.

`hanse run --processes N` enters here with a command line per process. A process that ends is
started again, after a pause that doubles while it keeps failing and is forgotten once it lived for
a minute. A process that cannot use its settings is not started again: everything stops, since the
others would fail the same way after their next start. The children hold the other end of a pipe as
their standard input, so they stop by themselves if this process is killed. All ending is by pid.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence

import structlog

from server.console import EXIT_SETTINGS
from server.processes import Process

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0
_HEALTHY_SECONDS = 60.0

log = structlog.get_logger()


class Supervisor:
    """The processes of one instance, by name."""

    def __init__(
        self,
        commands: Mapping[str, Sequence[str]],
        environment: Mapping[str, str],
        *,
        patience_seconds: float,
        on_exit: Callable[[int], None] = lambda _pid: None,
    ) -> None:
        """`patience_seconds` is how long a process may take to stop before it is killed.

        `on_exit` hears the pid of every process that ended.
        """
        self._commands = commands
        self._environment = environment
        self._patience = patience_seconds
        self._on_exit = on_exit

    async def run(self, stop: asyncio.Event) -> int:
        """Keep all processes running until `stop`; returns the exit code of the whole."""
        async with asyncio.TaskGroup() as group:
            keepers = [
                group.create_task(self._keep(name, command, stop), name=f"keep-{name}")
                for name, command in self._commands.items()
            ]
        return max(keeper.result() for keeper in keepers)

    async def _keep(self, name: str, command: Sequence[str], stop: asyncio.Event) -> int:
        loop = asyncio.get_running_loop()
        pause = _FIRST_PAUSE_SECONDS
        while not stop.is_set():
            started = loop.time()
            process = await Process.start(command, self._environment)
            log.info("supervisor.started", process=name, child=process.pid)
            code = await self._wait(process, stop)
            self._on_exit(process.pid)
            if stop.is_set():
                break
            if code == EXIT_SETTINGS:
                log.error("supervisor.refused", process=name, child=process.pid)
                stop.set()
                return EXIT_SETTINGS
            if loop.time() - started > _HEALTHY_SECONDS:
                pause = _FIRST_PAUSE_SECONDS
            log.error(
                "supervisor.ended",
                process=name,
                child=process.pid,
                code=code,
                pause_seconds=pause,
            )
            await _pause(stop, pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        return 0

    async def _wait(self, process: Process, stop: asyncio.Event) -> int:
        """Return the exit code; on `stop` end the process first, patiently."""
        ended = asyncio.ensure_future(process.wait())
        stopped = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait([ended, stopped], return_when=asyncio.FIRST_COMPLETED)
            if not ended.done():
                await process.stop(self._patience)
            return await ended
        finally:
            stopped.cancel()


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
