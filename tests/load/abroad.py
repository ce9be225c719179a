"""Abroad: a thousand other servers in one process, which answer little and count what arrives.

Each has a name of its own and all share a listener; names become its address through the resolver
map of test mode. They show their people's documents, take everything that is posted to any inbox
without looking, and tell how much that was and when the last of it came.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import msgspec
import uvloop

from tests.load.children import running

HOSTS = 1_000
_TAKEN = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"
_ABSENT = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class Tally(msgspec.Struct, frozen=True):
    """What has been posted since the last look."""

    count: int
    last_at: float
    hosts: int


class Documents(msgspec.Struct, frozen=True):
    """What is shown under each `host path`."""

    by_address: dict[str, bytes]


def host(number: int) -> str:
    """Return the name of a server, without its port."""
    return f"h{number:04}.abroad.test"


class Abroad:
    """The handle on the process."""

    def __init__(self, port: int, session: aiohttp.ClientSession) -> None:
        self.port = port
        self._session = session

    async def tally(self) -> Tally:
        """Return what came since the last call, and begin anew."""
        async with self._session.get(f"http://127.0.0.1:{self.port}/tally") as answer:
            return msgspec.json.decode(await answer.read(), type=Tally)

    async def arrived(self, count: int, seconds: float = 30.0) -> Tally:
        """Wait for so many deliveries; returns when the last of them came."""
        total, hosts, last = 0, 0, 0.0
        until = time.monotonic() + seconds
        while total < count and time.monotonic() < until:
            await asyncio.sleep(0.1)
            seen = await self.tally()
            total, hosts, last = total + seen.count, hosts + seen.hosts, max(last, seen.last_at)
        if total < count:
            raise RuntimeError(f"{total} of {count} deliveries arrived")
        return Tally(total, last, hosts)


@asynccontextmanager
async def abroad(port: int, documents: Documents) -> AsyncIterator[Abroad]:
    """Start them at this port; `documents` are what they show."""
    given = msgspec.msgpack.encode((port, documents))
    async with running("tests.load.abroad", given), aiohttp.ClientSession() as session:
        yield Abroad(port, session)


class _Server(asyncio.Protocol):
    """One connection."""

    count = 0
    last_at = 0.0
    seen: set[bytes] = set()
    documents: dict[str, bytes] = {}

    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            head, end, rest = self._buffer.partition(b"\r\n\r\n")
            if not end:
                return
            fields = {
                line.partition(b":")[0].lower(): line.partition(b":")[2].strip()
                for line in head.split(b"\r\n")[1:]
            }
            length = int(fields.get(b"content-length", b"0"))
            if len(rest) < length:
                return
            self._buffer = rest[length:]
            method, path, _ = head.split(b" ", 2)
            self._transport.write(self._answer(method, path, fields[b"host"]))  # type: ignore[attr-defined]

    def _answer(self, method: bytes, path: bytes, name: bytes) -> bytes:
        kind = type(self)
        if method == b"POST":
            kind.count += 1
            kind.last_at = time.monotonic()
            kind.seen.add(name)
            return _TAKEN
        if path == b"/tally":
            body = msgspec.json.encode(Tally(kind.count, kind.last_at, len(kind.seen)))
            kind.count, kind.seen = 0, set()
        else:
            found = kind.documents.get(f"{name.decode()} {path.decode().partition('?')[0]}")
            if found is None:
                return _ABSENT
            body = found
        head = (
            "HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


async def _serve() -> None:
    length = int.from_bytes(sys.stdin.buffer.read(8), "big")
    port, documents = msgspec.msgpack.decode(
        sys.stdin.buffer.read(length), type=tuple[int, Documents]
    )
    _Server.documents = documents.by_address
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Server, "127.0.0.1", port, backlog=2_048)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve())
