"""A rig for what leaves the house: an author with keys, a deliverer, a world of listening
inboxes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

import orjson
from aiohttp import web

from federation.delivery import Deliverer
from federation.hosts import HostWatch
from federation.net.circuit import Circuit
from federation.net.client import HTTPClient
from federation.sending import Sender
from federation.settings import FederationSettings, TestMode
from federation.signatures import keys
from federation.signatures.pool import SigningPool
from federation.signers import Signers
from models import addresses, sql
from models.actions import activities
from models.actions import deliveries as queue
from models.actions.activities import NewActivity
from models.actions.deliveries import Inbox, Letter
from models.ids import to_milliseconds
from models.ports import Clock, SystemClock
from models.tables.account import Account, Key
from models.transaction import transaction
from server.broker.memory import MemoryWake
from tests.factories import make_account
from tests.peer import Peer, running_peer

QUICK = FederationSettings(
    request_seconds=1.0, connect_seconds=0.5, retry_first_seconds=0.2, retry_cap_seconds=2.0
)


@lru_cache(maxsize=1)
def rsa_pem() -> str:
    """One RSA key for all test actors, because making one takes long."""
    return keys.generate_rsa("https://x.example/#k", "https://x.example/").pem().decode()


async def give_keys(account: Account) -> Account:
    """Store both key pairs of an account of ours."""
    ed25519 = keys.generate_ed25519(addresses.proof_key(account.uri), account.uri)
    rsa = keys.load_private(rsa_pem(), addresses.main_key(account.uri), account.uri)
    for key, kind, public in (
        (rsa, "rsa", rsa.public().pem()),
        (ed25519, "ed25519", ed25519.public().multibase()),
    ):
        await Key.create(
            account=account,
            uri=key.key_id,
            kind=kind,
            public=public,
            private=key.pem().decode(),
            created_at=account.created_at,
        )
    return account


async def make_author(username: str = "ada", **columns: Any) -> Account:
    """Create an account of ours that can sign."""
    return await give_keys(await make_account(username, **columns))


class Receiver:
    """An inbox that notes what it got and answers as the test wants."""

    def __init__(self, peer: Peer, host: str) -> None:
        self.inbox = peer.url("/inbox", host)
        self.got: list[dict[str, Any]] = []
        self.raw: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.answer: Callable[[web.Request, bytes], Awaitable[web.StreamResponse]] = self.accept

    @property
    def uris(self) -> list[str]:
        """The ids of what came, in order."""
        return [each["id"] for each in self.got]

    async def accept(self, _: web.Request, __: bytes) -> web.StreamResponse:
        return web.Response(status=202)

    def refuse(self, *statuses: int, **headers: str) -> None:
        """Answer with these statuses in turn, then accept."""
        left = list(statuses)

        async def answer(_: web.Request, __: bytes) -> web.StreamResponse:
            if not left:
                return web.Response(status=202)
            told = {name.replace("_", "-"): value for name, value in headers.items()}
            return web.Response(status=left.pop(0), headers=told)

        self.answer = answer

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.headers.append({key.lower(): value for key, value in request.headers.items()})
        self.raw.append(body)
        self.got.append(orjson.loads(body))
        return await self.answer(request, body)


class World:
    """Receivers by host name on one listener, and a deliverer that reaches them."""

    def __init__(self, peer: Peer, deliverer: Deliverer, wake: MemoryWake, clock: Clock) -> None:
        self.peer = peer
        self.deliverer = deliverer
        self.wake = wake
        self.clock = clock
        self.watch: HostWatch
        self.receivers: dict[str, Receiver] = {}
        self._numbers = 0

    def receiver(self, host: str) -> Receiver:
        if host not in self.receivers:
            self.receivers[host] = Receiver(self.peer, host)
        return self.receivers[host]

    async def dispatch(self, request: web.Request) -> web.StreamResponse:
        host = (request.host or "").partition(":")[0]
        return await self.receivers[host].handle(request)

    async def say(self, author: Account, *inboxes: Inbox, body: bytes | None = None) -> str:
        """Write an activity and its deliveries; returns its id."""
        self._numbers += 1
        uri = f"https://alpha.example/activities/{self._numbers}"
        raw = body or orjson.dumps({"id": uri, "type": "Create", "actor": author.uri})
        async with transaction():
            known = await activities.record(
                self.clock,
                [
                    NewActivity(
                        uri=uri, type="Create", actor_uri=author.uri, body=raw, is_local=True
                    )
                ],
            )
            letter = Letter(known[uri], author.id, inboxes)
            await queue.enqueue(self.clock, [letter], self.wake)
        return uri

    async def until(self, met: Callable[[], bool], seconds: float = 15.0) -> None:
        """Wait until something has happened."""
        async with asyncio.timeout(seconds):
            while not met():  # noqa: ASYNC110 - what it waits for has no event
                await asyncio.sleep(0.01)

    async def drained(self, seconds: float = 15.0) -> None:
        """Wait until nothing is left to deliver."""
        async with asyncio.timeout(seconds):
            while (await left()) > 0:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


async def left() -> int:
    """Return how many deliveries are still to be made."""
    row = await sql.row("SELECT COUNT(*) AS n FROM delivery")
    assert row is not None
    return int(row["n"])


async def lane_of(inbox: str) -> dict[str, Any]:
    """Return the row of a destination."""
    row = await sql.row("SELECT * FROM destination WHERE inbox = ?", [inbox])
    assert row is not None
    return row


async def make_due(clock: Clock) -> None:
    """Let every waiting lane be due now, as time would."""
    now = to_milliseconds(clock.now())
    await sql.write("UPDATE destination SET next_at = ? WHERE failures > 0", [now])


@asynccontextmanager
async def world(
    *hosts: str, settings: FederationSettings = QUICK, runs: bool = True
) -> AsyncIterator[World]:
    """Start receivers for `hosts` and a deliverer; the database must be open."""
    clock, wake = SystemClock(), MemoryWake()
    test_mode = TestMode(
        private_addresses=True, plain_http=True, resolver=dict.fromkeys(hosts, "127.0.0.1")
    )
    pool, circuit = SigningPool(clock), Circuit(clock)
    async with running_peer() as peer, HTTPClient(settings, test_mode, "Hanse/test") as client:
        watch = HostWatch(clock, wake, circuit)
        sender = Sender(
            client, pool, Signers(clock), circuit=circuit, settings=settings, clock=clock
        )
        made = World(peer, Deliverer(sender, watch, settings, clock, wake), wake, clock)
        made.watch = watch
        for host in hosts:
            made.receiver(host)
        peer.serve("/inbox", made.dispatch)
        task = asyncio.create_task(made.deliverer.run()) if runs else None
        try:
            yield made
        finally:
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            pool.close()
