"""Lanes: how many run at once, and what came of them until it is written down.

Parts of `delivery`; nobody else enters. Pools keep lanes in trouble away from the connections of
the others, and outcomes are gathered here so that many are written in one transaction.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import msgspec

from models.actions.settlements import Failure, Parking, Settlement

_SLOW_SECONDS: Final = 1.0
_SLOW_FOLD: Final = 8


class LanePool:
    """Room for lanes of one kind: so many requests in flight, some lanes claimed ahead.

    A request that has taken `_SLOW_SECONDS` gives its slot to another and goes on beside the
    others, so that a crowd of silent servers does not hold up those that answer.
    """

    def __init__(self, *, slots: int, is_failing: bool, ring: Callable[[], None]) -> None:
        self.is_failing = is_failing
        self._slots = asyncio.Semaphore(slots)
        self._ring = ring
        self._running = 0
        self._slow = 0
        # Lanes in trouble are slow; claiming more of them than can run would only hold leases.
        self._most = slots if is_failing else 2 * slots
        self._most_slow = _SLOW_FOLD * slots

    def room(self) -> int:
        """Return how many lanes to claim; nothing while a claim would be a small one."""
        free = self._most - self._running + self._slow
        return free if free >= max(1, self._most // 4) else 0

    def enter(self) -> None:
        """Count a lane that was claimed."""
        self._running += 1

    def leave(self) -> None:
        """Count a lane out, and ring if there is room for others by that."""
        self._running -= 1
        if self.room():
            self._ring()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a free slot and hold it while a request is in flight, as long as it is quick."""
        await self._slots.acquire()
        request = _Request()
        timer = asyncio.get_running_loop().call_later(_SLOW_SECONDS, self._give_way, request)
        try:
            yield
        finally:
            timer.cancel()
            if request.is_slow:
                self._slow -= 1
            else:
                self._slots.release()

    def _give_way(self, request: "_Request") -> None:
        if self._slow < self._most_slow:
            request.is_slow = True
            self._slow += 1
            self._slots.release()
            self._ring()


class _Request:
    """A request in flight, and whether it has given its slot away."""

    __slots__ = ("is_slow",)

    def __init__(self) -> None:
        self.is_slow = False


class Outcome(msgspec.Struct):
    """What has come of one claimed lane so far; the lane's task alone writes into it."""

    token: str
    destination_id: int
    removed: list[int] = []
    parked: list[Parking] = []
    is_answered: bool = False
    failure: Failure | None = None
    retired: str | None = None


class Outcomes:
    """The outcomes that are not yet written."""

    def __init__(self) -> None:
        self.arrived = asyncio.Event()
        self._waiting: list[Outcome] = []

    def add(self, *outcomes: Outcome) -> None:
        """Hand in the outcome of lanes that ended, or of a write that did not succeed."""
        self._waiting.extend(outcomes)
        self.arrived.set()

    def take(self) -> list[Outcome]:
        """Return all that waits; the caller hands back what it could not write."""
        taken, self._waiting = self._waiting, []
        self.arrived.clear()
        return taken


def settlements(outcomes: list[Outcome]) -> list[Settlement]:
    """Return one settlement for each claim that the outcomes stem from."""
    by_token: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_token.setdefault(outcome.token, []).append(outcome)
    return [_settlement(token, group) for token, group in by_token.items()]


def _settlement(token: str, group: list[Outcome]) -> Settlement:
    going_on = [one for one in group if one.failure is None and one.retired is None]
    return Settlement(
        token=token,
        removed=[identifier for one in group for identifier in one.removed],
        answered=[one.destination_id for one in going_on if one.is_answered],
        released=[one.destination_id for one in going_on if not one.is_answered],
        parked=[row for one in group for row in one.parked],
        failed=[one.failure for one in group if one.failure is not None],
        retired=[(one.destination_id, one.retired) for one in group if one.retired is not None],
    )
