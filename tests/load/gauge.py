"""The gauge: processor time and memory of a server with all its processes, read from /proc.

Processor time is what a server costs whoever measures it and whatever else runs on the machine; it
is the one number to compare. Linux only.
"""

import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

_TICK_MS = 1000.0 / os.sysconf("SC_CLK_TCK")
_QUIET_SECONDS = 0.25
_QUIET_SHARE = 0.05
_MOST_SECONDS = 30.0


class Cost(msgspec.Struct, frozen=True):
    """What a piece of work took."""

    cpu_ms: float
    wall_seconds: float


class Gauge:
    """Reads a process and all that descend from it."""

    def __init__(self, pids: Sequence[int]) -> None:
        self._pids = tuple(pids)

    def processes(self) -> list[int]:
        """Return the processes and their children, as they are now."""
        found, todo = [], list(self._pids)
        while todo:
            pid = todo.pop()
            found.append(pid)
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                todo.extend(int(child) for child in task.read_text().split())
        return found

    def cpu_ms(self) -> float:
        """Return the milliseconds of processor used so far, in user and system mode."""
        return sum(_ticks(pid) for pid in self.processes()) * _TICK_MS

    def memory_mb(self) -> float:
        """Return the memory of all, shared pages counted once (PSS), in megabytes."""
        return sum(_pss_kb(pid) for pid in self.processes()) / 1024

    async def quiet(self) -> float:
        """Wait until nothing is under way any more; returns the processor time used by then.

        What an idle server uses in the meantime is far below what the share lets pass.
        """
        until = time.monotonic() + _MOST_SECONDS
        before = self.cpu_ms()
        while time.monotonic() < until:
            await asyncio.sleep(_QUIET_SECONDS)
            now = self.cpu_ms()
            if now - before <= _QUIET_SECONDS * 1000 * _QUIET_SHARE:
                return now
            before = now
        return before


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _pss_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
