"""Tying: the rows of a follow, its counters, and what it brings into the home timeline.

Only the statement that made a follow accepted, or removed an accepted one, moves the counters.
"""

from typing import Final

from models import sql
from models.actions import notifications

_HISTORY: Final = 20


async def count(follower_id: int, target_id: int, step: int) -> None:
    """Add an accepted follow to both sides' counters, or take it off (`step` -1)."""
    await sql.write(
        "UPDATE account SET following_count = following_count + ?, revision = revision + 1"
        " WHERE id = ?",
        [step, follower_id],
    )
    await sql.write(
        "UPDATE account SET followers_count = followers_count + ?, revision = revision + 1"
        " WHERE id = ?",
        [step, target_id],
    )


async def fill_home(follower_id: int, target_id: int) -> None:
    """Put what the target posted last into the follower's home, so that it is not empty."""
    await sql.write(
        "INSERT INTO home_entry (owner_id, post_id) SELECT m.account_id, p.id FROM member m"
        " JOIN (SELECT id FROM post WHERE author_id = ? AND deleted_at IS NULL"
        " AND in_reply_to_uri IS NULL AND visibility <> 'direct' ORDER BY id DESC LIMIT ?) p"
        " ON 1 = 1 WHERE m.account_id = ? ON CONFLICT DO NOTHING",
        [target_id, _HISTORY, follower_id],
    )


async def empty_home(follower_id: int, target_id: int) -> None:
    """Remove the target's posts and boosts from the follower's home."""
    await sql.write(
        "DELETE FROM home_entry WHERE owner_id = ?"
        " AND post_id IN (SELECT id FROM post WHERE author_id = ?)",
        [follower_id, target_id],
    )


async def accept(follower_id: int, target_id: int) -> bool:
    """Make a pending follow an accepted one; returns False when there is none pending."""
    accepted = await sql.write(
        "UPDATE follow SET state = 'accepted' WHERE follower_id = ? AND target_id = ?"
        " AND state = 'pending' RETURNING id",
        [follower_id, target_id],
    )
    if not accepted:
        return False
    await count(follower_id, target_id, 1)
    await fill_home(follower_id, target_id)
    return True


async def sever(follower_id: int, target_id: int) -> str | None:
    """Remove a follow in any state and all it brought; returns its URI, None if there was none."""
    removed = await sql.write(
        "DELETE FROM follow WHERE follower_id = ? AND target_id = ? RETURNING uri, state",
        [follower_id, target_id],
    )
    if not removed:
        return None
    if removed[0]["state"] == "accepted":
        await count(follower_id, target_id, -1)
    await empty_home(follower_id, target_id)
    await notifications.retract("follow", target_id, follower_id)
    await notifications.retract("follow_request", target_id, follower_id)
    uri: str = removed[0]["uri"]
    return uri


async def is_blocked_between(first_id: int, second_id: int) -> bool:
    """Return whether either of two accounts blocks the other."""
    found = await sql.row(
        "SELECT id FROM block WHERE (account_id = ? AND target_id = ?)"
        " OR (account_id = ? AND target_id = ?)",
        [first_id, second_id, second_id, first_id],
    )
    return found is not None
