"""Sight: the post that somebody wants to act upon, if they may read it at all.

Every action upon a post enters here first, so that liking, boosting, voting or replying never tells
that a post exists which its actor may not read: absent and forbidden are the same `NotFound`.
"""

from models import sql
from models.errors import NotFound
from models.queries import visibility
from models.tables.account import Account

_SELECT = (
    "SELECT p.id, p.uri, p.author_id, p.thread_id, p.community_id, p.visibility, p.is_local,"
    " p.boost_of_id, p.deleted_at, p.in_reply_to_id, p.published_at,"
    " a.is_local AS is_author_local, a.uri AS author_uri, a.type AS author_type FROM post p"
    f"{visibility.JOINS} WHERE p.id = ? AND "
)


def is_gone(account: Account) -> bool:
    """Return whether an account is suspended or deleted and so can do nothing."""
    return bool(account.suspended_at or account.deleted_at)


async def find(viewer: Account, post_id: int) -> sql.Row | None:
    """Return the post's facts if `viewer` may read it; of a boost, those of the boosted post."""
    condition, parameters = visibility.readable(viewer.id)
    found = await sql.row(_SELECT + condition, [post_id, *parameters])
    if found is not None and found["boost_of_id"] is not None:
        return await find(viewer, found["boost_of_id"])
    return found


async def visible(viewer: Account, post_id: int) -> sql.Row:
    """Return the post's facts; of a boost, those of the boosted post.

    Errors:
        NotFound: there is no such post, or `viewer` may not read it.
    """
    found = await find(viewer, post_id)
    if found is None:
        raise NotFound(detail=f"post {post_id} is not for account {viewer.id}")
    return found


async def own(author: Account, post_id: int) -> sql.Row:
    """Return the living post of `author`'s own, boosts excluded.

    Errors:
        NotFound: there is no such post, or it is somebody else's.
    """
    found = await sql.row(
        "SELECT id, uri, author_id, thread_id, community_id, visibility, type, content, source,"
        " spoiler, is_sensitive, language, in_reply_to_id, published_at, edited_at FROM post"
        " WHERE id = ? AND author_id = ? AND boost_of_id IS NULL AND deleted_at IS NULL",
        [post_id, author.id],
    )
    if found is None:
        raise NotFound(detail=f"post {post_id} is not account {author.id}'s")
    return found
