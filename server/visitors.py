"""Visitors: from where a request comes and under which address it was asked.

Rate limits, Link headers and the Origin check enter here. `X-Forwarded-*` counts only when the
connection itself comes from a proxy that the settings trust, or over a unix socket; from anybody
else these headers are ignored, because everybody can write them.
"""

import ipaddress
from collections.abc import Sequence
from functools import lru_cache

from aiohttp import web

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_LONGEST = 45
"""Characters of the longest way to write an address."""
_REMEMBERED = 512


class Visitors:
    """Reads addresses with the trust that the settings give."""

    def __init__(self, trusted_proxies: Sequence[str]) -> None:
        self._trusted: tuple[Network, ...] = tuple(
            ipaddress.ip_network(each, strict=False) for each in trusted_proxies
        )
        # Nearly every request comes through the same few proxies.
        self._lies_within = lru_cache(maxsize=_REMEMBERED)(self._look_up)

    def address(self, request: web.BaseRequest) -> str:
        """Return who is counted: an IPv4 address, or the /64 of an IPv6 address."""
        peer = request.remote or ""
        if self._is_trusted(peer):
            forwarded = request.headers.getall("X-Forwarded-For", [])
            for hop in reversed([part.strip() for line in forwarded for part in line.split(",")]):
                peer = hop
                if not self._is_trusted(hop):
                    break
        return _counted(peer)

    def origin(self, request: web.BaseRequest) -> str:
        """Return scheme and authority as the visitor sees them."""
        scheme = request.scheme
        if self._is_trusted(request.remote or ""):
            scheme = request.headers.get("X-Forwarded-Proto", scheme)
        return f"{'https' if scheme == 'https' else 'http'}://{request.host}"

    def _is_trusted(self, address: str) -> bool:
        if not address:
            return True
        if not self._trusted or len(address) > _LONGEST:
            return False
        return self._lies_within(address)

    def _look_up(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._trusted)


def _counted(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
