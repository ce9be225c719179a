"""Which names may become addresses.

Asked by the connector for every host name that is no address literal. A name whose answers are
partly public and partly private is refused whole, because a happy-eyeballs race would pick either;
the guard still checks the address that is dialled. In test mode a fixed map comes before DNS.
"""

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

from federation.net.guard import AddressError, is_public
from federation.settings import TestMode


class Resolver(AbstractResolver):
    """DNS behind the address rules and the map of test names."""

    def __init__(self, test_mode: TestMode, dns: AbstractResolver | None = None) -> None:
        self._test_mode = test_mode
        self._dns = dns or DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a host, all of them allowed; raises OSError otherwise."""
        mapped = self._test_mode.resolver.get(host)
        if mapped is not None:
            return [_literal(host, mapped, port)]
        answers = await self._dns.resolve(host, port, family)
        if not self._test_mode.private_addresses:
            for answer in answers:
                # A scoped link-local answer has a zone after the percent sign.
                if not is_public(ipaddress.ip_address(answer["host"].partition("%")[0])):
                    raise AddressError(f"{host} resolves to {answer['host']}")
        return answers

    async def close(self) -> None:
        """Close the DNS client."""
        await self._dns.close()


def _literal(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=family,
        proto=0,
        flags=socket.AI_NUMERICHOST,
    )
