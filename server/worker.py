"""The worker: everything that happens without anybody waiting for an answer.

Each job is a small step that does some work and tells whether there may be more. The worker runs
the steps side by side, each at its own pace: at once when its topic is notified, by itself after
its idle time, never while nothing changes. A service runs its own loop and is cancelled at the end.
What fails is logged with an incident number and started again after a growing pause; the others go
on. Work itself is safe against repetition and crashes, because every step claims rows and finishes
them in one transaction.

In the embedded form this runs inside the web process, in the large form as `hanse worker`.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from models.ports import Wake
from server.metrics import ERRORS

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 60.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """A step of work: `run` returns True while there may be more to do at once."""

    name: str
    run: Callable[[], Awaitable[bool]]
    topic: str
    idle_seconds: float


@dataclass(frozen=True, slots=True)
class Service:
    """A loop of its own: `run` ends only by being cancelled, and then leaves nothing half done."""

    name: str
    run: Callable[[], Awaitable[None]]


async def work(
    jobs: Sequence[Job], services: Sequence[Service], wake: Wake, stop: asyncio.Event
) -> None:
    """Run all of them until `stop` is set; each job then finishes the step it is in."""
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(_repeat(job, wake, stop), name=f"job-{job.name}")
        for service in services:
            group.create_task(_keep(service, stop), name=f"service-{service.name}")


async def _repeat(job: Job, wake: Wake, stop: asyncio.Event) -> None:
    pause = _FIRST_PAUSE_SECONDS
    while not stop.is_set():
        try:
            more = await job.run()
            pause = _FIRST_PAUSE_SECONDS
        except Exception:  # one of the two error doors (CONTRIBUTING.md)
            pause = await _pause(job.name, pause, stop)
            continue
        if not more:
            await _either(stop, wake.wait(job.topic, job.idle_seconds))


async def _keep(service: Service, stop: asyncio.Event) -> None:
    pause = _FIRST_PAUSE_SECONDS
    while not stop.is_set():
        try:
            await _either(stop, service.run())
        except Exception:  # one of the two error doors (CONTRIBUTING.md)
            pause = await _pause(service.name, pause, stop)


async def _pause(name: str, seconds: float, stop: asyncio.Event) -> float:
    """Report the fault being handled and wait; returns the next pause."""
    ERRORS.labels(name).inc()
    log.exception(f"worker.{name}", incident=secrets.token_hex(4), pause_seconds=seconds)
    await _either(stop, asyncio.sleep(seconds))
    return min(seconds * 2, _LONGEST_PAUSE_SECONDS)


async def _either(stop: asyncio.Event, waiting: Awaitable[object]) -> None:
    """Wait for `waiting` or for the end, whichever comes first; an error of `waiting` travels."""
    task = asyncio.ensure_future(waiting)
    end = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait([task, end], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
    finally:
        for each in (task, end):
            each.cancel()
        await asyncio.gather(task, end, return_exceptions=True)
