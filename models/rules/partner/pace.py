"""Pace: how long a partner waits for what; local choices, none of which the rules depend on.

They are the times of R1, R3, R4 and R15, where each partner may have its own.
"""

from msgspec import Struct

from models.rules.values import DAY, HOUR, MINUTE


class Pace(Struct, frozen=True, kw_only=True):
    """Milliseconds of patience."""

    batch: int = 2_000
    """A secretary collects new entries for so long before it writes minutes (R3)."""
    due: int = DAY
    """Minutes are due so long after the last, even without new entries (R3)."""
    silence: int = DAY
    """A secretary may be silent for so long past due before a sealer leaves its term (R4)."""
    answer: int = HOUR
    """A new secretary may take so long to open its term; doubled with each that does not."""
    longest: int = DAY
    """The patience with new secretaries grows up to this."""
    retry: int = MINUTE
    """What was not answered is sent again after this."""
    heads: int = HOUR
    """Heads are exchanged so often (R15)."""
    unminuted: int = HOUR
    """Entries of others that stay out of the minutes for so long are acknowledged (R1)."""
    omission: int = DAY
    """Minutes may leave out what was acknowledged for so long (R1)."""

    def again(self, times: int) -> int:
        """Return how long to wait after saying something for so many times: ever longer."""
        return min(self.retry << min(times - 1, 16), self.heads)
