"""Children: the processes that help to measure, so that what they cost is not counted."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


async def run(module: str, given: bytes) -> bytes:
    """Run a module with this on its standard input; returns what it printed."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, stdin=PIPE, stdout=PIPE
    )
    printed, _ = await child.communicate(given)
    if child.returncode != 0:
        raise RuntimeError(f"{module} ended with {child.returncode}")
    return printed


@asynccontextmanager
async def running(module: str, given: bytes) -> AsyncIterator[tuple[int, str]]:
    """Start a module that prints one line once it is ready; yields its pid and the line."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, stdin=PIPE, stdout=PIPE
    )
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("a pipe is missing")
    try:
        child.stdin.write(len(given).to_bytes(8, "big") + given)
        await child.stdin.drain()
        line = (await child.stdout.readline()).decode().strip()
        if not line:
            raise RuntimeError(f"{module} did not start")
        yield child.pid, line
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()
