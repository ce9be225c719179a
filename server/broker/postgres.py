"""Wake-ups across the processes and hosts of one instance, by LISTEN and NOTIFY.

One connection of its own, outside of the pool, both listens and notifies. When it breaks, local
wake-ups go on, and the connection is made anew with growing pauses; the payload is the topic only.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import asyncpg
import structlog

from server.broker.memory import MemoryWake

CHANNEL = "hanse_wake"
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 15.0
_FAREWELL_SECONDS = 1.0

_BROKEN = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    # asyncpg 0.31, used between the server's farewell and the end of the connection.
    asyncpg.InternalClientError,
)

log = structlog.get_logger()


class PostgresWake:
    """Fulfils `models.ports.Wake` for several processes on one PostgreSQL database."""

    def __init__(self, connection: dict[str, Any]) -> None:
        """`connection` holds asyncpg's own parameters (host, port, user, password, database)."""
        self._parameters = connection
        self._local = MemoryWake()
        self._outgoing: set[str] = set()
        self._something = asyncio.Event()
        self._sent = asyncio.Event()
        self._sent.set()
        self._task: asyncio.Task[None] | None = None

    def notify(self, topic: str) -> None:
        """Wake this process now and the others as soon as the connection has sent it."""
        self._local.notify(topic)
        self._outgoing.add(topic)
        self._sent.clear()
        self._something.set()

    async def wait(self, topic: str, timeout_seconds: float) -> bool:
        """Return True once any process notified `topic`, False after `timeout_seconds`."""
        return await self._local.wait(topic, timeout_seconds)

    async def __aenter__(self) -> "PostgresWake":
        self._task = asyncio.create_task(self._run(), name="postgres-wake")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Send what is still to be sent, as far as the connection is quick, and close it.

        A command ends as soon as it has recorded something; its wake-up must not end with it.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                await self._sent.wait()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while True:
            try:
                connection = await asyncpg.connect(**self._parameters, timeout=10)
                try:
                    pause = _FIRST_PAUSE_SECONDS
                    await self._serve(connection)
                finally:
                    connection.terminate()
            except _BROKEN as error:
                log.warning("broker.disconnected", error=str(error), pause_seconds=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _serve(self, connection: Any) -> None:
        """Listen and send until the connection breaks."""
        await connection.add_listener(CHANNEL, self._heard(connection.get_server_pid()))

        def ended(_connection: Any) -> None:
            self._something.set()

        connection.add_termination_listener(ended)
        # What the connection before could not send any more goes first.
        self._something.set()
        while not connection.is_closed():
            await self._something.wait()
            self._something.clear()
            while self._outgoing:
                await self._send(connection, self._outgoing.pop())
            self._sent.set()
        raise ConnectionResetError("the listening connection ended")

    async def _send(self, connection: Any, topic: str) -> None:
        """Tell the others of a topic; what could not be sent waits for the next connection."""
        is_sent = False
        try:
            await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, topic)
            is_sent = True
        finally:
            if not is_sent:
                self._outgoing.add(topic)

    def _heard(self, own_pid: int) -> Callable[[Any, int, str, str], None]:
        def heard(_connection: Any, pid: int, _channel: str, topic: str) -> None:
            # Our own come back as well; whoever waits here was woken at once.
            if pid != own_pid:
                self._local.notify(topic)

        return heard
