"""Deliveries: the durable queue of everything that must still reach an inbox.

A row of `delivery` is a promise: it is written in the transaction of its cause and leaves only when
the inbox said yes, when a stranger said no for good, or when the activity itself was erased. The
rows of one destination go out in the order of their ids, by one worker at a time.

`destination.next_at` is the queue's only index: `IDLE` while nothing waits, the moment of the next
try otherwise, and while a worker holds the lane the end of its lease, so that the lane of a worker
that died comes back by itself. Each claim has a token of its own; an outcome that arrives under an
old token changes neither the lane nor its schedule, only the removal of what was really delivered
still counts. Locks are always taken in the order of ids, and a lane is locked before it is asked
whether anything is left in it: otherwise a row written at that moment would wait for ever.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from models import sql
from models.ids import to_milliseconds
from models.ports import Clock, Wake
from models.transaction import after_commit

TOPIC = "deliveries"
IDLE = 2**62
"""`next_at` of a destination for which nothing waits."""
_CHUNK = 500


class Inbox(msgspec.Struct, frozen=True):
    """An address to deliver to; of a partner it is never given up."""

    url: str
    is_partner: bool = False


class Letter(msgspec.Struct, frozen=True):
    """One activity, who signs its requests, and where it must go."""

    activity_id: int
    signer_id: int
    inboxes: tuple[Inbox, ...]


class Lane(msgspec.Struct, frozen=True):
    """A claimed destination."""

    id: int
    inbox: str
    host: str
    is_partner: bool
    failures: int
    failing_since: int | None


def host_of(url: str) -> str:
    """Return the authority of an inbox, in lower case."""
    return urlsplit(url).netloc.lower()


def chunks(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Return the values in portions that fit into one statement."""
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))


def _for_update() -> str:
    """Row locks are PostgreSQL's; on SQLite the whole file has one writer."""
    return " FOR UPDATE" if sql.dialect() == "postgres" else ""


async def enqueue(clock: Clock, letters: Sequence[Letter], wake: Wake | None = None) -> int:
    """Write the deliveries of `letters` within the transaction of their cause; returns how many.

    The same activity goes to an inbox once, however often it is named. A retired stranger gets
    nothing until it is heard of again.
    """
    wanted: dict[str, bool] = {}
    for letter in letters:
        for inbox in letter.inboxes:
            wanted[inbox.url] = wanted.get(inbox.url, False) or inbox.is_partner
    if not wanted:
        return 0
    now = to_milliseconds(clock.now())
    known = await _destinations(wanted)
    rows = [
        [known[inbox.url], letter.activity_id, letter.signer_id, now]
        for letter in letters
        for inbox in letter.inboxes
        if inbox.url in known
    ]
    await sql.write_many(
        "INSERT INTO delivery"
        " (destination_id, activity_id, signer_id, attempts, next_at, created_at)"
        " VALUES (?, ?, ?, 0, 0, ?) ON CONFLICT (destination_id, activity_id) DO NOTHING",
        rows,
    )
    for chunk in chunks(sorted(known.values())):
        await sql.write(
            "UPDATE destination SET next_at = ? WHERE failures = 0 AND leased_by = ''"
            f" AND next_at > ? AND id IN ({sql.marks(len(chunk))})",
            [now, now, *chunk],
        )
        # What a failing destination has got meanwhile waits with the rest, but must be waited for.
        await sql.write(
            "UPDATE destination SET next_at = ? WHERE failures > 0 AND next_at = ?"
            f" AND id IN ({sql.marks(len(chunk))})",
            [now, IDLE, *chunk],
        )
    if wake is not None and rows:
        after_commit(lambda: wake.notify(TOPIC))
    return len(rows)


async def _destinations(wanted: dict[str, bool]) -> dict[str, int]:
    """Return the ids of these inboxes, new ones included, retired strangers left out; locked."""
    urls = sorted(wanted)
    known = await _locked(urls)
    missing = [url for url in urls if url not in known]
    if missing:
        await sql.write_many(
            "INSERT INTO destination (inbox, host, is_partner, failures, next_at, last_reason,"
            " leased_by, leased_until) VALUES (?, ?, ?, 0, ?, '', '', 0)"
            " ON CONFLICT (inbox) DO NOTHING",
            [[url, host_of(url), wanted[url], IDLE] for url in missing],
        )
        known |= await _locked(missing)
    promoted = [row["id"] for url, row in known.items() if wanted[url] and not row["is_partner"]]
    if promoted:
        await sql.write(
            "UPDATE destination SET is_partner = ?, retired_at = NULL"
            f" WHERE id IN ({sql.marks(len(promoted))})",
            [True, *promoted],
        )
    return {
        url: row["id"]
        for url, row in known.items()
        if row["retired_at"] is None or wanted[url] or row["is_partner"]
    }


async def _locked(urls: Sequence[str]) -> dict[str, sql.Row]:
    found: dict[str, sql.Row] = {}
    for chunk in chunks(urls):
        rows = await sql.rows(
            "SELECT id, inbox, is_partner, retired_at FROM destination"
            f" WHERE inbox IN ({sql.marks(len(chunk))}) ORDER BY id{_for_update()}",
            chunk,
        )
        found.update((row["inbox"], row) for row in rows)
    return found


async def claim(
    clock: Clock, token: str, limit: int, lease_ms: int, *, is_failing: bool = False
) -> list[Lane]:
    """Take up to `limit` lanes that are due, for `lease_ms`; of those with or without trouble."""
    now = to_milliseconds(clock.now())
    until = now + lease_ms
    skip = " FOR UPDATE SKIP LOCKED" if sql.dialect() == "postgres" else ""
    found = await sql.write(
        "UPDATE destination SET leased_by = ?, leased_until = ?, next_at = ? WHERE id IN ("
        f"SELECT id FROM destination WHERE next_at <= ? AND failures {'>' if is_failing else '='} 0"
        f" ORDER BY next_at, id LIMIT ?{skip})"
        " RETURNING id, inbox, host, is_partner, failures, failing_since",
        [token, until, until, now, limit],
    )
    return [
        Lane(
            row["id"],
            row["inbox"],
            row["host"],
            bool(row["is_partner"]),
            row["failures"],
            row["failing_since"],
        )
        for row in found
    ]


async def revive(clock: Clock, host: str, wake: Wake | None = None) -> None:
    """Try everything for `host` now: it was just heard of; a stranger given up counts again."""
    now = to_milliseconds(clock.now())
    due = await sql.write(
        "UPDATE destination SET next_at = ?, retired_at = NULL WHERE host = ? AND leased_by = ''"
        " AND (failures > 0 OR retired_at IS NOT NULL) RETURNING id",
        [now, host],
    )
    if due and wake is not None:
        wake.notify(TOPIC)
