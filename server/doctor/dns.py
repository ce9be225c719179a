"""Do our names lead here? Every served name must resolve, and to an address others can reach."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable

from server.doctor.finding import Finding
from server.settings import Settings
from server.settings.addresses import is_address, split_authority

NAME = "dns"
Resolve = Callable[[str], Awaitable[list[str]]]


async def resolve(host: str) -> list[str]:
    """Return the addresses of a name as this machine resolves it; empty when there are none."""
    loop = asyncio.get_running_loop()
    try:
        answers = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except socket.gaierror:
        return []
    return sorted({str(answer[4][0]) for answer in answers})


def dns_check(ask: Resolve = resolve) -> Callable[[Settings], Awaitable[list[Finding]]]:
    """Return the check over the domain and all community domains."""

    async def check(settings: Settings) -> list[Finding]:
        mapped = settings.test.resolver if settings.test is not None else {}
        names = [split_authority(host)[0] for host in sorted(settings.hosts)]
        asked = [name for name in names if not is_address(name) and name not in mapped]
        found = await asyncio.gather(*(ask(name) for name in asked))
        findings = [
            Finding.good(NAME, f"{name} is mapped to {mapped[name]} by [test]")
            for name in names
            if name in mapped
        ]
        is_public = settings.test is None
        judged = zip(asked, found, strict=True)
        return findings + [_judge(name, addresses, is_public) for name, addresses in judged]

    return check


def _judge(name: str, addresses: list[str], is_public: bool) -> Finding:
    if not addresses:
        remedy = "Add an A and an AAAA record at your DNS provider, or wait until they are known."
        return Finding.bad(NAME, f"{name} has no address", remedy)
    private = [address for address in addresses if not _is_global(address)]
    listed = ", ".join(addresses)
    if is_public and private:
        remedy = (
            "Other servers cannot come in there. Correct the records, or /etc/hosts of this "
            "machine if only it sees this."
        )
        return Finding.bad(NAME, f"{name} leads to a private address: {listed}", remedy)
    return Finding.good(NAME, f"{name} is {listed}")


def _is_global(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global
