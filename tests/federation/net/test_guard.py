"""Tests of federation.net.guard and resolver; whole requests stand in tests/hostile."""

import ipaddress
import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from federation.net.guard import AddressError, is_public, refuse_address, socket_factory
from federation.net.resolver import Resolver
from federation.settings import TestMode

PRODUCTION = TestMode()

PUBLIC = ["1.1.1.1", "8.8.8.8", "193.0.6.139", "2001:4860:4860::8888", "2a00:1450:4001::1"]
PRIVATE = """0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.255
    169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1
    198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.1.2.3 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b:1::1 100::1
    2001::1 2001:2::1 2001:db8::1 2002:7f00:1:: 2620:4f:8000::1 3fff::1 4000::1 5f00::1 fc00::1
    fd00:ec2::254 fe80::1 fec0::1 ff02::1"""


@pytest.mark.parametrize("address", PUBLIC)
def test_public_address_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))
    refuse_address(address, 443, PRODUCTION)


@pytest.mark.parametrize("address", PRIVATE.split())
def test_address_that_leads_inside_is_refused(address: str) -> None:
    with pytest.raises(AddressError):
        refuse_address(address, 443, PRODUCTION)


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 8080, 65535])
def test_port_that_is_not_for_the_web_is_refused(port: int) -> None:
    with pytest.raises(AddressError):
        refuse_address("1.1.1.1", port, PRODUCTION)


def test_factory_opens_no_unix_socket_and_no_scoped_address() -> None:
    factory = socket_factory(PRODUCTION)
    with pytest.raises(AddressError):
        factory((socket.AF_UNIX, socket.SOCK_STREAM, 0, "", ("/run/x.sock",)))
    with pytest.raises(AddressError):
        factory((socket.AF_INET6, socket.SOCK_STREAM, 0, "", ("fe80::1%eth0", 443, 0, 2)))


def test_factory_opens_a_socket_to_a_public_address() -> None:
    opened = socket_factory(PRODUCTION)(
        (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("1.1.1.1", 443))
    )
    with opened:
        assert opened.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)


class FixedDNS(AbstractResolver):
    """DNS with the answers that a test wants."""

    def __init__(self, *answers: str) -> None:
        self.answers = answers

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=each, port=port, family=family, proto=0, flags=0)
            for each in self.answers
        ]

    async def close(self) -> None:
        pass


async def test_name_with_public_addresses_only_is_resolved() -> None:
    resolver = Resolver(PRODUCTION, FixedDNS("1.1.1.1", "2a00:1450:4001::1"))
    assert [answer["host"] for answer in await resolver.resolve("a.example", 443)] == [
        "1.1.1.1",
        "2a00:1450:4001::1",
    ]


@pytest.mark.parametrize("private", ["127.0.0.1", "fe80::1%eth0", "::ffff:10.0.0.1"])
async def test_name_with_one_private_address_is_refused_whole(private: str) -> None:
    with pytest.raises(AddressError):
        await Resolver(PRODUCTION, FixedDNS("1.1.1.1", private)).resolve("a.example", 443)


async def test_map_of_test_names_comes_before_dns() -> None:
    mode = TestMode(private_addresses=True, resolver={"a.test": "127.0.0.1", "b.test": "::1"})
    resolver = Resolver(mode, FixedDNS("1.1.1.1"))
    assert (await resolver.resolve("a.test", 80))[0]["host"] == "127.0.0.1"
    assert (await resolver.resolve("b.test", 80))[0]["family"] == socket.AF_INET6
    assert (await resolver.resolve("c.test", 80))[0]["host"] == "1.1.1.1"
