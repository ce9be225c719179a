"""Notifications: what our members are told, and how far they have read.

Other actions enter with `add`, inside their transaction; nobody is notified by themselves, by
somebody they block or mute, or by somebody who blocks them. A member clears and marks their own.
"""

from collections.abc import Sequence
from typing import Final, Literal

from models import sql
from models.errors import Invalid, NotFound
from models.home import Home
from models.ids import to_milliseconds
from models.rows import columns, entity
from models.tables.account import Account
from models.tables.timeline import Marker

Kind = Literal[
    "mention",
    "status",
    "reblog",
    "follow",
    "follow_request",
    "favourite",
    "poll",
    "update",
    "admin.sign_up",
]
_TIMELINES: Final = ("home", "notifications")
_ADD: Final = (
    "INSERT INTO notification (account_id, source_id, kind, post_id, created_at)"
    " SELECT m.account_id, CAST(? AS BIGINT), CAST(? AS VARCHAR(32)), CAST(? AS BIGINT),"
    " CAST(? AS BIGINT) FROM member m WHERE m.account_id = ? AND m.account_id <> ?"
    " AND NOT EXISTS (SELECT 1 FROM block b WHERE"
    " (b.account_id = m.account_id AND b.target_id = ?)"
    " OR (b.account_id = ? AND b.target_id = m.account_id))"
    " AND NOT EXISTS (SELECT 1 FROM mute u WHERE u.account_id = m.account_id AND u.target_id = ?"
    " AND u.hides_notifications AND (u.expires_at IS NULL OR u.expires_at > ?))"
    " ON CONFLICT DO NOTHING"
)


async def add(home: Home, kind: Kind, account_id: int, source_id: int, post_id: int = 0) -> None:
    """Notify a member once of what `source_id` did; call it inside the transaction of the cause."""
    now = to_milliseconds(home.clock.now())
    source = [source_id] * 4
    await sql.write(_ADD, [source_id, kind, post_id, now, account_id, *source, now])


async def add_own(home: Home, kind: Kind, account_id: int, post_id: int) -> None:
    """Notify a member of something about their own post that nobody else did."""
    await sql.write(
        "INSERT INTO notification (account_id, source_id, kind, post_id, created_at)"
        " SELECT m.account_id, m.account_id, CAST(? AS VARCHAR(32)), CAST(? AS BIGINT),"
        " CAST(? AS BIGINT) FROM member m WHERE m.account_id = ? ON CONFLICT DO NOTHING",
        [kind, post_id, to_milliseconds(home.clock.now()), account_id],
    )


async def retract(kind: Kind, account_id: int, source_id: int, post_id: int = 0) -> None:
    """Take a notification back whose cause was taken back."""
    await sql.write(
        "DELETE FROM notification"
        " WHERE account_id = ? AND kind = ? AND source_id = ? AND post_id = ?",
        [account_id, kind, source_id, post_id],
    )


async def clear(home: Home, account: Account) -> None:
    """Remove all notifications of a member."""
    await sql.write("DELETE FROM notification WHERE account_id = ?", [account.id])


async def dismiss(home: Home, account: Account, notification_id: int) -> None:
    """Remove one notification of a member; NotFound when it is not theirs."""
    removed = await sql.write(
        "DELETE FROM notification WHERE id = ? AND account_id = ? RETURNING id",
        [notification_id, account.id],
    )
    if not removed:
        raise NotFound(detail=f"notification {notification_id} of account {account.id}")


async def markers(account: Account, timelines: Sequence[str]) -> dict[str, Marker]:
    """Return how far a member has read the timelines asked for, those never marked left out."""
    wanted = [name for name in timelines if name in _TIMELINES]
    if not wanted:
        return {}
    found = await sql.rows(
        f"SELECT {columns(Marker)} FROM marker"
        f" WHERE account_id = ? AND timeline IN ({sql.marks(len(wanted))})",
        [account.id, *wanted],
    )
    return {row["timeline"]: entity(Marker, row) for row in found}


async def set_marker(home: Home, account: Account, timeline: str, last_read_id: str) -> Marker:
    """Remember how far a member has read a timeline.

    Errors:
        Invalid: there is no such timeline, or what was read is no id.
    """
    if timeline not in _TIMELINES or not last_read_id.isdigit() or len(last_read_id) > 32:
        raise Invalid("Validation failed: Last read is invalid")
    marked = await sql.write(
        "INSERT INTO marker (account_id, timeline, last_read_id, version, updated_at)"
        " VALUES (?, ?, ?, 1, ?) ON CONFLICT (account_id, timeline) DO UPDATE SET"
        " last_read_id = excluded.last_read_id, version = marker.version + 1,"
        f" updated_at = excluded.updated_at RETURNING {columns(Marker)}",
        [account.id, timeline, last_read_id, to_milliseconds(home.clock.now())],
    )
    return entity(Marker, marked[0])
