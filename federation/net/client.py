"""The one HTTP client: every request that this server starts leaves through here.

Fetching, discovery, delivery and media enter with a URL and get an answer, a final `Rejected` or a
passing `Unreachable`. Each hop is checked anew: scheme, port, our own domain, then the address at
the socket (`guard`). Redirects are followed by hand on GET only, credentials and signatures never
leave the first origin, proxies of the environment are ignored, and one deadline covers name
resolution, TLS, redirects and the last byte. A caller must never build a session of its own.
"""

import asyncio
import ssl
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, Self

import aiohttp
import msgspec
from yarl import URL

from federation.errors import Reason, Rejected
from federation.net.body import read_body, read_excerpt
from federation.net.errors import translated
from federation.net.guard import socket_factory
from federation.net.resolver import Resolver
from federation.origin import Origin, origin_of
from federation.settings import FederationSettings, TestMode
from models.ports import Clock, SystemClock

Sign = Callable[[str, str], Mapping[str, str]]
"""Gives the signature headers for a method and a URL, just before they are sent."""

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CREDENTIALS: Final = frozenset({"authorization", "cookie", "signature", "signature-input"})
_PER_HOST: Final = 4
_KEEP_ALIVE_SECONDS: Final = 30.0
_DNS_SECONDS: Final = 60
_EXCERPT_BYTES: Final = 500


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a GET, read whole; `url` is where it came from after all redirects."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes


class PostResult(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a POST; `excerpt` is the peer's own text and for the log only."""

    status: int
    retry_after: timedelta | None
    excerpt: str


class HTTPClient:
    """One pooled session; enter it once per process with `async with`.

    `own_hosts` are the authorities that this instance serves: it never asks itself over HTTP.
    """

    def __init__(
        self,
        settings: FederationSettings,
        test_mode: TestMode,
        user_agent: str,
        *,
        own_hosts: Collection[str] = (),
        resolver: Resolver | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._settings = settings
        self._test_mode = test_mode
        self._own_hosts = frozenset(own_hosts)
        self._headers = {"User-Agent": user_agent}
        self._resolver = resolver
        self._clock = clock or SystemClock()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            # The number of requests in flight is the callers' business; idle ones are not counted.
            limit=0,
            limit_per_host=_PER_HOST,
            keepalive_timeout=_KEEP_ALIVE_SECONDS,
            ttl_dns_cache=_DNS_SECONDS,
            dns_cache_max_size=4_096,
            resolver=self._resolver or Resolver(self._test_mode),
            socket_factory=socket_factory(self._test_mode),
            ssl=_tls_context(self._test_mode),
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers=self._headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._settings.connect_seconds),
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections; requests under way fail as Unreachable."""
        if self._session is not None:
            await self._session.close()

    @property
    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("HTTPClient is used before it was entered")
        return self._session

    def _check(self, url: str) -> Origin:
        """Return the origin of a URL that may be asked, before any packet leaves."""
        try:
            origin = origin_of(url)
        except Rejected as error:
            raise Rejected(Reason.ADDRESS_REFUSED, error.detail) from error
        if origin.scheme != "https" and not self._test_mode.plain_http:
            raise Rejected(Reason.ADDRESS_REFUSED, f"{url[:200]}: not https")
        if origin.port not in (80, 443) and not self._test_mode.private_addresses:
            raise Rejected(Reason.ADDRESS_REFUSED, f"{url[:200]}: port {origin.port}")
        if origin.authority in self._own_hosts:
            raise Rejected(Reason.ADDRESS_REFUSED, f"{url[:200]}: served by ourselves")
        return origin

    async def get(
        self,
        url: str,
        *,
        accept: str,
        headers: Mapping[str, str] | None = None,
        sign: Sign | None = None,
        limit_bytes: int | None = None,
        deadline_seconds: float | None = None,
    ) -> Response:
        """Return the answer to a GET, whatever its status, after at most three redirects.

        Raises Rejected(ADDRESS_REFUSED | REDIRECT_REFUSED | RESPONSE_TOO_LARGE | ENCODING_REFUSED)
        or Unreachable. A redirect to another origin is followed unsigned and without credentials.
        """
        limit = self._settings.document_bytes if limit_bytes is None else limit_bytes
        fixed = {"Accept": accept, "Accept-Encoding": "gzip", **(headers or {})}
        first = self._check(url)
        with translated(url):
            async with asyncio.timeout(deadline_seconds or self._settings.request_seconds):
                for _ in range(self._settings.redirects + 1):
                    target = _request_url(url)
                    signed = sign("GET", str(target)) if sign else {}
                    async with self._open.get(
                        target, headers={**fixed, **signed}, allow_redirects=False
                    ) as answer:
                        if answer.status not in _REDIRECTS or "Location" not in answer.headers:
                            body = await read_body(answer, limit)
                            return Response(
                                status=answer.status, url=url, headers=answer.headers, body=body
                            )
                        url = self._next_hop(target, answer.headers["Location"])
                    if self._check(url) != first:
                        sign = None
                        fixed = {k: v for k, v in fixed.items() if k.lower() not in _CREDENTIALS}
        raise Rejected(Reason.REDIRECT_REFUSED, f"more than {self._settings.redirects}: {url}")

    def _next_hop(self, current: URL, location: str) -> str:
        try:
            url = str(current.join(URL(location, encoded=location.isascii())))
            origin = self._check(url)
        except (ValueError, Rejected) as error:
            raise Rejected(Reason.REDIRECT_REFUSED, f"{current} -> {location[:200]}") from error
        if current.scheme == "https" and origin.scheme != "https":
            raise Rejected(Reason.REDIRECT_REFUSED, f"{current} -> {url}: downgrade")
        if url == str(current):
            raise Rejected(Reason.REDIRECT_REFUSED, f"{current} leads to itself")
        return url

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> PostResult:
        """Return the answer to a POST, whatever its status; redirects are answers too.

        A pooled connection that the peer closed meanwhile is replaced once: what we post carries
        its own id, so that a second copy has no second effect.
        """
        self._check(url)
        target = _request_url(url)
        with translated(url):
            async with asyncio.timeout(self._settings.request_seconds):
                try:
                    return await self._post_once(target, body, headers)
                except aiohttp.ClientConnectorError:
                    raise
                except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, ConnectionError):
                    return await self._post_once(target, body, headers)

    async def _post_once(self, target: URL, body: bytes, headers: Mapping[str, str]) -> PostResult:
        async with self._open.post(
            target, data=body, headers=headers, allow_redirects=False
        ) as answer:
            return PostResult(
                status=answer.status,
                retry_after=self._retry_after(answer.headers.get("Retry-After")),
                excerpt=await read_excerpt(answer, _EXCERPT_BYTES),
            )

    def _retry_after(self, wish: str | None) -> timedelta | None:
        """Return the peer's wish, capped; nonsense and the past are no wish."""
        if wish is None:
            return None
        if wish.isascii() and wish.isdigit():
            seconds = float(wish[:12])
        else:
            try:
                until = parsedate_to_datetime(wish)
            except ValueError:
                return None
            aware = until.replace(tzinfo=until.tzinfo or UTC)
            seconds = (aware - self._clock.now()).total_seconds()
        return (
            timedelta(seconds=min(seconds, self._settings.retry_cap_seconds))
            if seconds > 0
            else None
        )


def _request_url(url: str) -> URL:
    """Return the URL to the letter where possible, because the path may be signed."""
    return URL(url, encoded=url.isascii())


def _tls_context(test_mode: TestMode) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    if test_mode.ca_file:
        context.load_verify_locations(cafile=test_mode.ca_file)
    return context
