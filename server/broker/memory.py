"""Wake-ups inside one process."""

import asyncio
from collections import defaultdict


class MemoryWake:
    """Fulfils `models.ports.Wake` with one event per topic."""

    def __init__(self) -> None:
        self._events: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def notify(self, topic: str) -> None:
        """Wake whoever waits for `topic`, and whoever comes next if nobody does."""
        self._events[topic].set()

    async def wait(self, topic: str, timeout_seconds: float) -> bool:
        """Return True once `topic` was notified, False after `timeout_seconds`."""
        event = self._events[topic]
        try:
            async with asyncio.timeout(timeout_seconds):
                await event.wait()
        except TimeoutError:
            return False
        event.clear()
        return True

    async def __aenter__(self) -> "MemoryWake":
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing is held open."""
