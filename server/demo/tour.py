"""The tour: a demo from its first folder to the last process ended.

The order: PostgreSQL if asked for, settings, front door, processes, and beside their start the
members; then the founding, the joining, the conversation; then everybody is told and we wait. Each
step is kept in the record, so that a demo with a folder of its own goes on where it was left. All
that was started is ended again, in the opposite order and by pid, however the tour ends.
"""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from federation.net.caller import Caller
from federation.signatures.certificates import make_certificates
from models.values.roster import Founding
from server import settings as configuration
from server.demo import databases, founding, instances, ready, record, residents
from server.demo.conversation import conversation
from server.demo.plan import (
    ADDRESS,
    COMMUNITY_NAME,
    COMMUNITY_SLUG,
    COMMUNITY_SUMMARY,
    Plan,
    Seat,
)
from server.demo.record import Record
from server.demo.stage import Stage
from server.frontdoor import front_door
from server.processes import Process
from server.settings import Settings

STOP_SECONDS = 15.0
"""How long an instance may take to stop before it is killed."""
_DOOR_SECONDS = 2.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Running:
    """A demo that is ready."""

    plan: Plan
    ready: ready.Ready
    processes: dict[str, Process]


class PortBusy(Exception):
    """Somebody else uses a port that the demo needs."""


@asynccontextmanager
async def running(plan: Plan, say: Say) -> AsyncIterator[Running]:
    """Start or continue a demo and yield it once everything answers; end all of it afterwards.

    `say` hears what happens meanwhile, a line at a time. Raises PortBusy, NotReady, NotFounded,
    PostgresMissing, CallFailed, CallRefused or TimeoutError when something does not work.
    """
    busy = instances.busy_port(plan)
    if busy is not None:
        raise PortBusy(f"port {busy} of {plan.ports.start}-{plan.ports.stop - 1} is in use")
    async with AsyncExitStack() as stack:
        kept = record.load(plan.directory) or Record(options=plan.options)
        record.save(plan.directory, kept)
        say("Preparing ...")
        tls = _certificates(plan)
        for seat in plan.seats:
            (seat.folder / "data").mkdir(mode=0o700, parents=True, exist_ok=True)
        urls = await databases.prepare(plan, stack)
        for seat in plan.seats:
            instances.prepare(plan, seat, urls.get(seat.name, ""), tls.ca_file if tls else None)
        await _open_door(plan, tls, stack)
        say(f"Starting {len(plan.seats)} instances ...")
        processes = await _start(plan, stack, say)
        await _settle(plan, kept, say)
        await asyncio.gather(
            *(instances.until_ready(seat, processes[seat.name]) for seat in plan.seats)
        )
        await _found(plan, kept, say)
        await _talk(plan, kept, say)
        pids = {name: process.pid for name, process in processes.items()}
        try:
            yield Running(plan, ready.describe(plan, kept, pids), processes)
        finally:
            say("Ending ...")


@dataclass(frozen=True, slots=True)
class Certificates:
    """The files of a demo with TLS."""

    ca_file: Path
    certificate: Path
    key: Path


def _certificates(plan: Plan) -> Certificates | None:
    """Make the authority and the certificate for all names, unless they are there already."""
    if not plan.options.tls:
        return None
    folder = plan.directory / "tls"
    files = Certificates(folder / "ca.pem", folder / "certificate.pem", folder / "key.pem")
    if not files.certificate.exists():
        folder.mkdir(mode=0o700, exist_ok=True)
        made = make_certificates([*plan.hosts, "localhost", ADDRESS], datetime.now(UTC))
        record.write_whole(files.ca_file, made.authority, 0o644)
        record.write_whole(files.key, made.key, 0o600)
        record.write_whole(files.certificate, made.certificate, 0o644)
    return files


async def _open_door(plan: Plan, tls: Certificates | None, stack: AsyncExitStack) -> None:
    context = None
    if tls is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(tls.certificate, tls.key)
    runner = web.AppRunner(
        front_door(plan.backends), access_log=None, shutdown_timeout=_DOOR_SECONDS
    )
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, ADDRESS, plan.options.port, ssl_context=context).start()


async def _start(plan: Plan, stack: AsyncExitStack, say: Say) -> dict[str, Process]:
    processes: dict[str, Process] = {}
    watchers: list[asyncio.Task[None]] = []

    async def stop_all() -> None:
        for watcher in watchers:
            watcher.cancel()
        await asyncio.gather(*(each.stop(STOP_SECONDS) for each in processes.values()))

    stack.push_async_callback(stop_all)
    for seat in plan.seats:
        process = processes[seat.name] = await instances.start(seat)
        watchers.append(asyncio.create_task(_watch(seat, process, say)))
    return processes


async def _watch(seat: Seat, process: Process, say: Say) -> None:
    """Tell when an instance ended that nobody had asked to."""
    code = await process.wait()
    say(
        f"{seat.name} (process {process.pid}) ended with code {code}, see {seat.log}. Start it"
        f" again with: hanse run --config {seat.config}"
    )


async def _settle(plan: Plan, kept: Record, say: Say) -> None:
    if kept.households:
        return
    count = plan.options.members
    say(f"Making {count + 1} members at each partner ...")
    # In tasks of their own, since each opens another database.
    kept.households = list(
        await asyncio.gather(
            *(residents.settle(_settings(seat.config), seat, count) for seat in plan.seats)
        )
    )
    record.save(plan.directory, kept)


async def _found(plan: Plan, kept: Record, say: Say) -> None:
    if kept.is_founded:
        return
    say(f"Founding {COMMUNITY_NAME}: every partner signs ...")
    what = Founding(
        slug=COMMUNITY_SLUG,
        domain=plan.community_domain,
        name=COMMUNITY_NAME,
        summary=COMMUNITY_SUMMARY,
        partners=(),
    )
    others = {seat.domain: _settings(seat.config) for seat in plan.seats[1:]}
    await founding.found(_settings(plan.host.config), what, others)
    kept.is_founded = True
    record.save(plan.directory, kept)


async def _talk(plan: Plan, kept: Record, say: Say) -> None:
    async with AsyncExitStack() as stack:
        callers = {
            seat.name: await stack.enter_async_context(Caller(seat.url)) for seat in plan.seats
        }
        stage = Stage(plan, kept, callers)
        if not kept.has_joined:
            say("Everybody joins the community ...")
            await stage.join()
            kept.has_joined = True
            record.save(plan.directory, kept)
        acts = conversation(plan.options.posts)
        if kept.acts_done < len(acts):
            say(f"Writing {plan.options.posts} posts ...")
            await stage.perform(acts, lambda: record.save(plan.directory, kept))
        say("Waiting until every partner shows everything ...")
        await stage.settled()


def _settings(config: Path) -> Settings:
    """Read an instance's settings as its own process does, the environment included."""
    return configuration.load(config, os.environ)
