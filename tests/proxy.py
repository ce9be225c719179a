"""A network that can be bad: one link per direction between two servers, in userspace, seeded.

Each server knows the others by names that its resolver maps to addresses of its own
(`127.1.FROM.TO`), so that a link knows who is calling without asking. A link passes requests on to
the letter: signatures cover Host, Date and body. What goes wrong is drawn from a seeded generator
(`Weather`) or scripted answer by answer (`Trick`), and every request is noted (`Passage`).
"""

import asyncio
import random
import socket
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "te", "upgrade"})
PATIENCE_SECONDS = 20.0
LATE_TRIES = 40

Trick = Callable[[web.BaseRequest, bytes], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How often what goes wrong, as shares between 0 and 1."""

    delay_seconds: tuple[float, float] = (0.0, 0.0)
    lost: float = 0.0
    """The connection breaks before the request has arrived."""
    unanswered: float = 0.0
    """The request arrives, its answer does not."""
    repeated: float = 0.0
    """The request arrives several times at once."""
    copies: int = 1
    """How many further times, at most."""
    shuffled: float = 0.0
    """A delivery is acknowledged here and arrives later, in any order with others."""
    late_seconds: float = 1.0


CALM = Weather()


@dataclass(frozen=True, slots=True)
class Passage:
    """One request that came to a link."""

    method: str
    path: str
    kind: str
    """Type of the activity; of an Announce with what it announces: `Announce(Create)`."""
    uri: str
    outcome: str
    """The status that the caller saw, or what became of the request instead."""


@dataclass
class Link:
    """The way from one server to another: open, closed (refuses) or silent (never answers)."""

    address: str
    port: int
    target: str
    """Where it leads, as `http://127.0.0.1:PORT`."""
    chance: random.Random
    weather: Weather = CALM
    script: deque[Trick] = field(default_factory=deque)
    """What happens to the next deliveries instead of being passed on."""
    passages: list[Passage] = field(default_factory=list)
    is_silent: bool = False
    _runner: web.ServerRunner | None = None
    _session: aiohttp.ClientSession | None = None
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _late: set["asyncio.Task[None]"] = field(default_factory=set)

    async def open(self) -> None:
        """Let callers in; does nothing when the link is open."""
        self.is_silent = False
        self._woken.set()
        if self._session is None:
            self._session = aiohttp.ClientSession(
                # A kept connection to an instance that was killed would break the next request.
                connector=aiohttp.TCPConnector(force_close=True, limit=256),
                timeout=aiohttp.ClientTimeout(total=PATIENCE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
            )
        if self._runner is None:
            self._runner = web.ServerRunner(
                web.Server(self._take, access_log=None), shutdown_timeout=0.0
            )
            await self._runner.setup()
            await web.TCPSite(self._runner, self.address, self.port, reuse_address=True).start()

    async def close(self) -> None:
        """Refuse callers, as a machine does on which nothing listens; cuts what is under way."""
        runner, self._runner = self._runner, None
        if runner is not None:
            for connection in list(runner.server.connections if runner.server else ()):
                if connection.transport is not None:
                    connection.transport.abort()
            await runner.cleanup()

    def fall_silent(self) -> None:
        """Accept and never answer, as a firewall or a stuck machine does, until opened again."""
        self.is_silent = True
        self._woken.clear()

    async def shut(self) -> None:
        """Close for good; what is late is given up."""
        for task in tuple(self._late):
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)
        self._woken.set()
        await self.close()
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def arrived(self) -> None:
        """Wait until nothing is late any more."""
        while self._late:
            await asyncio.gather(*self._late)

    def kinds(self) -> list[str]:
        """Return the kinds of the deliveries that were passed on and accepted, in order."""
        return [one.kind for one in self.passages if one.kind and one.outcome.startswith("2")]

    async def _take(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        kind, uri = _described(body)
        response: web.StreamResponse | None
        if self.is_silent:
            await self._woken.wait()
            response, outcome = None, "silence"
        elif kind and self.script:
            response = await self.script.popleft()(request, body)
            outcome = f"trick {response.status}"
        else:
            response, outcome = await self._pass(request, body, is_delivery=bool(kind))
        self.passages.append(Passage(request.method, request.path, kind, uri, outcome))
        if response is None:
            return _cut(request)
        return response

    async def _pass(
        self, request: web.BaseRequest, body: bytes, *, is_delivery: bool
    ) -> tuple[web.StreamResponse | None, str]:
        weather, chance = self.weather, self.chance
        await asyncio.sleep(chance.uniform(*weather.delay_seconds))
        if chance.random() < weather.lost:
            return None, "lost"
        if is_delivery and chance.random() < weather.shuffled:
            self._later(request, body, chance.uniform(0.0, weather.late_seconds))
            return web.Response(status=202), "202 late"
        copies = 1
        if is_delivery and chance.random() < weather.repeated:
            copies += chance.randint(1, weather.copies)
        answers = await asyncio.gather(*(self.deliver(request, body) for _ in range(copies)))
        if answers[0] is None:
            return None, "broken"
        if chance.random() < weather.unanswered:
            return None, "unanswered"
        return answers[0], str(answers[0].status)

    def _later(self, request: web.BaseRequest, body: bytes, seconds: float) -> None:
        async def bring() -> None:
            await asyncio.sleep(seconds)
            for _ in range(LATE_TRIES):
                answer = await self.deliver(request, body)
                if answer is not None and answer.status < 500 and answer.status != 429:
                    return
                await asyncio.sleep(0.25)

        task = asyncio.create_task(bring())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def deliver(self, request: web.BaseRequest, body: bytes) -> web.Response | None:
        """Pass a request on to the letter; None when there is no answer."""
        if self._session is None:
            return None
        headers = CIMultiDict(
            pair for pair in request.headers.items() if pair[0].lower() not in HOP_BY_HOP
        )
        url = URL(self.target + request.raw_path, encoded=True)
        try:
            async with self._session.request(
                request.method, url, headers=headers, data=body or None, allow_redirects=False
            ) as answer:
                raw = await answer.read()
                passed = CIMultiDict(
                    pair for pair in answer.headers.items() if pair[0].lower() not in HOP_BY_HOP
                )
                passed.popall("Content-Length", None)
                return web.Response(status=answer.status, headers=passed, body=raw)
        except (aiohttp.ClientError, TimeoutError):
            return None


class Network:
    """All links between some servers; use as an async context manager."""

    def __init__(self, port: int, seed: int) -> None:
        self.port = port
        self.chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._links: dict[tuple[str, str], Link] = {}

    def connect(self, ends: tuple[str, str], address: str, target: str) -> None:
        """Make the link from one server to another, closed still."""
        chance = random.Random(self.chance.random())  # noqa: S311 - repeatable, not secret
        self._links[ends] = Link(address, self.port, target, chance)

    def link(self, source: str, target: str) -> Link:
        """Return the link from one server to another."""
        return self._links[source, target]

    def links(self, name: str | None = None) -> list[Link]:
        """Return all links, or those from and to one server."""
        return [link for ends, link in self._links.items() if name is None or name in ends]

    async def cut(self, one: str, other: str) -> None:
        """Let two servers reach each other no more, in either direction."""
        await self.link(one, other).close()
        await self.link(other, one).close()

    async def heal(self) -> None:
        """Open every link and let the sun shine."""
        for link in self._links.values():
            link.weather = CALM
            await link.open()

    async def __aenter__(self) -> Self:
        await self.heal()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for link in self._links.values():
            await link.shut()


def answer(status: int, body: bytes = b"", **headers: str) -> Trick:
    """Answer without passing on; header names are written with `_` for `-`."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}

    async def play(_request: web.BaseRequest, _body: bytes) -> web.StreamResponse:
        return web.Response(status=status, body=body, headers=told)

    return play


def garbage(raw: bytes) -> Trick:
    """Answer with bytes that are no HTTP, and hang up."""

    async def play(request: web.BaseRequest, _body: bytes) -> web.StreamResponse:
        if request.transport is not None:
            request.transport.write(raw)
            request.transport.close()
        return web.Response(status=599)

    return play


def drip(seconds_per_byte: float, most: int = 10_000) -> Trick:
    """Answer 200 with a body that comes byte by byte, until the caller gives up."""

    async def play(request: web.BaseRequest, _body: bytes) -> web.StreamResponse:
        response = web.StreamResponse(status=200)
        response.content_length = most
        await response.prepare(request)
        for _ in range(most):
            if request.transport is None or request.transport.is_closing():
                break
            await response.write(b".")
            await asyncio.sleep(seconds_per_byte)
        return response

    return play


def drop_answer(link: Link) -> Trick:
    """Pass the delivery on and hang up before the answer: the caller cannot know."""

    async def play(request: web.BaseRequest, body: bytes) -> web.StreamResponse:
        await link.deliver(request, body)
        return _cut(request)

    return play


def free_port(addresses: list[str]) -> int:
    """Return a port that is free at all of these addresses."""
    for _ in range(100):
        with socket.socket() as probe:
            probe.bind((addresses[0], 0))
            port: int = probe.getsockname()[1]
        if all(_is_free(address, port) for address in addresses):
            return port
    raise OSError("no port is free at all addresses")


def _is_free(address: str, port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def _cut(request: web.BaseRequest) -> web.StreamResponse:
    """Break the connection; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=599)


def _described(body: bytes) -> tuple[str, str]:
    """Return what kind of activity a body is and its id; empty for anything else."""
    try:
        document: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return "", ""
    if not isinstance(document, dict) or "actor" not in document:
        return "", ""
    kind, inner = str(document.get("type")), document.get("object")
    if isinstance(inner, dict) and kind in ("Announce", "Create", "Undo", "Update", "Accept"):
        kind = f"{kind}({inner.get('type')})"
    return kind, str(document.get("id"))
