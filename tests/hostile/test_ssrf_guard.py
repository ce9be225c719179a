"""Attack group S: addresses, ports, schemes, redirects and TLS that our one client refuses."""

import socket
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from aiohttp import TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult

from federation.errors import Reason, Rejected, Unreachable
from federation.net.client import HTTPClient
from federation.net.guard import socket_factory
from federation.net.resolver import Resolver
from federation.settings import TestMode
from tests.peer import HOSTS, QUICK, Peer, client, running_peer

ACCEPT = "application/activity+json"
PLAIN = TestMode(plain_http=True)
"""Plain http, so that loopback could answer, but no private addresses."""


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with running_peer() as running:
        yield running


class RebindingDNS(AbstractResolver):
    """Answers publicly when asked to decide and privately when asked to connect."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            ResolveResult(hostname=host, host=each, port=port, family=family, proto=0, flags=0)
            for each in answer
        ]

    async def close(self) -> None:
        pass


async def refusal(url: str, mode: TestMode = PLAIN, dns: AbstractResolver | None = None) -> Reason:
    """Return the reason for which both a GET and a POST of a URL are refused for good."""
    resolver = Resolver(mode, dns) if dns else None
    reasons = set()
    async with client(QUICK, mode, resolver=resolver) as http:
        with pytest.raises(Rejected) as refused:
            await http.get(url, accept=ACCEPT)
        reasons.add(refused.value.reason)
        with pytest.raises(Rejected) as refused:
            await http.post(url, b"{}", {})
        reasons.add(refused.value.reason)
    assert len(reasons) == 1
    return reasons.pop()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1.2.3",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "198.18.0.1",
        "169.254.169.254",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "[::ffff:7f00:1]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]",
        "[2002:7f00:1::]",
        "[2001::1]",
    ],
)
async def test_address_literal_that_leads_inside_is_refused(host: str) -> None:
    assert await refusal(f"http://{host}/") is Reason.ADDRESS_REFUSED


@pytest.mark.parametrize(
    "host",
    [
        "0x7f.1",
        "0x7f000001",
        "127.1",
        "2130706433",
        "0177.0.0.1",
        "①②⑦.⓪.⓪.①",
        "１２７.0.0.1",
        "localhost.",
        "127.0.0.1.",
        "[fe80::1%25eth0]",
        "a@127.0.0.1",
    ],
)
async def test_odd_spelling_of_an_address_is_refused(host: str) -> None:
    assert await refusal(f"http://{host}/") is Reason.ADDRESS_REFUSED


@pytest.mark.parametrize("name", ["localhost", "peer.test"])
async def test_name_of_a_private_address_is_refused(name: str) -> None:
    dns = RebindingDNS(["127.0.0.1"])
    assert await refusal(f"http://{name}/", dns=dns) is Reason.ADDRESS_REFUSED


async def test_name_with_a_public_and_a_private_address_is_refused() -> None:
    dns = RebindingDNS(["1.1.1.1", "10.0.0.1"])
    assert await refusal("http://peer.test/", dns=dns) is Reason.ADDRESS_REFUSED


async def test_address_changed_after_the_resolver_allowed_it_is_refused_at_the_socket() -> None:
    class Trusting(Resolver):
        """A resolver whose own check was passed a moment ago."""

        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            return await RebindingDNS(["127.0.0.1"]).resolve(host, port, family)

    async with client(QUICK, PLAIN, resolver=Trusting(PLAIN)) as http:
        with pytest.raises(Rejected) as refused:
            await http.get("http://peer.test/", accept=ACCEPT)
    assert refused.value.reason is Reason.ADDRESS_REFUSED


async def test_map_of_test_names_opens_no_private_address_by_itself() -> None:
    mode = TestMode(plain_http=True, resolver={"peer.test": "127.0.0.1"})
    assert await refusal("http://peer.test/", mode) is Reason.ADDRESS_REFUSED


@pytest.mark.parametrize("port", [22, 25, 6379, 8080])
async def test_port_that_is_not_for_the_web_is_refused(port: int) -> None:
    assert await refusal(f"http://peer.test:{port}/") is Reason.ADDRESS_REFUSED


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/",
        "data:,x",
        "gopher://a.example/",
        "//a.example/",
        "unix:///run/x.sock",
        "",
        "http://",
        "https:///x",
    ],
)
async def test_anything_but_http_is_refused(url: str) -> None:
    assert await refusal(url) is Reason.ADDRESS_REFUSED


async def test_plain_http_is_refused_outside_test_mode() -> None:
    assert await refusal("http://a.example/", TestMode()) is Reason.ADDRESS_REFUSED


async def test_our_own_domain_is_refused_also_by_redirect(peer: Peer) -> None:
    peer.redirect("/x", peer.url("/me", "other.test"))
    own = frozenset({f"other.test:{peer.port}"})
    async with client(own_hosts=own) as http:
        with pytest.raises(Rejected) as refused:
            await http.post(peer.url("/inbox", "OTHER.test"), b"", {})
        assert refused.value.reason is Reason.ADDRESS_REFUSED
        with pytest.raises(Rejected) as refused:
            await http.get(peer.url("/x"), accept=ACCEPT)
        assert refused.value.reason is Reason.REDIRECT_REFUSED
    assert peer.asked("/me") == 0


async def redirect_refusal(peer: Peer, http: HTTPClient, location: str) -> Reason:
    peer.redirect("/x", location)
    with pytest.raises(Rejected) as refused:
        await http.get(peer.url("/x"), accept=ACCEPT)
    return refused.value.reason


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "http://0x7f.1/",
        "//a@b/",
        "http://[::1",
        "/x",
        "http://",
    ],
)
async def test_redirect_to_what_may_not_be_asked_is_refused(peer: Peer, location: str) -> None:
    async with client() as http:
        assert await redirect_refusal(peer, http, location) is Reason.REDIRECT_REFUSED


async def test_redirect_to_a_private_address_is_refused_at_the_socket(peer: Peer) -> None:
    peer.answer("/warm", 200)
    peer.redirect("/x", f"http://127.0.0.1:{peer.port}/inside")
    async with client() as http:
        # The first hop stays open in the pool; for new sockets the guard is now that of production.
        await http.get(peer.url("/warm"), accept=ACCEPT)
        connector = http._open.connector
        assert isinstance(connector, TCPConnector)
        connector._socket_factory = socket_factory(PLAIN)
        with pytest.raises(Rejected) as refused:
            await http.get(peer.url("/x"), accept=ACCEPT)
    assert refused.value.reason is Reason.ADDRESS_REFUSED
    assert peer.asked("/x") == 1
    assert peer.asked("/inside") == 0


async def test_fourth_redirect_is_refused_and_three_are_followed(peer: Peer) -> None:
    for number in range(5):
        peer.redirect(f"/{number}", f"/{number + 1}")
    peer.answer("/5", 200, b"end")
    async with client() as http:
        assert (await http.get(peer.url("/2"), accept=ACCEPT)).body == b"end"
        with pytest.raises(Rejected) as refused:
            await http.get(peer.url("/1"), accept=ACCEPT)
    assert refused.value.reason is Reason.REDIRECT_REFUSED


async def test_signature_and_credentials_never_reach_another_origin(peer: Peer) -> None:
    peer.redirect("/x", peer.url("/y", "other.test"))
    peer.redirect("/y", peer.url("/z"))
    peer.answer("/z", 200)
    async with client() as http:
        await http.get(
            peer.url("/x"),
            accept=ACCEPT,
            headers={"Authorization": "Bearer secret", "Cookie": "a=b"},
            sign=lambda method, url: {"Signature": f"{method} {url}"},
        )
    first, *others = [sent for _, _, sent in peer.requests]
    assert {"Authorization", "Cookie", "Signature"} <= first.keys()
    assert len(others) == 2
    for sent in others:
        assert not {"Authorization", "Cookie", "Signature"} & sent.keys()


async def test_proxies_of_the_environment_are_ignored(
    peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    peer.answer("/x", 200, b"direct")
    async with client() as http:
        assert (await http.get(peer.url("/x"), accept=ACCEPT)).body == b"direct"


def tls(issued: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    issued.configure_cert(context)
    return context


async def tls_failure(cert: trustme.LeafCert, ca_file: str) -> Unreachable:
    mode = TestMode(private_addresses=True, resolver=HOSTS, ca_file=ca_file)
    async with running_peer(tls(cert)) as peer, client(QUICK, mode) as http:
        peer.answer("/x", 200)
        with pytest.raises(Unreachable) as failed:
            await http.get(peer.url("/x"), accept=ACCEPT)
        assert peer.requests == []
        return failed.value


async def test_certificate_of_an_unknown_authority_is_refused(tmp_path: Path) -> None:
    await tls_failure(trustme.CA().issue_cert("peer.test"), "")


async def test_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    await tls_failure(authority.issue_cert("other.test"), str(tmp_path / "ca.pem"))


async def test_expired_certificate_is_refused(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    past = datetime.now(UTC) - timedelta(days=2)
    expired = authority.issue_cert("peer.test", not_after=past)
    await tls_failure(expired, str(tmp_path / "ca.pem"))


async def test_redirect_from_https_to_http_is_refused(tmp_path: Path, peer: Peer) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    mode = TestMode(
        private_addresses=True,
        plain_http=True,
        resolver=HOSTS,
        ca_file=str(tmp_path / "ca.pem"),
    )
    async with (
        running_peer(tls(authority.issue_cert("peer.test"))) as secure,
        client(QUICK, mode) as http,
    ):
        secure.redirect("/x", peer.url("/y"))
        with pytest.raises(Rejected) as refused:
            await http.get(secure.url("/x"), accept=ACCEPT)
    assert refused.value.reason is Reason.REDIRECT_REFUSED
    assert peer.requests == []
