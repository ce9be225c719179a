"""`hanse front-door` as a process: it opens, passes on, and leaves at once when told to."""

import asyncio
import signal
import sys

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from click.testing import CliRunner

from server.cli import hanse
from tests.server.test_frontdoor import free_port

OPEN_SECONDS = 20.0


async def answer(url: str, host: str) -> str:
    """Ask until the door is open."""
    async with asyncio.timeout(OPEN_SECONDS), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url, headers={"Host": host}) as response:
                    return await response.text()
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("farewell", [signal.SIGTERM, signal.SIGINT])
async def test_it_opens_and_closes_cleanly(farewell: signal.Signals) -> None:
    async def greet(request: web.Request) -> web.Response:
        return web.Response(text=f"this is {request.host}")

    app = web.Application()
    app.router.add_get("/", greet)
    port = free_port()
    async with TestServer(app, host="127.0.0.1") as backend:
        mapping = f"alpha.localhost:{port}=http://127.0.0.1:{backend.port}"
        door = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "server", "front-door"),
            *("--map", mapping, "--bind", f"127.0.0.1:{port}"),
            stderr=asyncio.subprocess.PIPE,
        )
        text = await answer(f"http://127.0.0.1:{port}/", f"alpha.localhost:{port}")
        door.send_signal(farewell)
        async with asyncio.timeout(10):
            _, complaints = await door.communicate()
    assert text == f"this is alpha.localhost:{port}"
    assert door.returncode == 0
    assert complaints == b""


@pytest.mark.parametrize(
    "mapping", ["alpha", "alpha=https://127.0.0.1:1", "alpha=http://127.0.0.1:1/path", "=http://x"]
)
def test_it_refuses_a_mapping_it_cannot_serve(mapping: str) -> None:
    result = CliRunner().invoke(hanse, ["front-door", "--map", mapping])
    assert result.exit_code == 2
    assert "HOST=http://ADDRESS:PORT" in result.output


@pytest.mark.parametrize(
    "arguments", [["--bind", "8400"], ["--tls-cert", __file__], ["--tls-key", __file__]]
)
def test_it_refuses_what_does_not_fit_together(arguments: list[str]) -> None:
    command = ["front-door", "--map", "a=http://127.0.0.1:1", *arguments]
    assert CliRunner().invoke(hanse, command).exit_code == 2
