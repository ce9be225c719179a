"""Waiting: how much lies in each queue and for how long, for operators and health checks."""

import msgspec

from models import sql
from models.ids import to_milliseconds
from models.ports import Clock

_QUEUES = (
    ("events", "FROM event WHERE state = 'new'", "created_at"),
    ("receipts", "FROM receipt WHERE state IN ('new', 'deferred')", "received_at"),
    ("deliveries", "FROM delivery", "created_at"),
    ("parked_events", "FROM event WHERE state = 'parked'", "created_at"),
    ("parked_receipts", "FROM receipt WHERE state = 'parked'", "received_at"),
)


class Waiting(msgspec.Struct, frozen=True):
    """One queue: rows that wait, and the age of the oldest in seconds (0 when empty)."""

    name: str
    rows: int
    oldest_seconds: float


async def queues(clock: Clock) -> list[Waiting]:
    """Return the state of every queue; costs one step per waiting row."""
    now = to_milliseconds(clock.now())
    found = []
    for name, source, moment in _QUEUES:
        row = await sql.row(f"SELECT COUNT(*) AS amount, MIN({moment}) AS oldest {source}")
        if row is not None:
            oldest = row["oldest"]
            age = 0.0 if oldest is None else max(0.0, (now - oldest) / 1000)
            found.append(Waiting(name, int(row["amount"]), age))
    return found
