"""Connections: how long a client may take before it is shown the door.

aiohttp closes idle connections but waits for ever for a request that has begun, so a client that
sends one byte a minute could hold thousands of them (Slowloris). Here a connection that does not
finish a request head in time is dropped, and `read_body` gives a body its own deadline and limit.
"""

import asyncio
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from federation.errors import Reason, Rejected
from server.middleware.headers import SERVER
from server.settings.sections import LimitSettings


class PatientHandler(RequestHandler):
    """A connection that must deliver each request head within `header_seconds`."""

    __slots__ = ("_head_timer", "_header_seconds")

    def __init__(self, *args: Any, header_seconds: float, **options: Any) -> None:
        super().__init__(*args, **options)
        self._header_seconds = header_seconds
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the clock of the first request."""
        super().connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        """Stop the clock once a head is complete, start it when a new one begins."""
        super().data_received(data)
        if self._messages or self._current_request is not None:
            self._stop_timer()
        elif self._head_timer is None:
            self._expect_head()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Forget the clock."""
        self._stop_timer()
        super().connection_lost(exc)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what is no HTTP, under our name alone as everything else."""
        response = super().handle_error(request, status, exc, message)
        response.headers["Server"] = SERVER
        return response

    def _expect_head(self) -> None:
        loop = asyncio.get_running_loop()
        self._head_timer = loop.call_later(self._header_seconds, self._too_slow)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _too_slow(self) -> None:
        self._head_timer = None
        if self._current_request is None and self.transport is not None:
            self.transport.abort()


class PatientServer(web.Server):
    """Makes `PatientHandler`s."""

    def __init__(self, handler: Any, header_seconds: float, **options: Any) -> None:
        super().__init__(handler, **options)
        self._header_seconds = header_seconds

    def __call__(self) -> RequestHandler:
        """Return the protocol of a new connection."""
        return PatientHandler(
            self, loop=self._loop, header_seconds=self._header_seconds, **self._kwargs
        )


class Runner(web.AppRunner):
    """Runs the application with our connection rules."""

    def __init__(self, app: web.Application, limits: LimitSettings) -> None:
        super().__init__(
            app,
            handle_signals=False,
            access_log=None,
            keepalive_timeout=limits.keepalive_seconds,
            max_line_size=limits.header_bytes,
            max_field_size=limits.header_bytes,
            shutdown_timeout=limits.shutdown_seconds,
            auto_decompress=False,
        )
        self._limits = limits

    async def _make_server(self) -> web.Server:
        plain = await super()._make_server()
        return PatientServer(
            plain.request_handler,
            self._limits.header_seconds,
            request_factory=plain.request_factory,
            **plain._kwargs,
        )


async def read_body(request: web.BaseRequest, limit: int, seconds: float) -> bytes:
    """Return the body; refuses one that is larger than `limit` bytes or slower than `seconds`.

    Errors:
        Rejected(BODY_TOO_LARGE), Rejected(TIMED_OUT).
    """
    announced = request.content_length
    if announced is not None and announced > limit:
        raise Rejected(Reason.BODY_TOO_LARGE, f"{announced} bytes announced")
    try:
        async with asyncio.timeout(seconds):
            body = bytearray()
            while True:
                chunk = await request.content.readany()
                if not chunk:
                    return bytes(body)
                body += chunk
                if len(body) > limit:
                    raise Rejected(Reason.BODY_TOO_LARGE, f"more than {limit} bytes")
    except TimeoutError as error:
        raise Rejected(Reason.TIMED_OUT, "the body came too slowly") from error
