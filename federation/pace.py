"""Pace: how many steps a minute one domain may make us take.

Hosts are counted together by their last two labels, so that inventing names under one wildcard does
not help. Some neighbours share a limit that way (everybody under co.uk); for them it is a delay and
never a loss.
"""

from collections import OrderedDict

from federation.errors import Deferred, Reason
from models.ports import Clock

_MINUTE = 60.0
_MOST = 2_000


class Pace:
    """Counts steps by domain; bounded, the domain that was counted longest ago leaves first."""

    def __init__(self, clock: Clock, most_a_minute: int) -> None:
        self._clock = clock
        self._most = most_a_minute
        self._steps: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def step(self, host: str) -> None:
        """Count one step; Deferred(OVERLOADED) when the minute of this domain is full."""
        domain = ".".join(host.rsplit(".", 2)[-2:])
        now = self._clock.monotonic()
        until, steps = self._steps.get(domain, (0.0, 0))
        if now >= until:
            until, steps = now + _MINUTE, 0
        if steps >= self._most:
            raise Deferred(Reason.OVERLOADED, f"{domain}: {steps} new actors within a minute")
        self._steps[domain] = (until, steps + 1)
        self._steps.move_to_end(domain)
        if len(self._steps) > _MOST:
            self._steps.popitem(last=False)
