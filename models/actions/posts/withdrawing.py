"""Withdrawing: a post is deleted by its author, here or elsewhere.

What remains is a tombstone: it keeps the URI, so that a copy which comes late is refused, and whom
it was addressed to, so that they hear of the deletion. A remote Delete of something we never saw
is remembered the same way, if it comes from the authority under which the object lives.
"""

from datetime import datetime

from models import outbox, sql
from models.actions import sight
from models.actions.erasing import bury, clear, count_down
from models.actions.posts.places import authority
from models.actions.posts.writing import NewRow, insert
from models.errors import NotFound
from models.events import PostWithdrawn
from models.home import Home
from models.ids import to_milliseconds
from models.rows import columns, entity
from models.tables.account import Account
from models.tables.post import Post
from models.transaction import joined, transaction
from models.values.remote_post import Withdrawal


async def withdraw(home: Home, author: Account, post_id: int) -> Post:
    """Delete a member's own post; returns it as it was, for writing it anew.

    Its uploads become free again and may be attached to the new post.

    Errors:
        NotFound: it is not the author's, or was deleted before.
    """
    now = to_milliseconds(home.clock.now())
    async with transaction():
        await sight.own(author, post_id)
        before = await sql.row(f"SELECT {columns(Post)} FROM post WHERE id = ?", [post_id])
        buried = await bury(post_id, now)
        if before is None or buried is None:
            raise NotFound(detail=f"post {post_id} was deleted meanwhile")
        await clear(post_id, keeps_media=True, now=now)
        await count_down(author.id, buried["in_reply_to_id"])
        event = PostWithdrawn(actor_id=author.id, post_id=post_id)
        await outbox.record(home.clock, event, home.wake)
    return entity(Post, before)


async def accept_withdrawal(home: Home, object_uri: str, actor_uri: str) -> Withdrawal:
    """Delete a remote post whose author said so; joins the caller's transaction.

    "refused": it is somebody else's. "ignored": nobody here knows the actor.
    """
    now = to_milliseconds(home.clock.now())
    async with joined():
        actor = await sql.row("SELECT id FROM account WHERE uri = ?", [actor_uri])
        if actor is None or home.is_ours(object_uri):
            return Withdrawal(outcome="ignored")
        found = await sql.row(
            "SELECT id, author_id, boost_of_id, deleted_at, in_reply_to_uri FROM post"
            " WHERE uri = ?",
            [object_uri],
        )
        if found is None:
            return await remember(home, object_uri, actor_uri, actor["id"])
        if found["author_id"] != actor["id"]:
            return Withdrawal(outcome="refused")
        if found["deleted_at"] is not None:
            return Withdrawal(outcome="duplicate", post_id=found["id"])
        if found["boost_of_id"] is not None:
            await remove_boost(found["id"], found["boost_of_id"], actor["id"])
            return Withdrawal(outcome="withdrawn", post_id=found["boost_of_id"])
        buried = await bury(found["id"], now)
        if buried is None:
            return Withdrawal(outcome="duplicate", post_id=found["id"])
        await clear(found["id"], keeps_media=False, now=now)
        await count_down(actor["id"], buried["in_reply_to_id"])
    return Withdrawal(
        outcome="withdrawn",
        post_id=found["id"],
        community_id=buried["community_id"],
        started_thread=buried["community_id"] is not None and found["in_reply_to_uri"] is None,
    )


async def remember(home: Home, object_uri: str, actor_uri: str, actor_id: int) -> Withdrawal:
    """Keep a tombstone for what never came, so that it is not taken when it does."""
    if authority(object_uri) != authority(actor_uri):
        return Withdrawal(outcome="refused")
    now: datetime = home.clock.now()
    row = NewRow(
        uri=object_uri,
        author_id=actor_id,
        type="Tombstone",
        visibility="direct",
        published_at=now,
        received_at=now,
        deleted_at=now,
    )
    post_id = await insert(row)
    return Withdrawal(outcome="remembered" if post_id is not None else "duplicate", post_id=post_id)


async def remove_boost(boost_id: int, boosted_id: int, booster_id: int) -> bool:
    """Remove a boost and what it left in timelines, notifications and counters.

    Returns False when it was removed meanwhile. A Group's boost was never counted.
    """
    removed = await sql.write("DELETE FROM post WHERE id = ? RETURNING id", [boost_id])
    if not removed:
        return False
    await sql.write("DELETE FROM home_entry WHERE post_id = ?", [boost_id])
    await sql.write(
        "DELETE FROM notification WHERE kind = 'reblog' AND post_id = ? AND source_id = ?",
        [boosted_id, booster_id],
    )
    await sql.write(
        "UPDATE post SET boosts_count = boosts_count - 1, revision = revision + 1 WHERE id = ?"
        " AND boosts_count > 0"
        " AND NOT EXISTS (SELECT 1 FROM account a WHERE a.id = ? AND a.type = 'Group')",
        [boosted_id, booster_id],
    )
    return True
