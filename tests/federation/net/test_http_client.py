"""Tests of federation.net.client against a real server; hostile answers stand in tests/hostile."""

import asyncio
import gzip
import resource
import ssl
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import trustme
from aiohttp import web

from federation.errors import Reason, Unreachable
from federation.net.client import HTTPClient
from federation.settings import FederationSettings, TestMode
from tests.peer import HOSTS, QUICK, Peer, SteppedClock, client, running_peer

ACCEPT = "application/activity+json"


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with running_peer() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[HTTPClient]:
    async with client() as opened:
        yield opened


async def test_get_returns_status_headers_body_and_final_url(peer: Peer, http: HTTPClient) -> None:
    peer.redirect("/start", "/end?x=1")
    peer.answer("/end?x=1", 203, b"hello", X_Told="yes")
    answer = await http.get(peer.url("/start"), accept=ACCEPT, headers={"X-Asked": "a"})
    assert (answer.status, answer.body, answer.headers["x-told"]) == (203, b"hello", "yes")
    assert answer.url == peer.url("/end?x=1")
    _, _, sent = peer.requests[-1]
    assert (sent["Accept"], sent["X-Asked"], sent["User-Agent"]) == (ACCEPT, "a", "Hanse/test")


async def test_gzip_is_inflated(peer: Peer, http: HTTPClient) -> None:
    peer.answer("/x", 200, gzip.compress(b"x" * 100_000), Content_Encoding="gzip")
    assert (await http.get(peer.url("/x"), accept=ACCEPT)).body == b"x" * 100_000


async def test_body_of_exactly_the_limit_passes(peer: Peer, http: HTTPClient) -> None:
    peer.answer("/plain", 200, b"x" * 1_000)
    peer.answer("/gzip", 200, gzip.compress(b"x" * 1_000), Content_Encoding="gzip")
    for path in ("/plain", "/gzip"):
        answer = await http.get(peer.url(path), accept=ACCEPT, limit_bytes=1_000)
        assert len(answer.body) == 1_000


async def test_each_hop_on_one_origin_is_signed_anew(peer: Peer, http: HTTPClient) -> None:
    peer.redirect("/a", "/b")
    peer.answer("/b", 200, b"ok")

    def sign(method: str, url: str) -> Mapping[str, str]:
        return {"Signature": f"{method} {url}"}

    await http.get(peer.url("/a"), accept=ACCEPT, sign=sign)
    assert [sent["Signature"] for _, _, sent in peer.requests] == [
        f"GET {peer.url('/a')}",
        f"GET {peer.url('/b')}",
    ]


async def test_path_is_sent_to_the_letter_because_it_is_signed(
    peer: Peer, http: HTTPClient
) -> None:
    odd = "/a%2fb/./%7Ec/?q=%20+&r=a:b"
    peer.answer(odd, 202)
    await http.post(peer.url(odd), b"{}", {})
    assert peer.requests[-1][1] == odd


async def test_post_returns_the_answer_and_reuses_its_connection(
    peer: Peer, http: HTTPClient
) -> None:
    peer.answer("/inbox", 202, b"thanks" * 300)
    for _ in range(3):
        result = await http.post(peer.url("/inbox"), b'{"a":1}', {"Content-Type": ACCEPT})
    assert (result.status, result.retry_after) == (202, None)
    assert result.excerpt == ("thanks" * 300)[:500]
    assert len(peer.connections) == 1


async def test_post_follows_no_redirect(peer: Peer, http: HTTPClient) -> None:
    peer.redirect("/inbox", "/elsewhere", 307)
    assert (await http.post(peer.url("/inbox"), b"{}", {})).status == 307
    assert peer.asked("/elsewhere") == 0


async def test_post_replaces_a_pooled_connection_that_the_peer_closed(
    peer: Peer, http: HTTPClient
) -> None:
    async def close_second(request: web.Request) -> web.Response:
        if len(peer.requests) == 2 and request.transport is not None:
            request.transport.close()
        return web.Response(status=202)

    peer.serve("/inbox", close_second)
    assert (await http.post(peer.url("/inbox"), b"{}", {})).status == 202
    assert (await http.post(peer.url("/inbox"), b"{}", {})).status == 202
    assert len(peer.requests) == 3


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("120", timedelta(seconds=120)),
        ("1000000000", timedelta(hours=1)),
        ("9" * 400, timedelta(hours=1)),
        ("-5", None),
        ("0", None),
        ("soon", None),
        ("²", None),
        (format_datetime(datetime.fromtimestamp(1_750_001_060, UTC)), timedelta(seconds=60)),
        (format_datetime(datetime.fromtimestamp(1_750_000_000, UTC)), None),
        ("Mon, 99 Jan 2026 00:00:00 GMT", None),
    ],
)
async def test_wish_to_wait_is_read_and_capped(wish: str, expected: timedelta | None) -> None:
    async with running_peer() as peer, client(clock=SteppedClock()) as http:
        peer.answer("/inbox", 429, Retry_After=wish)
        assert (await http.post(peer.url("/inbox"), b"{}", {})).retry_after == expected


async def test_unused_port_is_unreachable(http: HTTPClient) -> None:
    with pytest.raises(Unreachable) as failed:
        await http.get("http://peer.test:1/x", accept=ACCEPT)
    assert failed.value.reason is Reason.HOST_UNREACHABLE


async def test_name_that_does_not_exist_is_unreachable(http: HTTPClient) -> None:
    with pytest.raises(Unreachable):
        await http.post("http://nowhere.invalid/x", b"", {})


async def test_answer_that_never_comes_times_out(peer: Peer, http: HTTPClient) -> None:
    async def hang(_: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    peer.serve("/x", hang)
    with pytest.raises(Unreachable) as failed:
        await http.get(peer.url("/x"), accept=ACCEPT, deadline_seconds=0.2)
    assert failed.value.reason is Reason.TIMED_OUT


async def test_idle_connections_to_a_thousand_hosts_are_kept(peer: Peer) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= soft < 4_096:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(4_096, hard), hard))
    names = {f"h{number}.test": "127.0.0.1" for number in range(1_050)}
    mode = TestMode(private_addresses=True, plain_http=True, resolver=names)
    peer.answer("/inbox", 202)
    async with client(FederationSettings(), mode) as http:
        for _ in range(2):
            for name in names:
                await http.post(peer.url("/inbox", name), b"", {})
        assert len(peer.connections) == len(names)


def test_client_that_was_not_entered_says_so() -> None:
    with pytest.raises(RuntimeError):
        _ = client()._open


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def server_tls(issued: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    issued.configure_cert(context)
    return context


async def test_tls_by_an_extra_authority_works_in_test_mode(
    authority: trustme.CA, tmp_path: Path
) -> None:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    mode = TestMode(private_addresses=True, resolver=HOSTS, ca_file=str(tmp_path / "ca.pem"))
    async with (
        running_peer(server_tls(authority.issue_cert("peer.test"))) as peer,
        client(QUICK, mode) as http,
    ):
        peer.answer("/x", 200, b"secret")
        assert (await http.get(peer.url("/x"), accept=ACCEPT)).body == b"secret"
        with pytest.raises(Unreachable):
            await http.get(peer.url("/x", "other.test"), accept=ACCEPT)
