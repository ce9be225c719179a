"""Would others trust our certificate? Asked by shaking hands, exactly as a peer does.

Our own files are tried in memory, before anything listens. The public way in is tried by a real
connection to port 443 of each name, which also covers a proxy in front. No request is sent.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from models.ports import Clock, SystemClock
from server.doctor.finding import Finding
from server.settings import Settings
from server.settings.addresses import split_authority

NAME = "tls"
CONNECT_SECONDS = 8.0
EXPIRY_WARNING_DAYS = 14
Handshake = Callable[[Settings, str], Awaitable[datetime]]
"""Shakes hands with an authority and returns the certificate's end; raises OSError if refused."""


async def public_handshake(settings: Settings, authority: str) -> datetime:
    """Connect as a peer would and return when the certificate ends."""
    host, port = split_authority(authority)
    test = settings.test
    context = ssl.create_default_context(cafile=(test.ca_file or None) if test else None)
    address = test.resolver.get(host, host) if test else host
    async with asyncio.timeout(CONNECT_SECONDS):
        _, writer = await asyncio.open_connection(
            address.strip("[]"), port or 443, ssl=context, server_hostname=host.strip("[]")
        )
        certificate = writer.get_extra_info("peercert")
        writer.close()
    return _end_of(certificate)


async def own_handshake(settings: Settings, authority: str) -> datetime:
    """Shake hands with our own certificate in memory and return when it ends.

    The certificate itself is the trust anchor here: whether its issuer is trusted by others is
    what `public_handshake` finds out.
    """
    host, _ = split_authority(authority)
    server_context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_context.load_cert_chain(settings.tls.certificate, settings.tls.key)
    client_context = ssl.create_default_context(cafile=settings.tls.certificate)
    client_context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context.wrap_bio(to_client, to_server, server_hostname=host.strip("[]"))
    server = server_context.wrap_bio(to_server, to_client, server_side=True)
    while not _step(client):
        _step(server)
    return _end_of(client.getpeercert())


def tls_check(
    own: Handshake = own_handshake,
    public: Handshake = public_handshake,
    clock: Clock | None = None,
) -> Callable[[Settings], Awaitable[list[Finding]]]:
    """Return the check over the domain and all community domains."""
    ours = clock or SystemClock()

    async def check(settings: Settings) -> list[Finding]:
        if settings.scheme == "http":
            return [Finding.good(NAME, "not used: test mode speaks plain http")]
        ways = [("the public way in", public)]
        if settings.tls.certificate:
            ways.insert(0, ("the certificate file", own))
        tried = [(way, shake, host) for way, shake in ways for host in sorted(settings.hosts)]
        return list(
            await asyncio.gather(
                *(
                    _try(shake(settings, host), f"{way} of {host}", ours)
                    for way, shake, host in tried
                )
            )
        )

    return check


async def _try(handshake: Awaitable[datetime], what: str, clock: Clock) -> Finding:
    try:
        end = await handshake
    except ssl.SSLCertVerificationError as error:
        remedy = "Get a certificate that names every domain and community domain."
        return Finding.bad(NAME, f"{what}: {error.verify_message.rstrip('.')}", remedy)
    except (OSError, TimeoutError) as error:
        reason = getattr(error, "strerror", None) or "no answer"
        remedy = (
            "Open port 443, start the proxy or Hanse itself, then ask again. Some networks "
            "cannot reach their own public address; try from outside then."
        )
        return Finding.odd(NAME, f"{what} could not be tried: {reason}", remedy)
    days = (end - clock.now()).days
    if days < EXPIRY_WARNING_DAYS:
        remedy = "Renew it now, and look at why that did not happen by itself."
        return Finding.odd(NAME, f"{what}: the certificate ends in {days} days", remedy)
    return Finding.good(NAME, f"{what}: trusted, for another {days} days")


def _step(side: ssl.SSLObject) -> bool:
    try:
        side.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True


def _end_of(certificate: object) -> datetime:
    if not isinstance(certificate, dict) or "notAfter" not in certificate:
        raise OSError(0, "the certificate could not be read")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)
