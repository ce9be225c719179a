"""Reactions: likes, which author and community hear of, and bookmarks, which nobody does.

A like is unique per account and post, and only the INSERT that made it changes the counter.
"""

from models import addresses, ids, outbox, sql
from models.actions import notifications, sight
from models.events import LikeWithdrawn, PostLiked
from models.home import Home
from models.ids import to_milliseconds
from models.tables.account import Account
from models.transaction import joined, transaction
from models.values.remote_post import Accepted

_LIKE = (
    "INSERT INTO post_like (account_id, post_id, uri, created_at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (account_id, post_id) DO NOTHING RETURNING id"
)
_COUNT_UP = "UPDATE post SET likes_count = likes_count + 1, revision = revision + 1 WHERE id = ?"
_COUNT_DOWN = (
    "UPDATE post SET likes_count = likes_count - 1, revision = revision + 1"
    " WHERE id = ? AND likes_count > 0"
)


async def _add_like(
    home: Home, account: Account, post_id: int, author_id: int, like_uri: str
) -> bool:
    now = to_milliseconds(home.clock.now())
    if not await sql.write(_LIKE, [account.id, post_id, like_uri, now]):
        return False
    await sql.write(_COUNT_UP, [post_id])
    await notifications.add(home, "favourite", author_id, account.id, post_id)
    return True


async def _remove_like(account_id: int, post_id: int) -> str | None:
    """Remove a like and return its URI, None when there was none."""
    removed = await sql.write(
        "DELETE FROM post_like WHERE account_id = ? AND post_id = ? RETURNING uri",
        [account_id, post_id],
    )
    if not removed:
        return None
    await sql.write(_COUNT_DOWN, [post_id])
    await sql.write(
        "DELETE FROM notification WHERE post_id = ? AND source_id = ? AND kind = 'favourite'",
        [post_id, account_id],
    )
    uri: str = removed[0]["uri"]
    return uri


async def like(home: Home, account: Account, post_id: int) -> int:
    """Like a post, once however often it is asked; returns the id of the post liked.

    Errors:
        NotFound: the member may not read it.
    """
    async with transaction():
        target = await sight.visible(account, post_id)
        uri = addresses.activity(home.base_url, ids.token(home.clock.now()))
        if await _add_like(home, account, target["id"], target["author_id"], uri):
            event = PostLiked(actor_id=account.id, post_id=target["id"], like_uri=uri)
            await outbox.record(home.clock, event, home.wake)
    liked: int = target["id"]
    return liked


async def unlike(home: Home, account: Account, post_id: int) -> None:
    """Take a like back; it needs no sight of the post, so that one can always take back."""
    async with transaction():
        target_id = await _boosted_by(post_id)
        uri = await _remove_like(account.id, target_id)
        if uri is not None:
            event = LikeWithdrawn(actor_id=account.id, post_id=target_id, like_uri=uri)
            await outbox.record(home.clock, event, home.wake)


async def _boosted_by(post_id: int) -> int:
    found = await sql.row("SELECT boost_of_id FROM post WHERE id = ?", [post_id])
    return post_id if found is None or found["boost_of_id"] is None else found["boost_of_id"]


async def bookmark(home: Home, account: Account, post_id: int) -> int:
    """Keep a post for finding it again; returns the id of the post kept.

    Errors:
        NotFound: the member may not read it.
    """
    async with transaction():
        target = await sight.visible(account, post_id)
        await sql.write(
            "INSERT INTO bookmark (account_id, post_id, created_at) VALUES (?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            [account.id, target["id"], to_milliseconds(home.clock.now())],
        )
    kept: int = target["id"]
    return kept


async def unbookmark(home: Home, account: Account, post_id: int) -> None:
    """Let a kept post go."""
    async with transaction():
        await sql.write(
            "DELETE FROM bookmark WHERE account_id = ? AND post_id = ?",
            [account.id, await _boosted_by(post_id)],
        )


async def accept_like(home: Home, actor: Account, object_uri: str, like_uri: str) -> Accepted:
    """Take in a remote like of an open post, or of one its actor was sent; joins the caller's
    transaction.

    "unknown": the post is not here. "ignored": its actor may not read it, or it was deleted.
    """
    if sight.is_gone(actor):
        return Accepted(outcome="ignored")
    async with joined():
        known = await sql.row("SELECT id FROM post WHERE uri = ?", [object_uri])
        if known is None:
            return Accepted(outcome="unknown")
        target = await sight.find(actor, known["id"])
        if target is None:
            return Accepted(outcome="ignored")
        is_new = await _add_like(home, actor, target["id"], target["author_id"], like_uri)
    return Accepted(
        outcome="accepted" if is_new else "duplicate",
        post_id=target["id"],
        community_id=target["community_id"],
    )


async def accept_unlike(
    home: Home, actor: Account, *, like_uri: str = "", object_uri: str = ""
) -> Accepted:
    """Take a remote like back, named by its own id or by the post; joins the caller's
    transaction.
    """
    if sight.is_gone(actor):
        return Accepted(outcome="ignored")
    async with joined():
        found = await sql.row(
            "SELECT l.post_id, p.community_id FROM post_like l JOIN post p ON p.id = l.post_id"
            " WHERE l.account_id = ? AND (p.uri = ? OR (l.uri = ? AND l.uri <> ''))",
            [actor.id, object_uri, like_uri],
        )
        if found is None:
            return Accepted(outcome="duplicate")
        await _remove_like(actor.id, found["post_id"])
    return Accepted(
        outcome="accepted", post_id=found["post_id"], community_id=found["community_id"]
    )
