"""Takeover: what a process that died had claimed is free again at once.

Leases and claimed lanes run out by themselves, after a minute or two, which is right where others
might still be at work. An instance on SQLite has one process: when it starts again after a crash,
nobody can hold anything any more, and nothing needs to wait. Whoever calls this must be sure to be
alone; should it be wrong, the fences of `leases` still keep two from writing the same.
"""

from models import sql
from models.ids import to_milliseconds
from models.ports import Clock
from models.transaction import transaction


async def free_claims(clock: Clock) -> int:
    """End all leases and give claimed lanes back; returns how many claims were left behind."""
    now = to_milliseconds(clock.now())
    async with transaction():
        leases = await sql.write(
            "UPDATE lease SET expires_at = 0 WHERE expires_at > ? RETURNING name", [now]
        )
        lanes = await sql.write(
            "UPDATE destination SET leased_by = '', leased_until = 0, next_at = ?"
            " WHERE leased_by <> '' RETURNING id",
            [now],
        )
    return len(leases) + len(lanes)
