"""Hosts: noticing that a server is back.

The gate and the delivery worker call `seen` for every host they hear from, which costs one look
into a set. If that host was in trouble, its lanes are tried at once instead of at the end of their
delay, and a stranger that had been given up counts again. The set is read from the database from
time to time, because the process that hears of a host is often not the one that delivers to it.
"""

import asyncio
from collections.abc import Callable

from federation.net.circuit import Circuit
from models.actions import deliveries as queue
from models.ports import Clock, Wake
from models.queries import deliveries as waiting
from models.transaction import background

_REFRESH_SECONDS = 15.0


class HostWatch:
    """Knows the troubled hosts of this instance; one per process."""

    def __init__(self, clock: Clock, wake: Wake, circuit: Circuit) -> None:
        self._clock = clock
        self._wake = wake
        self._circuit = circuit
        self._troubled: frozenset[str] = frozenset()
        self._woken: set[str] = set()
        self._listeners: list[Callable[[str], None]] = []

    def tell(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with each host that comes back."""
        self._listeners.append(listener)

    def seen(self, host: str) -> None:
        """Note that `host` just proved to be up; must not be called inside a transaction."""
        if host in self._troubled and host not in self._woken:
            self._woken.add(host)
            self._circuit.success(host)
            background(queue.revive(self._clock, host, self._wake), "hosts.revive")
            for listener in self._listeners:
                listener(host)

    async def refresh(self) -> None:
        """Read the troubled hosts anew; each of them may be woken once until the next reading."""
        self._troubled = await waiting.troubled_hosts()
        self._woken.clear()

    async def run(self) -> None:
        """Keep the set fresh until cancelled."""
        while True:
            await self.refresh()
            await asyncio.sleep(_REFRESH_SECONDS)
