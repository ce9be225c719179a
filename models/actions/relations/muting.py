"""Muting: somebody's posts are not shown to a member for a while, and nobody else hears of it."""

from datetime import timedelta

from models import sql
from models.errors import Invalid
from models.home import Home
from models.ids import to_milliseconds
from models.tables.account import Account

_LONGEST = timedelta(days=36_500)


async def mute(
    home: Home,
    account: Account,
    target: Account,
    *,
    hides_notifications: bool = True,
    duration_seconds: int = 0,
) -> None:
    """Mute somebody, for ever (0) or for `duration_seconds`; again changes the terms.

    Errors:
        Invalid: nobody mutes themselves, and no time is negative.
    """
    if target.id == account.id:
        raise Invalid("Validation failed: You cannot mute yourself")
    if not 0 <= duration_seconds <= _LONGEST.total_seconds():
        raise Invalid("Validation failed: Duration is invalid")
    now = home.clock.now()
    ends = to_milliseconds(now + timedelta(seconds=duration_seconds)) if duration_seconds else None
    await sql.write(
        "INSERT INTO mute (account_id, target_id, hides_notifications, expires_at, created_at)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (account_id, target_id) DO UPDATE SET"
        " hides_notifications = excluded.hides_notifications, expires_at = excluded.expires_at",
        [account.id, target.id, hides_notifications, ends, to_milliseconds(now)],
    )


async def unmute(home: Home, account: Account, target: Account) -> None:
    """Show somebody's posts again."""
    await sql.write(
        "DELETE FROM mute WHERE account_id = ? AND target_id = ?", [account.id, target.id]
    )
