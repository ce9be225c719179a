"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class StillClock:
    """Fulfils `models.ports.Clock`; time passes by `advance` alone."""

    def __init__(self, start: datetime = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._seconds = 1_000.0

    def now(self) -> datetime:
        """Return the moment the test has set."""
        return self._now

    def monotonic(self) -> float:
        """Return seconds that grow with `advance`."""
        return self._seconds

    def advance(self, **parts: float) -> datetime:
        """Let time pass, e.g. `advance(minutes=5)`; returns the new moment."""
        step = timedelta(**parts)
        self._now += step
        self._seconds += step.total_seconds()
        return self._now
