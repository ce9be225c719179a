"""Missing: what has to be held before an object can be judged; no fault of the object.

Under all rules: what came too early is asked for (R15), and judged when it is whole.
"""


class Missing(Exception):
    """Something is not held yet: ask for it, and try again when it came."""

    def __init__(
        self,
        *,
        minutes: tuple[str, ...] = (),
        logs: dict[str, tuple[int, str | None]] | None = None,
    ) -> None:
        super().__init__(f"{len(minutes)} minutes, {len(logs or ())} logs")
        self.minutes = minutes
        """Ids of minutes."""
        self.logs = logs or {}
        """By author: the first number that is missing, and the entry to get to."""
