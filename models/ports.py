"""Ports: what the lower storeys need from the upper ones, as small Protocols.

An upper storey builds the implementation and passes it down; nothing in `models` or `federation`
reaches up for it.
"""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """The only source of time, so that tests and simulations can own it."""

    def now(self) -> datetime:
        """Return the current moment as aware UTC time."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never jump, for timeouts and schedules inside one process."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the current moment as aware UTC time."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never jump."""
        return time.monotonic()


class Wake(Protocol):
    """Tells workers, perhaps in other processes, that a queue has something new."""

    def notify(self, topic: str) -> None:
        """Wake whoever waits for `topic`; called after a commit, must not block or fail."""
        ...

    async def wait(self, topic: str, timeout_seconds: float) -> bool:
        """Return True when `topic` was notified, False after `timeout_seconds`."""
        ...
