"""Measures: one function for each kind of work, giving what a single piece of it costs.

The clock of the processor runs from before the first request until the server is quiet again, so
that what happens in the background counts. Every measure fails when an answer was no success or
when something that was acknowledged did not appear.
"""

import asyncio
import time
from statistics import median
from urllib.parse import urlencode

import msgspec

from tests.instances import Instance
from tests.load.abroad import Abroad
from tests.load.authors import Author
from tests.load.filling import Person
from tests.load.gauge import Gauge
from tests.load.shooter import Salvo, Volley, fire

_LOOK_SECONDS = 0.05
_VISIBLE_SECONDS = 60.0


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """What one piece of work costs, and how many were done in a second."""

    cpu_ms: float
    best_ms: float
    """The least of several rounds: what it costs when nothing else disturbs the processor."""
    a_second: float
    last_seconds: float = 0.0
    """When the last of a round was done."""


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """A live instance with everything around it."""

    instance: Instance
    gauge: Gauge
    abroad: Abroad
    people: dict[str, Person]
    authors: list[Author]

    @property
    def port(self) -> int:
        """Where the instance listens."""
        return int(self.instance.place.bind.rpartition(":")[2])

    def get(self, path: str, person: str = "", accept: str = "application/json") -> bytes:
        """Return a GET request."""
        return self._head("GET", path, person, f"Accept: {accept}\r\n")

    def form(self, path: str, person: str, **fields: str) -> bytes:
        """Return a POST request with a form."""
        body = urlencode(fields).encode()
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        return self._head("POST", path, person, f"{kind}Content-Length: {len(body)}\r\n") + body

    def _head(self, method: str, path: str, person: str, fields: str) -> bytes:
        bearer = f"Authorization: Bearer {self.people[person].token}\r\n" if person else ""
        host = self.instance.place.domain
        return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{bearer}{fields}\r\n".encode()


def middle(pieces: list[Piece]) -> Piece:
    """Return several rounds as one: the median and the best cost, the best times."""
    return Piece(
        cpu_ms=median(each.cpu_ms for each in pieces),
        best_ms=min(each.best_ms for each in pieces),
        a_second=max(each.a_second for each in pieces),
        last_seconds=min(each.last_seconds for each in pieces),
    )


async def actor(stage: Stage, count: int) -> Piece:
    """GET a member's document."""
    request = stage.get("/users/writer", accept="application/activity+json")
    return await _asked(stage, request, count)


async def home(stage: Stage, count: int) -> Piece:
    """GET the newest twenty posts of the reader's home."""
    return await _asked(stage, stage.get("/api/v1/timelines/home?limit=20", "reader"), count)


async def _asked(stage: Stage, request: bytes, count: int) -> Piece:
    before = await stage.gauge.quiet()
    salvo = await fire(Volley(port=stage.port, requests=[request], repeat=count))
    _all_good(salvo, count)
    return _piece(stage.gauge.cpu_ms() - before, count, salvo.seconds)


async def ingest(stage: Stage, name: str, count: int) -> Piece:
    """POST signed Creates of many authors; they count once they stand in the reader's home."""
    inbox = f"{stage.instance.place.base_url}/inbox"
    writers = stage.authors
    requests = [
        writers[number % len(writers)].signed(
            inbox, writers[number % len(writers)].create(f"{name}-{number}")
        )
        for number in range(count)
    ]
    shown = (
        "SELECT COUNT(*) AS n FROM home_entry h JOIN post p ON p.id = h.post_id"
        f" WHERE p.uri LIKE '%/notes/{name}-%'"
    )
    before = await stage.gauge.quiet()
    salvo = await fire(Volley(port=stage.port, requests=requests))
    _all_good(salvo, count)
    until = time.monotonic() + _VISIBLE_SECONDS
    while await stage.instance.value(shown) < count:
        if time.monotonic() > until:
            raise RuntimeError(f"fewer than {count} acknowledged posts appeared")
        await asyncio.sleep(_LOOK_SECONDS)
    seconds = time.monotonic() - salvo.started_at
    return _piece(await stage.gauge.quiet() - before, count, seconds)


async def post(stage: Stage, name: str, count: int) -> Piece:
    """POST posts of a member whom nobody follows."""
    requests = [
        stage.form("/api/v1/statuses", "writer", status=f"The boat came in, {name} {number}")
        for number in range(count)
    ]
    before = await stage.gauge.quiet()
    salvo = await fire(Volley(port=stage.port, requests=requests))
    _all_good(salvo, count)
    return _piece(await stage.gauge.quiet() - before, count, salvo.seconds)


async def fan_out(stage: Stage, name: str, person: str, hosts: int, posts: int = 1) -> Piece:
    """POST posts of a member with followers on so many servers, who all get every one."""
    requests = [
        stage.form("/api/v1/statuses", person, status=f"The boat leaves at eight, {name} {number}")
        for number in range(posts)
    ]
    count = hosts * posts
    before = await stage.gauge.quiet()
    await stage.abroad.tally()
    salvo = await fire(Volley(port=stage.port, requests=requests, connections=1))
    _all_good(salvo, posts)
    tally = await stage.abroad.arrived(count)
    if tally.count != count:
        raise RuntimeError(f"{tally.count} deliveries of {count}")
    seconds = tally.last_at - salvo.started_at
    return _piece(await stage.gauge.quiet() - before, count, seconds)


def _all_good(salvo: Salvo, count: int) -> None:
    good = sum(number for status, number in salvo.statuses.items() if 200 <= status < 300)
    if good != count:
        raise RuntimeError(f"of {count} requests: {salvo.statuses}")


def _piece(cpu_ms: float, count: int, seconds: float) -> Piece:
    each = cpu_ms / count
    return Piece(cpu_ms=each, best_ms=each, a_second=count / seconds, last_seconds=seconds)
