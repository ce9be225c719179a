"""Timeline: virtual time, in milliseconds, that jumps from one event to the next."""

import heapq
from collections.abc import Callable

BEGINNING = 1_800_000_000_000
"""When every schedule begins; any moment would do."""

Action = Callable[[], None]


class Timeline:
    """What happens when; of two events at one moment the one that was planned first."""

    def __init__(self, beginning: int = BEGINNING) -> None:
        self.now = beginning
        self._planned: list[tuple[int, int, Action]] = []
        self._count = 0

    def at(self, moment: int, action: Action) -> None:
        """Plan `action` for `moment`, or for now when that has passed. O(log n)."""
        self._count += 1
        heapq.heappush(self._planned, (max(moment, self.now), self._count, action))

    def after(self, delay: int, action: Action) -> None:
        """Plan `action` for `delay` milliseconds from now."""
        self.at(self.now + delay, action)

    def step(self, end: int) -> bool:
        """Let the next event happen; False when there is none up to `end`, which is then now."""
        if not self._planned or self._planned[0][0] > end:
            self.now = max(self.now, end)
            return False
        self.now, _, action = heapq.heappop(self._planned)
        action()
        return True
