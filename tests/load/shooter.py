"""The shooter: sends prepared requests as fast as they are answered, in a process of its own.

It knows no HTTP beyond the length of an answer, so that it takes as little as possible of the
machine that it shares with the server under test. On standard input comes a `Volley`, on standard
output goes a `Salvo`.
"""

import asyncio
import sys
import time
from collections import Counter

import msgspec
import uvloop

from tests.load.children import run

_ENOUGH = 1 << 24


class Volley(msgspec.Struct, frozen=True, kw_only=True):
    """What to send: the bytes of whole requests, over so many connections kept alive."""

    port: int
    requests: list[bytes]
    connections: int = 8
    repeat: int = 1


class Salvo(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: answers by status, and the moments of the first and the last."""

    statuses: dict[int, int]
    started_at: float
    ended_at: float
    largest: int
    """Bytes of the largest answer's body."""

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.ended_at - self.started_at


async def fire(volley: Volley) -> Salvo:
    """Send a volley from a process of its own; returns once every answer is there."""
    answer = await run("tests.load.shooter", msgspec.msgpack.encode(volley))
    return msgspec.msgpack.decode(answer, type=Salvo)


async def _shoot(volley: Volley) -> Salvo:
    requests = iter(volley.requests * volley.repeat)
    statuses: Counter[int] = Counter()
    largest = 0

    async def one_connection() -> None:
        nonlocal largest
        reader, writer = await asyncio.open_connection("127.0.0.1", volley.port, limit=_ENOUGH)
        for request in requests:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
            largest = max(largest, length)
            if length:
                await reader.readexactly(length)
            statuses[int(head[9:12])] += 1
        writer.close()

    started = time.monotonic()
    await asyncio.gather(*(one_connection() for _ in range(volley.connections)))
    return Salvo(
        statuses=dict(statuses), started_at=started, ended_at=time.monotonic(), largest=largest
    )


if __name__ == "__main__":
    volley = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Volley)
    sys.stdout.buffer.write(msgspec.msgpack.encode(uvloop.run(_shoot(volley))))
