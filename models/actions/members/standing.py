"""Standing: a login's password and role, and whether an account may act at all.

Whatever takes trust away ends every session and token in the same transaction.
"""

from models import outbox, sql
from models.errors import NotFound
from models.events import ProfileChanged
from models.home import Home
from models.ids import to_milliseconds
from models.transaction import transaction
from models.values.member import Role


async def _end_logins(home: Home, account_id: int) -> None:
    now = to_milliseconds(home.clock.now())
    await sql.write("DELETE FROM web_session WHERE account_id = ?", [account_id])
    await sql.write("DELETE FROM oauth_grant WHERE account_id = ?", [account_id])
    await sql.write(
        "UPDATE oauth_token SET revoked_at = ? WHERE account_id = ? AND revoked_at IS NULL",
        [now, account_id],
    )


async def set_password(home: Home, account_id: int, password_hash: str) -> None:
    """Give a member another password and end all their sessions and tokens."""
    async with transaction():
        changed = await sql.write(
            "UPDATE member SET password_hash = ? WHERE account_id = ? RETURNING account_id",
            [password_hash, account_id],
        )
        if not changed:
            raise NotFound(detail=f"account {account_id} has no login")
        await _end_logins(home, account_id)


async def set_role(home: Home, account_id: int, role: Role) -> None:
    """Make a member an admin, a moderator or just a member again, and end their logins.

    Tokens carry scopes that the former role allowed, so they end as well.
    """
    async with transaction():
        changed = await sql.write(
            "UPDATE member SET role = ? WHERE account_id = ? AND role <> ? RETURNING account_id",
            [role, account_id, role],
        )
        if changed:
            await _end_logins(home, account_id)


async def suspend(home: Home, account_id: int) -> None:
    """Silence an account, ours or remote: its posts are hidden and it can do nothing here.

    Of one of ours the other servers hear, so that they hide it as well.
    """
    now = to_milliseconds(home.clock.now())
    async with transaction():
        suspended = await sql.write(
            "UPDATE account SET suspended_at = COALESCE(suspended_at, ?), suspended_by = 'here',"
            " updated_at = ?, revision = revision + 1"
            " WHERE id = ? AND (suspended_by IS NULL OR suspended_by <> 'here')"
            " RETURNING id, is_local",
            [now, now, account_id],
        )
        if suspended:
            await _end_logins(home, account_id)
            await _tell(home, suspended[0])
            return
        if await sql.row("SELECT id FROM account WHERE id = ?", [account_id]) is None:
            raise NotFound(detail=f"there is no account {account_id}")


async def unsuspend(home: Home, account_id: int) -> None:
    """Give an account its voice back; its posts are shown again, here and elsewhere."""
    now = to_milliseconds(home.clock.now())
    async with transaction():
        restored = await sql.write(
            "UPDATE account SET suspended_at = NULL, suspended_by = NULL, updated_at = ?,"
            " revision = revision + 1 WHERE id = ? AND suspended_at IS NOT NULL"
            " RETURNING id, is_local",
            [now, account_id],
        )
        if restored:
            await _tell(home, restored[0])


async def _tell(home: Home, account: sql.Row) -> None:
    if account["is_local"]:
        await outbox.record(home.clock, ProfileChanged(actor_id=account["id"]), home.wake)
