"""Lanes: how many run at once, and what came of them until it is written down.

Parts of `delivery`; nobody else enters. Pools keep lanes in trouble away from the connections of
the others, and outcomes are gathered here so that many are written in one transaction.
"""

import asyncio

import msgspec

from models.actions.deliveries import Failure, Parking, Settlement


class LanePool:
    """Room for lanes of one kind: `slots` requests in flight, some lanes claimed ahead."""

    def __init__(self, *, slots: int, is_failing: bool) -> None:
        self.slots = asyncio.Semaphore(slots)
        self.is_failing = is_failing
        self.running = 0
        # Lanes in trouble are slow; claiming more of them than can run would only hold leases.
        self._most = slots if is_failing else 2 * slots

    def room(self) -> int:
        """Return how many lanes to claim; nothing while a claim would be a small one."""
        free = self._most - self.running
        return free if free >= max(1, self._most // 4) else 0


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
