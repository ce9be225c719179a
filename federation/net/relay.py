"""Relay: passes requests on to backends on this machine, for the demo's front door.

This is the client half of a small reverse proxy. It enters only addresses the operator wrote on the
command line, which is why the guard of the outgoing client does not stand in its way; it must never
be given an address that came from a request. Bodies stream in both directions and nothing is
decompressed, followed, kept or repeated: what the backend said is what the visitor gets.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import ClientResponse, ClientWebSocketResponse
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

CONNECT_SECONDS = 5.0
IDLE_SECONDS = 20.0
"""Idle backend connections close well before the backend's own limit, or a request could be sent
into a connection that the backend closes at the same moment."""
CONNECTIONS = 512
FRAME_BYTES = 4_194_304
HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""RFC 9110 §7.6.1: these describe one connection and stop at it."""
BackendSocket = ClientWebSocketResponse
ANSWER_BROKEN = (aiohttp.ClientError,)
"""What reading an answer's body raises when the backend breaks off in the middle."""


class BackendDown(Exception):
    """Nobody listens at the backend: nothing was sent, the same request may work soon."""


class BackendBroken(Exception):
    """The connection to the backend ended before it had answered."""


def end_to_end(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    """Return the headers that travel on: all but those of the one connection they came by."""
    named = {
        name.strip().lower()
        for value in headers.getall("Connection", ())
        for name in value.split(",")
    }
    dropped = HOP_BY_HOP | named
    return CIMultiDict(pair for pair in headers.items() if pair[0].lower() not in dropped)


class Relay:
    """A keep-alive pool to the backends; use as an async context manager.

    A connection goes back to the pool by itself once an answer was read to its end.
    """

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=IDLE_SECONDS),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

    @asynccontextmanager
    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: AsyncIterator[bytes] | None,
    ) -> AsyncIterator[ClientResponse]:
        """Send one request and yield the answer's head; its body is still to be read.

        `url` is taken to the letter. Raises BackendDown or BackendBroken, and nothing of aiohttp's.
        """
        try:
            response = await self._open.request(
                method, URL(url, encoded=True), headers=headers, data=body, allow_redirects=False
            )
        except (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError) as error:
            raise BackendDown(url) from error
        except aiohttp.ClientError as error:
            raise BackendBroken(url) from error
        try:
            yield response
        finally:
            response.close()

    async def connect_websocket(
        self, url: str, headers: Mapping[str, str], protocols: tuple[str, ...]
    ) -> BackendSocket:
        """Open a WebSocket at the backend; raises BackendDown or BackendBroken."""
        try:
            return await self._open.ws_connect(
                URL(url, encoded=True),
                headers=headers,
                protocols=protocols,
                max_msg_size=FRAME_BYTES,
                autoclose=False,
                autoping=False,
            )
        except (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError) as error:
            raise BackendDown(url) from error
        except aiohttp.ClientError as error:
            raise BackendBroken(url) from error

    @property
    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the relay is used outside of its `async with`")
        return self._session
