"""Serving: one process of an instance, from its settings to the last connection closed.

`hanse run` and `hanse worker` enter here. Everything is opened before the first connection is
accepted, and closed in the opposite order after the last one: a signal first stops new connections
and new steps of work, then gives what is under way `limits.shutdown_seconds`, then cuts it off.
Cutting off is safe, because no work counts before its commit. What keeps an instance from starting
is a `StartRefused` with a sentence for the operator, never a traceback.
"""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import structlog
from aiohttp import web

from models.actions import takeover
from models.transaction import background
from server import descriptors, jobs
from server.app import create_app
from server.assembly import Assembly, assemble
from server.connections import Runner
from server.ownership import OwnedElsewhere, is_owned, owning
from server.settings import Settings
from server.settings.addresses import parse_bind
from server.stopping import stopping
from server.version import VERSION

SOCKET_MODE = 0o660
"""A unix socket is for this user and its group, which the proxy must belong to."""

log = structlog.get_logger()


class StartRefused(Exception):
    """The process cannot start; the message says why, for the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one process does of its instance."""

    has_web: bool = True
    has_worker: bool = True
    shares_port: bool = False
    """Whether other processes of this instance listen at the same address."""
    until_end_of_input: bool = False
    """Whether the end of standard input is a reason to stop, as a signal is."""


async def serve(settings: Settings, part: Part) -> None:
    """Run until a signal comes; returns once everything is closed."""
    descriptors.allow_many()
    with _alone(settings), stopping(until_end_of_input=part.until_end_of_input) as stop:
        async with (
            assemble(settings) as assembly,
            _working(assembly, part, stop),
            _listening(assembly, part),
        ):
            log.info("process.ready", pid=os.getpid(), bind=settings.bind, version=VERSION)
            await stop.wait()
            log.info("process.stopping", pid=os.getpid())
    log.info("process.stopped", pid=os.getpid())


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Keep a second process away from an instance that only one may serve."""
    try:
        with owning(settings):
            yield
    except OwnedElsewhere as error:
        raise StartRefused(f"another process serves the data directory {error} already") from None


@asynccontextmanager
async def _listening(assembly: Assembly, part: Part) -> AsyncIterator[None]:
    """Accept connections; at the end let those under way finish, within the settings' time."""
    if not part.has_web:
        yield
        return
    settings = assembly.settings
    runner = Runner(create_app(assembly), settings.limits)
    await runner.setup()
    try:
        await _open_site(runner, settings, part)
        yield
    finally:
        await runner.cleanup()


async def _open_site(runner: web.BaseRunner, settings: Settings, part: Part) -> None:
    listen = parse_bind(settings.bind)
    tls = _tls(settings)
    site: web.BaseSite
    if listen.path:
        site = web.UnixSite(runner, listen.path, ssl_context=tls)
    else:
        site = web.TCPSite(
            runner, listen.host, listen.port, ssl_context=tls, reuse_port=part.shares_port or None
        )
    try:
        await site.start()
        if listen.path:
            os.chmod(listen.path, SOCKET_MODE)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StartRefused(f"cannot listen at {settings.bind}: {reason}") from error


def _tls(settings: Settings) -> ssl.SSLContext | None:
    if not settings.tls.certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.set_alpn_protocols(["http/1.1"])
    context.load_cert_chain(settings.tls.certificate, settings.tls.key)
    return context


@asynccontextmanager
async def _working(assembly: Assembly, part: Part, stop: asyncio.Event) -> AsyncIterator[None]:
    """Run the worker beside; at the end each job finishes its step, or is cut off."""
    if not part.has_worker:
        yield
        return
    if is_owned(assembly.settings):
        left = await takeover.free_claims(assembly.home.clock)
        if left:
            log.info("process.took_over", claims=left)
    worker = background(jobs.run(assembly, stop), name="worker")
    worker.add_done_callback(lambda _: stop.set())
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait([worker], timeout=assembly.settings.limits.shutdown_seconds)
        if not worker.done():
            log.warning("worker.cut_off", pid=os.getpid())
            worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    worker.result()
