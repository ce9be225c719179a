"""Limits: what this machine can do at best, measured in the same minutes as the server.

Run as a module it measures the parts that need no server and prints them.
"""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import aiohttp
import msgspec
import uvloop
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from tests.load.children import run, running
from tests.load.gauge import Gauge
from tests.load.shooter import Volley, fire

_MESSAGE = b"(request-target): post /inbox\nhost: h.test\ndate: now\ndigest: SHA-256=" + b"x" * 200
_BODY = b'{"id":"x","type":"Person"}' + b" " * 1_400


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds of processor for one of each."""

    bare: float
    """A GET answered by the least web server of the same libraries."""

    rsa_sign: float
    rsa_verify: float
    ed25519_sign: float
    ed25519_verify: float
    sqlite_commit: float
    posted: float
    """A POST by a bare client, unsigned, to the many hosts, over connections kept alive."""


async def limits(port: int) -> Limits:
    """Measure in processes of their own; `port` is where the other servers listen."""
    printed = await run("tests.load.limits", str(port).encode())
    return msgspec.structs.replace(msgspec.json.decode(printed, type=Limits), bare=await _bare())


def least(measured: list[Limits]) -> Limits:
    """Return the least of several measurements, each number for itself."""
    names = Limits.__struct_fields__
    return Limits(**{name: min(getattr(each, name) for each in measured) for name in names})


async def _bare() -> float:
    request = b"GET /users/somebody HTTP/1.1\r\nHost: bare.test\r\nAccept: */*\r\n\r\n"
    costs = []
    async with running("tests.load.bare", b"") as (pid, line):
        gauge = Gauge([pid])
        for _ in range(3):
            before = gauge.cpu_ms()
            await fire(Volley(port=int(line), requests=[request], repeat=8_000))
            costs.append((gauge.cpu_ms() - before) / 8_000)
    return min(costs)


def _each(work: Callable[[], object], count: int) -> float:
    """Return the least of three rounds, in milliseconds of processor for one."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        for _ in range(count):
            work()
        best = min(best, time.process_time() - started)
    return round(best / count * 1000, 4)


def _commits(count: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "x.sqlite3", isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, body BLOB)")
        cost = _each(lambda: database.execute("INSERT INTO t (body) VALUES (?)", [_BODY]), count)
        database.close()
        return cost


async def _posts(port: int, count: int) -> float:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        started = time.process_time()

        async def several() -> None:
            for _ in range(count // 16):
                async with session.post(f"http://127.0.0.1:{port}/inbox", data=_BODY) as answer:
                    await answer.read()

        await asyncio.gather(*(several() for _ in range(16)))
        return round((time.process_time() - started) / count * 1000, 4)


def _measure(port: int) -> Limits:
    rsa, ed25519 = generate_private_key(65537, 2048), Ed25519PrivateKey.generate()
    padding, hashed = PKCS1v15(), SHA256()
    by_rsa, by_ed25519 = rsa.sign(_MESSAGE, padding, hashed), ed25519.sign(_MESSAGE)
    rsa_public, ed25519_public = rsa.public_key(), ed25519.public_key()
    return Limits(
        bare=0.0,
        rsa_sign=_each(lambda: rsa.sign(_MESSAGE, padding, hashed), 400),
        rsa_verify=_each(lambda: rsa_public.verify(by_rsa, _MESSAGE, padding, hashed), 4_000),
        ed25519_sign=_each(lambda: ed25519.sign(_MESSAGE), 4_000),
        ed25519_verify=_each(lambda: ed25519_public.verify(by_ed25519, _MESSAGE), 2_000),
        sqlite_commit=_commits(500),
        posted=min(uvloop.run(_posts(port, 1_600)) for _ in range(3)),
    )


if __name__ == "__main__":
    given = int(sys.stdin.buffer.read())
    sys.stdout.buffer.write(msgspec.json.encode(_measure(given)))
