"""Rate limits: how often a token, a member or an address may ask, per process.

Routing and the login enter here. Windows are fixed and aligned to the clock, as clients know them
from Mastodon, so that the headers can name the moment when counting starts again. With several
processes each counts for itself: the numbers then are what one process grants. Memory is bounded:
when too many keys are known, those of past windows are forgotten.
"""

from datetime import datetime

import msgspec

from models.errors import TooMany
from models.ids import from_milliseconds
from models.ports import Clock

_MOST_KEYS = 50_000


class Limit(msgspec.Struct, frozen=True):
    """`most` requests in `seconds`, counted under `name`."""

    name: str
    most: int
    seconds: int


class Remaining(msgspec.Struct, frozen=True):
    """What is left of a limit."""

    limit: int
    remaining: int
    resets_at: int
    """Seconds since 1970."""

    def headers(self) -> dict[str, str]:
        """Return the headers by which clients pace themselves."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": _iso(self.resets_at),
        }


def _iso(seconds: int) -> str:
    moment: datetime = from_milliseconds(seconds * 1000)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


class RateLimits:
    """Counters of one process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: dict[tuple[str, str | int, int], int] = {}

    def take(self, limit: Limit, who: str | int) -> Remaining:
        """Count one request of `who`; returns what is left afterwards.

        Errors:
            TooMany: nothing was left.
        """
        now = int(self._clock.now().timestamp())
        window = now // limit.seconds
        resets_at = (window + 1) * limit.seconds
        key = (limit.name, who, resets_at)
        used = self._counts.get(key, 0)
        if used >= limit.most:
            raise TooMany(resets_at - now, f"{limit.name} of {who}")
        if not used and len(self._counts) >= _MOST_KEYS:
            self._forget(now)
        self._counts[key] = used + 1
        return Remaining(limit.most, limit.most - used - 1, resets_at)

    def give_back(self, limit: Limit, who: str | int) -> None:
        """Uncount one request: a login that succeeded is no guess."""
        now = int(self._clock.now().timestamp())
        key = (limit.name, who, (now // limit.seconds + 1) * limit.seconds)
        if self._counts.get(key):
            self._counts[key] -= 1

    def _forget(self, now: int) -> None:
        """Drop past windows, and everything if that was not enough: an attack fills this table."""
        self._counts = {key: used for key, used in self._counts.items() if key[2] > now}
        if len(self._counts) >= _MOST_KEYS:
            self._counts.clear()
