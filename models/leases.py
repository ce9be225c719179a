"""Leases: the right of one worker to a piece of work, with a fence against those who overslept.

Several processes may share one instance, and some work must be done by one of them at a time. A
worker acquires the lease of that work by name, renews it while it lives, and calls `fence` inside
each transaction that acts upon it. A worker that hung (SIGSTOP, a stalled disk) may wake up when
another one holds the lease: every acquisition raises the epoch, so its late write meets another
number, `LeaseLost` is raised and the transaction rolls back.

The clock of the machine decides when a lease is over. If it jumps, two workers may for a moment
both believe in theirs; the fence still lets only the newer one write.
"""

import secrets
from datetime import timedelta

import msgspec

from models import sql
from models.ids import to_milliseconds
from models.ports import Clock


class LeaseLost(Exception):
    """Somebody else holds the lease by now: stop, and write nothing more."""


class Held(msgspec.Struct, frozen=True):
    """A lease that was ours when it was acquired or renewed; `epoch` is what the fence compares."""

    name: str
    owner: str
    epoch: int


async def acquire(clock: Clock, name: str, owner: str, duration: timedelta) -> Held | None:
    """Take the lease if nobody holds it or its time is over; None while another one has it."""
    now = clock.now()
    taken = await sql.write(
        "INSERT INTO lease (name, owner, epoch, expires_at) VALUES (?, ?, 1, ?)"
        " ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, epoch = lease.epoch + 1,"
        " expires_at = excluded.expires_at WHERE lease.expires_at <= ? RETURNING epoch",
        [name, owner, to_milliseconds(now + duration), to_milliseconds(now)],
    )
    return Held(name, owner, taken[0]["epoch"]) if taken else None


async def renew(clock: Clock, held: Held, duration: timedelta) -> bool:
    """Prolong a lease; False when it was lost, even if nobody has taken it since."""
    now = clock.now()
    renewed = await sql.write(
        "UPDATE lease SET expires_at = ? WHERE name = ? AND epoch = ? AND expires_at > ?"
        " RETURNING epoch",
        [to_milliseconds(now + duration), held.name, held.epoch, to_milliseconds(now)],
    )
    return bool(renewed)


async def release(held: Held) -> None:
    """Give the lease back at once, so that nobody has to wait for its end."""
    await sql.write(
        "UPDATE lease SET expires_at = 0 WHERE name = ? AND epoch = ?", [held.name, held.epoch]
    )


async def fence(held: Held) -> None:
    """Hold the lease fast until the end of this transaction; LeaseLost if it is another's.

    The update locks the row, so nobody can acquire it between this check and the commit.
    """
    kept = await sql.write(
        "UPDATE lease SET epoch = epoch WHERE name = ? AND epoch = ? RETURNING epoch",
        [held.name, held.epoch],
    )
    if not kept:
        raise LeaseLost(f"{held.name}, epoch {held.epoch}")


class Tenure:
    """A lease that a worker wants to hold for as long as it runs; renewed in good time."""

    def __init__(
        self, clock: Clock, name: str, duration: timedelta = timedelta(seconds=30)
    ) -> None:
        self._clock = clock
        self._name = name
        self._duration = duration
        self._owner = secrets.token_hex(8)
        self._held: Held | None = None
        self._renew_at = 0.0

    async def hold(self) -> Held | None:
        """Return the lease, renewed or acquired as needed; None while another worker has it."""
        if self._held is not None and self._clock.monotonic() < self._renew_at:
            return self._held
        if self._held is not None and not await renew(self._clock, self._held, self._duration):
            self._held = None
        if self._held is None:
            self._held = await acquire(self._clock, self._name, self._owner, self._duration)
        self._renew_at = self._clock.monotonic() + self._duration.total_seconds() / 3
        return self._held

    def lose(self) -> None:
        """Forget the lease, because the fence has shown that it is another's."""
        self._held = None

    async def end(self) -> None:
        """Give the lease back."""
        held, self._held = self._held, None
        if held is not None:
            await release(held)
