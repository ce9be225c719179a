"""The assembly: builds every part of one instance and passes it down; the only file that knows all.

Order matters and is told once: database, migrations, the instance's own actors, wake-ups,
federation, the gate, pages. Closing goes the other way round. Nothing here is global, so that
several instances can live in one process, as they do in tests.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import msgspec

from federation.catchup import CatchUp
from federation.context import Federation, open_federation
from federation.delivery import Deliverer
from federation.hosts import HostWatch
from federation.inbox import Inbox
from federation.logs import LogShelf
from federation.processing import Processor
from federation.publish import Publisher
from federation.receiving import ReceiptWriter
from federation.registry import Handlers
from federation.resolving import Resolver
from federation.rosters import Rosters
from federation.sending import Sender
from models.database import Database, configuration
from models.home import Home
from models.ports import Clock, SystemClock, Wake
from server.actors import ensure_actors
from server.broker.memory import MemoryWake
from server.broker.postgres import PostgresWake
from server.home import home_of
from server.observing import Watch
from server.settings import Settings
from server.version import VERSION
from server.web.pages import Pages
from server.web.sites import open_pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """One open instance."""

    settings: Settings
    home: Home
    database: Database
    wake: Wake
    federation: Federation
    hosts: HostWatch
    inbox: Inbox
    resolver: Resolver
    rosters: Rosters
    processor: Processor
    publisher: Publisher
    deliverer: Deliverer
    catch_up: CatchUp
    logs: LogShelf
    pages: Pages


def broker(settings: Settings) -> MemoryWake | PostgresWake:
    """Return what wakes the workers of an instance with these settings."""
    default = configuration(settings.database, settings.data_path)["connections"]["default"]
    if default["engine"].endswith("sqlite"):
        return MemoryWake()
    parameters = dict(default["credentials"])
    for name in ("minsize", "maxsize"):
        del parameters[name]
    return PostgresWake(parameters)


@asynccontextmanager
async def assemble(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Assembly]:
    """Open an instance: database migrated, own actors made, connections ready.

    Errors:
        OSError, asyncpg.PostgresError, models.database.OperationalError: the database cannot be
            opened or migrated.
    """
    home = home_of(settings, clock or SystemClock())
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database(settings.database, settings.data_path))
        await database.migrate()
        await ensure_actors(home, settings)
        wake: Wake = await stack.enter_async_context(broker(settings))
        home = msgspec.structs.replace(home, wake=wake)
        federation = await stack.enter_async_context(
            open_federation(
                home,
                settings.federation,
                settings.test_mode,
                user_agent=f"Hanse/{VERSION} (+{home.base_url}/)",
                wake=wake,
                observer=Watch(),
            )
        )
        yield _furnished(settings, database, federation, wake)


def _furnished(
    settings: Settings, database: Database, federation: Federation, wake: Wake
) -> Assembly:
    """Build the rooms on top of an open federation; they hold no resource of their own."""
    home = federation.home
    resolver = Resolver(federation)
    handlers = Handlers(federation, resolver)
    hosts = HostWatch(home.clock, wake, federation.circuit)
    inbox = Inbox(handlers, ReceiptWriter(home.clock, wake), hosts)
    catch_up = CatchUp(federation, inbox)
    hosts.tell(catch_up.welcome_back)
    sender = Sender(
        federation.client,
        federation.signing,
        federation.signers,
        circuit=federation.circuit,
        settings=settings.federation,
        clock=home.clock,
    )
    return Assembly(
        settings=settings,
        home=home,
        database=database,
        wake=wake,
        federation=federation,
        hosts=hosts,
        inbox=inbox,
        resolver=resolver,
        rosters=Rosters(federation),
        processor=Processor(handlers),
        publisher=Publisher(home, federation.signers, wake),
        deliverer=Deliverer(sender, hosts, settings.federation, home.clock, wake),
        catch_up=catch_up,
        logs=LogShelf(home),
        pages=open_pages(settings, home),
    )
