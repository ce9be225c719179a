"""Processes: starting one of ours, knowing when it ended, ending it by its pid.

The supervisor and the demo enter here. A child gets a pipe as standard input and is told with
`--until-eof` to stop when the pipe breaks, so that nobody is left behind when we are killed.
"""

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping, Sequence
from pathlib import Path

HANSE = (sys.executable, "-m", "server")
"""The `hanse` command of the interpreter that runs, wherever its scripts are."""


class Process:
    """A child process; make it with `start`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(
        cls,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        log_file: Path | None = None,
    ) -> "Process":
        """Start `command`; what it prints is appended to `log_file`, or goes where ours goes."""
        if log_file is None:
            started = await asyncio.create_subprocess_exec(*command, stdin=PIPE, env=environment)
            return cls(started)
        with log_file.open("ab") as stream:
            started = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=DEVNULL, stderr=stream, env=environment
            )
        return cls(started)

    @property
    def pid(self) -> int:
        """The number by which it can be ended."""
        return self._process.pid

    @property
    def code(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""
        return self._process.returncode

    async def wait(self) -> int:
        """Return its exit code once it ended."""
        return await self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal; one that ended already cannot be hit, its pid is ours until then."""
        if self.code is None:
            self._process.send_signal(number)

    async def stop(self, patience_seconds: float) -> int:
        """Ask it to stop, kill it if that takes too long; returns its exit code."""
        self.signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(patience_seconds):
                return await self.wait()
        except TimeoutError:
            self.signal(signal.SIGKILL)
            return await self.wait()
