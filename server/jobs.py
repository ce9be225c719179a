"""Jobs: what the worker of an instance does, by name, and what wakes each.

Only one process publishes and one gives receipts their effect at a time, which keeps everybody's
order without further thought; deliveries are shared by all workers. The others take over within
half a minute when a holder dies.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from models import outbox
from models.actions import cleaning, media, polls, receipts
from models.leases import Tenure
from server.assembly import Assembly
from server.storage.local import LocalStorage, media_folder
from server.worker import Job, Service, work

_LOOK_SECONDS = 2.0
"""How often each queue is looked at without a wake-up; commands of other processes rely on it."""
_POLLS_SECONDS = 15.0
_CLEANING_SECONDS = 600.0


async def run(assembly: Assembly, stop: asyncio.Event) -> None:
    """Do all work of the instance until `stop` is set, then give every lease back."""
    leases = [Tenure(assembly.home.clock, name) for name in ("receipts", "polls", "cleaning")]
    processing, closing, tidying = leases
    jobs = (
        Job("publish", assembly.publisher.step, outbox.TOPIC, _LOOK_SECONDS),
        Job("process", _alone(processing, _process(assembly)), receipts.TOPIC, _LOOK_SECONDS),
        Job("catchup", assembly.catch_up.step, "catchup", _LOOK_SECONDS),
        Job("polls", _alone(closing, _close_polls(assembly)), "polls", _POLLS_SECONDS),
        Job("clean", _alone(tidying, _clean(assembly)), "cleaning", _CLEANING_SECONDS),
    )
    services = (
        Service("deliver", assembly.deliverer.run),
        Service("hosts", assembly.hosts.run),
    )
    try:
        await work(jobs, services, assembly.wake, stop)
    finally:
        await assembly.processor.close()
        await assembly.catch_up.close()
        await assembly.publisher.close()
        for lease in leases:
            await lease.end()


def _alone(tenure: Tenure, step: Callable[[], Awaitable[bool]]) -> Callable[[], Awaitable[bool]]:
    """Return the step, done only while this process holds the lease."""

    async def guarded() -> bool:
        return await tenure.hold() is not None and await step()

    return guarded


def _process(assembly: Assembly) -> Callable[[], Awaitable[bool]]:
    async def process() -> bool:
        return await assembly.processor.run_once() > 0

    return process


def _close_polls(assembly: Assembly) -> Callable[[], Awaitable[bool]]:
    async def close() -> bool:
        closed = await polls.close_due(assembly.home)
        told = await polls.tell_due(assembly.home)
        return closed + told > 0

    return close


def _clean(assembly: Assembly) -> Callable[[], Awaitable[bool]]:
    retention = assembly.settings.retention
    storage = LocalStorage(media_folder(assembly.settings))

    async def clean() -> bool:
        clock = assembly.home.clock
        removed = await receipts.forget(clock, timedelta(days=retention.receipts_days))
        removed += await cleaning.forget_events(clock, timedelta(days=retention.events_days))
        removed += await cleaning.forget_activities(
            clock, timedelta(days=retention.remote_activities_days)
        )
        removed += await cleaning.forget_access(clock)
        orphans = await media.forget_unattached(
            clock, timedelta(hours=retention.orphan_media_hours)
        )
        for key in orphans:
            await storage.remove(key)
        return removed + len(orphans) > 0

    return clean
