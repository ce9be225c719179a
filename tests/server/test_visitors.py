"""Visitors: who is counted, and whose word about it is believed."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server.visitors import Visitors


async def seen(visitors: Visitors, headers: list[tuple[str, str]]) -> tuple[str, str]:
    """Return what the visitors' room says about a real request from 127.0.0.1."""
    told = {}

    async def handler(request: web.Request) -> web.Response:
        told["address"] = visitors.address(request)
        told["origin"] = visitors.origin(request)
        return web.Response()

    app = web.Application()
    app.router.add_get("/", handler)
    async with TestClient(TestServer(app)) as client:
        await client.get("/", headers=headers)
    return told["address"], told["origin"]


@pytest.mark.parametrize(
    ("trusted", "forwarded", "counted"),
    [
        ([], "203.0.113.9", "127.0.0.1"),
        (["10.0.0.0/8"], "203.0.113.9", "127.0.0.1"),
        (["127.0.0.0/8"], "203.0.113.9", "203.0.113.9"),
        (["127.0.0.0/8"], "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (["127.0.0.0/8", "10.0.0.0/8"], "203.0.113.9, 10.0.0.4", "203.0.113.9"),
        (["127.0.0.0/8"], "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (["127.0.0.0/8"], "::ffff:203.0.113.9", "203.0.113.9"),
        (["127.0.0.0/8"], "nonsense", "unknown"),
    ],
)
async def test_only_a_trusted_proxy_says_where_somebody_is(
    trusted: list[str], forwarded: str, counted: str
) -> None:
    address, _ = await seen(Visitors(trusted), [("X-Forwarded-For", forwarded)])
    assert address == counted


async def test_only_a_trusted_proxy_says_that_it_was_tls() -> None:
    headers = [("X-Forwarded-Proto", "https"), ("Host", "alpha.example")]
    _, believed = await seen(Visitors(["127.0.0.1"]), headers)
    _, ignored = await seen(Visitors([]), headers)
    assert believed == "https://alpha.example"
    assert ignored == "http://alpha.example"
