"""Accounts: what is shown of people and groups, and how a member stands to them.

Presenters enter here with ids, pages and the API with handles. Logins, e-mail addresses and keys
are never part of a row of this room.
"""

from collections.abc import Sequence

import msgspec
import orjson

from models import sql
from models.home import Home
from models.ids import to_milliseconds
from models.queries.paging import batch
from models.sql import Row, marks

_BOOLEANS = ("is_local", "is_locked", "is_bot", "is_discoverable", "is_indexable")
_DOCUMENTS = ("fields_shown", "emojis", "also_known_as")


class Relationship(msgspec.Struct, kw_only=True):
    """How a member stands to an account."""

    account_id: int
    is_following: bool = False
    is_requested: bool = False
    shows_boosts: bool = False
    notifies: bool = False
    languages: tuple[str, ...] = ()
    is_followed_by: bool = False
    has_requested: bool = False
    is_blocking: bool = False
    is_blocked_by: bool = False
    is_muting: bool = False
    mutes_notifications: bool = False
    mute_expires_at: int | None = None
    """Milliseconds since 1970; None while muted for ever."""


def _shown(row: Row) -> Row:
    for name in _BOOLEANS:
        row[name] = bool(row[name])
    for name in _DOCUMENTS:
        row[name] = orjson.loads(row[name])
    return row


async def load(ids: Sequence[int]) -> list[Row]:
    """Return the accounts that exist, in the order of `ids`, suspended ones included."""
    if not ids:
        return []
    chosen = batch(ids)
    found = await sql.rows(f"SELECT * FROM account WHERE id IN ({marks(len(chosen))})", chosen)
    by_id = {row["id"]: _shown(row) for row in found}
    return [by_id[each] for each in ids if each in by_id]


async def find(username: str, domain: str) -> Row | None:
    """Return the account with this handle, however it is written, or None."""
    found = await sql.row(
        "SELECT * FROM account WHERE username_lower = ? AND domain = ?",
        [username.lower(), domain.lower()],
    )
    return None if found is None else _shown(found)


async def relationships(home: Home, viewer_id: int, ids: Sequence[int]) -> list[Relationship]:
    """Return how the member stands to each of `ids`, in their order, in one statement."""
    if not ids:
        return []
    chosen = batch(ids)
    among = marks(len(chosen))
    now = to_milliseconds(home.clock.now())
    found = await sql.rows(
        "SELECT target_id AS account_id, 'following' AS kind, state, shows_boosts, notifies,"
        " languages, CAST(NULL AS BIGINT) AS expires_at FROM follow"
        f" WHERE follower_id = ? AND target_id IN ({among})"
        " UNION ALL SELECT follower_id, 'follower', state, FALSE, FALSE, '[]', NULL FROM follow"
        f" WHERE follower_id IN ({among}) AND target_id = ?"
        " UNION ALL SELECT target_id, 'blocking', '', FALSE, FALSE, '[]', NULL FROM block"
        f" WHERE account_id = ? AND target_id IN ({among})"
        " UNION ALL SELECT account_id, 'blocker', '', FALSE, FALSE, '[]', NULL FROM block"
        f" WHERE account_id IN ({among}) AND target_id = ?"
        " UNION ALL SELECT target_id, 'muting', '', FALSE, hides_notifications, '[]', expires_at"
        f" FROM mute WHERE account_id = ? AND target_id IN ({among})"
        " AND (expires_at IS NULL OR expires_at > ?)",
        [
            *(viewer_id, *chosen),
            *(*chosen, viewer_id),
            *(viewer_id, *chosen),
            *(*chosen, viewer_id),
            *(viewer_id, *chosen, now),
        ],
    )
    standing = {each: Relationship(account_id=each) for each in ids}
    for row in found:
        _apply(standing[row["account_id"]], row)
    return [standing[each] for each in ids]


def _apply(standing: Relationship, row: Row) -> None:
    is_accepted = row["state"] == "accepted"
    match row["kind"]:
        case "following":
            standing.is_following = is_accepted
            standing.is_requested = not is_accepted
            standing.shows_boosts = bool(row["shows_boosts"])
            standing.notifies = bool(row["notifies"])
            standing.languages = tuple(orjson.loads(row["languages"]))
        case "follower":
            standing.is_followed_by = is_accepted
            standing.has_requested = not is_accepted
        case "blocking":
            standing.is_blocking = True
        case "blocker":
            standing.is_blocked_by = True
        case _:
            standing.is_muting = True
            standing.mutes_notifications = bool(row["notifies"])
            standing.mute_expires_at = row["expires_at"]
