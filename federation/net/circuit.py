"""Which hosts are down: a breaker per host, so that dead ones cost nothing.

Delivery and fetching ask `allow` before they dial and tell the outcome afterwards. After some
failures in a row a host is left alone for a while, longer each time; then one single probe goes
through, and its success lets everybody in again. The breaker only ever delays: what is queued for
a host stays queued. Hosts without trouble are not kept, and the number of others is bounded,
because strangers choose their names.
"""

from collections import OrderedDict
from enum import StrEnum

import msgspec

from models.ports import Clock


class CircuitState(StrEnum):
    """Whether requests to a host pass."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class CircuitRules(msgspec.Struct, frozen=True, kw_only=True):
    """When a host counts as down, and for how long."""

    failures: int = 5
    first_pause_seconds: float = 10.0
    longest_pause_seconds: float = 1_800.0
    probe_seconds: float = 30.0
    """After so long without an outcome a probe counts as lost and another may go."""
    hosts: int = 10_000
    """Most hosts remembered; the one longest without news is forgotten first."""


class _Host(msgspec.Struct):
    failures: int = 0
    pauses: int = 0
    paused_until: float = 0.0
    probe_until: float = 0.0


class Circuit:
    """The breakers of all hosts; used from one event loop only, hence without locks."""

    def __init__(self, clock: Clock, rules: CircuitRules | None = None) -> None:
        self._clock = clock
        self._rules = rules or CircuitRules()
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    def allow(self, host: str) -> bool:
        """Tell whether a request may go now; True for an open host means: this is the probe."""
        known = self._hosts.get(host)
        if known is None or known.pauses == 0:
            return True
        now = self._clock.monotonic()
        if now < known.paused_until or now < known.probe_until:
            return False
        known.probe_until = now + self._rules.probe_seconds
        return True

    def success(self, host: str) -> None:
        """Note that the host answered; whatever it said, it is up."""
        self._hosts.pop(host, None)

    def failure(self, host: str) -> None:
        """Note that the host did not answer, or answered with a fault of its own (5xx)."""
        known = self._hosts.setdefault(host, _Host())
        self._hosts.move_to_end(host)
        if len(self._hosts) > self._rules.hosts:
            self._hosts.popitem(last=False)
        now = self._clock.monotonic()
        if known.pauses and now < known.paused_until:
            # A request that was under way when the breaker opened says nothing new.
            return
        known.failures += 1
        if known.pauses or known.failures >= self._rules.failures:
            pause = self._rules.first_pause_seconds * 2 ** min(known.pauses, 30)
            known.paused_until = now + min(pause, self._rules.longest_pause_seconds)
            known.probe_until = 0.0
            known.pauses += 1

    def state(self, host: str) -> CircuitState:
        """Return the state of one host without changing it."""
        known = self._hosts.get(host)
        if known is None or known.pauses == 0:
            return CircuitState.CLOSED
        if self._clock.monotonic() < known.paused_until:
            return CircuitState.OPEN
        return CircuitState.HALF_OPEN

    def retry_in_seconds(self, host: str) -> float:
        """Return how long the host is still left alone; 0 when a request may be tried."""
        known = self._hosts.get(host)
        if known is None or known.pauses == 0:
            return 0.0
        return max(0.0, max(known.paused_until, known.probe_until) - self._clock.monotonic())

    def snapshot(self) -> dict[CircuitState, int]:
        """Return how many hosts with recent trouble are in each state, for the metrics."""
        counts = dict.fromkeys(CircuitState, 0)
        for host in self._hosts:
            counts[self.state(host)] += 1
        return counts
