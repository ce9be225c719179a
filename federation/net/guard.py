"""Which addresses a socket may be opened to; the one choke point against SSRF.

aiohttp asks the socket factory for every connection: names and address literals, first hop and
redirects, first and later DNS answers. It is given the very address that will be dialled, so there
is no gap between check and use, and no spelling of a host that could pass. The table below is
explicit, because `ipaddress.is_global` calls NAT64, 6to4, multicast and other ways back into our
own network global. Nobody may open a socket to another server past this room.
"""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any, Final

from federation.settings import TestMode

AddrInfo = tuple[Any, Any, int, str, tuple[Any, ...]]
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_DENIED_IPV4: Final = [
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network; 0.0.0.0 itself reaches loopback
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier NAT, also cloud metadata of some providers
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
]
# Of IPv6 only global unicast is allowed at all, which leaves out loopback, unspecified, mapped and
# compatible IPv4, NAT64, unique local, site-local, link-local and multicast in one stroke.
_ALLOWED_IPV6: Final = ipaddress.IPv6Network("2000::/3")
_DENIED_IPV6: Final = [
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # Teredo, ORCHID, benchmarks, protocol assignments
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: carries an IPv4 address of the sender's choice
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
]
_WEB_PORTS: Final = frozenset({80, 443})


class AddressError(OSError):
    """The address may not be dialled; an OSError, so that aiohttp carries it to our client."""


def is_public(address: IPAddress) -> bool:
    """Tell whether an address lies on the public internet, by the tables above."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _DENIED_IPV4)
    return address in _ALLOWED_IPV6 and not any(address in network for network in _DENIED_IPV6)


def refuse_address(host: str, port: int, test_mode: TestMode) -> None:
    """Raise AddressError unless host, an address literal, may be dialled on this port."""
    if test_mode.private_addresses:
        return
    if port not in _WEB_PORTS:
        raise AddressError(f"port {port} is not for the web")
    try:
        address = ipaddress.ip_address(host)
    except ValueError as error:
        raise AddressError(f"not an address: {host[:80]!r}") from error
    if not is_public(address):
        raise AddressError(f"{address} is not on the public internet")


def socket_factory(test_mode: TestMode) -> Callable[[AddrInfo], socket.socket]:
    """Return the factory that a connector opens all its sockets with."""

    def open_socket(info: AddrInfo) -> socket.socket:
        family, kind, protocol, _, address = info
        if family not in (socket.AF_INET, socket.AF_INET6):
            raise AddressError(f"address family {family}")
        refuse_address(address[0], address[1], test_mode)
        opened = socket.socket(family, kind, protocol)
        opened.setblocking(False)
        # An idle pooled connection whose peer vanished is noticed before a delivery relies on it.
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return opened

    return open_socket
