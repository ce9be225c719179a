"""A real HTTP server on loopback that plays the other side, and the settings to reach it.

Tests script it path by path. It listens on 127.0.0.1 and answers for any host name, so a resolver
map can give it as many names as a test needs.
"""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import orjson
from aiohttp import web

from federation.net.client import HTTPClient
from federation.settings import FederationSettings, TestMode

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ACTIVITY = "application/activity+json"


class SteppedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(1_750_000_000 + self.seconds, UTC)

    def monotonic(self) -> float:
        return self.seconds


class Peer:
    """The other side: what it serves under each path and what it was asked."""

    def __init__(self, port: int, scheme: str) -> None:
        self.port = port
        self.scheme = scheme
        self.handlers: dict[str, Handler] = {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.connections: set[Any] = set()

    def url(self, path: str, host: str = "peer.test") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def serve(self, path: str, handler: Handler) -> None:
        self.handlers[path] = handler

    def answer(self, path: str, status: int = 200, body: Any = b"", **headers: str) -> None:
        """Serve a fixed answer; a dict or list is sent as ActivityPub JSON."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if not isinstance(body, (bytes, str)):
            body = orjson.dumps(body)
            told.setdefault("Content-Type", ACTIVITY)
        raw = body.encode() if isinstance(body, str) else body

        async def handler(_: web.Request) -> web.Response:
            return web.Response(status=status, body=raw, headers=told)

        self.handlers[path] = handler

    def redirect(self, path: str, location: str, status: int = 302) -> None:
        self.answer(path, status, b"", Location=location)

    def asked(self, path: str) -> int:
        return sum(1 for _, asked, _ in self.requests if asked == path)

    async def dispatch(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request.method, request.path_qs, dict(request.headers)))
        self.connections.add(request.transport)
        handler = self.handlers.get(request.path_qs) or self.handlers.get(request.path)
        if handler is None:
            return web.Response(status=404)
        return await handler(request)


@asynccontextmanager
async def running_peer(tls: ssl.SSLContext | None = None) -> AsyncIterator[Peer]:
    """Start a peer on a free port and stop it afterwards."""
    peer = Peer(0, "https" if tls else "http")
    server = web.Server(peer.dispatch)
    runner = web.ServerRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    peer.port = runner.addresses[0][1]
    try:
        yield peer
    finally:
        await runner.cleanup()


HOSTS = dict.fromkeys(
    ("peer.test", "other.test", "www.peer.test", "alpha.test", "beta.test"), "127.0.0.1"
)
LOOSE = TestMode(private_addresses=True, plain_http=True, resolver=HOSTS)
QUICK = FederationSettings(request_seconds=2.0, connect_seconds=1.0)


def client(
    settings: FederationSettings = QUICK, test_mode: TestMode = LOOSE, **options: Any
) -> HTTPClient:
    """Return a client as an instance in test mode has it; enter it with `async with`."""
    return HTTPClient(settings, test_mode, "Hanse/test", **options)
