"""A process that publishes and delivers until it is killed; run by `test_delivery_crash`.

    python -m tests.federation.crashing DATABASE_FILE PORT

It delivers whatever is due to the inbox on PORT. Where it dies is up to whoever kills it.
"""

import asyncio
import logging
import sys
from pathlib import Path

import structlog

from federation.delivery import Deliverer
from federation.hosts import HostWatch
from federation.net.circuit import Circuit
from federation.net.client import HTTPClient
from federation.sending import Sender
from federation.settings import FederationSettings, TestMode
from federation.signatures.pool import SigningPool
from federation.signers import Signers
from models import sql
from models.actions import activities
from models.actions import deliveries as queue
from models.actions.activities import NewActivity
from models.actions.deliveries import Inbox, Letter
from models.database import Database
from models.ports import SystemClock
from models.settings import DatabaseSettings
from models.transaction import transaction
from server.broker.memory import MemoryWake

_SETTINGS = FederationSettings(request_seconds=0.5, retry_first_seconds=0.1, retry_cap_seconds=0.2)


async def _say(wake: MemoryWake, inbox: Inbox) -> None:
    """Keep writing activities, and print the number of each once it is committed."""
    clock = SystemClock()
    row = await sql.row("SELECT COUNT(*) AS n FROM activity")
    number = row["n"] if row is not None else 0
    while True:
        number += 1
        uri = f"https://alpha.example/activities/{number}"
        async with transaction():
            said = NewActivity(uri=uri, type="Create", actor_uri="", body=b'{"id":%d}' % number)
            known = await activities.record(clock, [said])
            await queue.enqueue(clock, [Letter(known[uri], 1, (inbox,))], wake)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        await asyncio.sleep(0.001)


async def main() -> None:
    """Say and deliver for ever."""
    # Only numbers may stand on standard output.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    file, port = Path(sys.argv[1]), int(sys.argv[2])
    clock, wake = SystemClock(), MemoryWake()
    test_mode = TestMode(private_addresses=True, plain_http=True, resolver={"b.test": "127.0.0.1"})
    async with (
        Database(DatabaseSettings(url=f"sqlite://{file}"), file.parent),
        HTTPClient(_SETTINGS, test_mode, "Hanse/test") as client,
    ):
        # The process before was killed: its leases are not waited for, to keep the test short.
        await sql.write("UPDATE destination SET next_at = 0 WHERE leased_by <> ''")
        circuit = Circuit(clock)
        sender = Sender(
            client,
            SigningPool(clock),
            Signers(clock),
            circuit=circuit,
            settings=_SETTINGS,
            clock=clock,
        )
        deliverer = Deliverer(sender, HostWatch(clock, wake, circuit), _SETTINGS, clock, wake)
        inbox = Inbox(f"http://b.test:{port}/inbox", is_partner=True)
        await asyncio.gather(deliverer.run(), _say(wake, inbox))


if __name__ == "__main__":
    asyncio.run(main())
