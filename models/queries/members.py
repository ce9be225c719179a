"""Members, read: who has a login here, for the operator's commands.

Only `hanse member` enters here; what members show of themselves is in `accounts` and `profiles`.
"""

from datetime import datetime
from typing import Literal

import msgspec

from models import sql
from models.home import Home
from models.ids import from_milliseconds

State = Literal["active", "waiting", "suspended"]
_SELECT = (
    "SELECT a.id, a.username, a.display_name, m.email, m.role, m.state, m.locale, m.reason,"
    " a.suspended_at, a.posts_count, m.created_at, m.last_seen_at"
    " FROM member m JOIN account a ON a.id = m.account_id WHERE a.deleted_at IS NULL"
)


class MemberRow(msgspec.Struct, frozen=True, kw_only=True):
    """A member as an operator sees one."""

    id: int
    username: str
    display_name: str
    email: str
    role: str
    state: State
    locale: str
    reason: str
    """Why somebody who waits wants to join."""
    posts_count: int
    created_at: datetime
    last_seen_at: datetime | None


def _shown(row: sql.Row) -> MemberRow:
    suspended = row.pop("suspended_at") is not None
    seen = row["last_seen_at"]
    row["state"] = "suspended" if suspended else row["state"]
    row["created_at"] = from_milliseconds(row["created_at"])
    row["last_seen_at"] = None if seen is None else from_milliseconds(seen)
    return MemberRow(**row)


async def listing() -> list[MemberRow]:
    """Return all members, by username."""
    return [_shown(row) for row in await sql.rows(f"{_SELECT} ORDER BY a.username_lower")]


async def find(home: Home, username: str) -> MemberRow | None:
    """Return the member with this username, with or without `@` and our domain, or None."""
    name = username.strip().lower().removeprefix("@").removesuffix(f"@{home.domain}")
    found = await sql.row(
        f"{_SELECT} AND a.username_lower = ? AND a.domain = ?", [name, home.domain]
    )
    return None if found is None else _shown(found)


async def is_waiting(account_id: int) -> bool:
    """Tell whether an account of ours waits for approval, and so does not exist for others yet."""
    found = await sql.row(
        "SELECT 1 AS one FROM member WHERE account_id = ? AND state = 'waiting'", [account_id]
    )
    return found is not None
