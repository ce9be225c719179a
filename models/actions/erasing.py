"""Erasing: takes a post, or everything of an account, out of all tables and counters.

Withdrawals, remote Deletes and deleted accounts end here. The row of a post stays as a tombstone,
so that a late Create cannot bring it back, and so do its mentions, because who was addressed must
hear that it is gone. Call it inside a transaction.
"""

from models import sql

_HIS = "(SELECT id FROM post WHERE author_id = ?)"
_OF_A_POST = (
    "DELETE FROM post_revision WHERE post_id = ?",
    "DELETE FROM poll_vote WHERE post_id = ?",
    "DELETE FROM poll WHERE post_id = ?",
    "DELETE FROM post_like WHERE post_id = ?",
    "DELETE FROM bookmark WHERE post_id = ?",
    "DELETE FROM post_tag WHERE post_id = ?",
    "DELETE FROM notification WHERE post_id = ?",
    "DELETE FROM home_entry WHERE post_id = ?",
)
_OF_AN_ACCOUNT = (
    # Counters of others first, while the rows that made them are still there.
    "UPDATE post SET revision = revision + 1, replies_count = replies_count - (SELECT COUNT(*)"
    " FROM post c WHERE c.in_reply_to_id = post.id AND c.deleted_at IS NULL AND c.author_id = ?)"
    " WHERE id IN (SELECT in_reply_to_id FROM post WHERE author_id = ? AND deleted_at IS NULL)",
    "UPDATE post SET revision = revision + 1, boosts_count = boosts_count - 1 WHERE id IN"
    " (SELECT boost_of_id FROM post WHERE author_id = ?)"
    " AND EXISTS (SELECT 1 FROM account a WHERE a.id = ? AND a.type <> 'Group')",
    "UPDATE post SET revision = revision + 1, likes_count = likes_count - 1 WHERE id IN"
    " (SELECT post_id FROM post_like WHERE account_id = ? AND account_id = ?)",
    "UPDATE account SET revision = revision + 1, followers_count = followers_count - 1 WHERE id IN"
    " (SELECT target_id FROM follow WHERE follower_id = ? AND state = 'accepted')"
    " AND id <> ?",
    "UPDATE account SET revision = revision + 1, following_count = following_count - 1 WHERE id IN"
    " (SELECT follower_id FROM follow WHERE target_id = ? AND state = 'accepted')"
    " AND id <> ?",
    "DELETE FROM follow WHERE follower_id = ? OR target_id = ?",
    "DELETE FROM block WHERE account_id = ? OR target_id = ?",
    "DELETE FROM notification WHERE account_id = ? OR source_id = ?",
    f"DELETE FROM notification WHERE post_id IN {_HIS} OR post_id IN {_HIS}",
    f"DELETE FROM home_entry WHERE post_id IN {_HIS}"
    f" OR post_id IN (SELECT id FROM post WHERE boost_of_id IN {_HIS})",
    f"DELETE FROM post WHERE boost_of_id IS NOT NULL AND (author_id = ? OR boost_of_id IN {_HIS})",
    f"DELETE FROM media WHERE account_id = ? OR post_id IN {_HIS}",
    f"DELETE FROM poll_vote WHERE account_id = ? OR post_id IN {_HIS}",
    f"DELETE FROM post_like WHERE account_id = ? OR post_id IN {_HIS}",
)
_OF_AN_ACCOUNTS_POSTS = (
    f"DELETE FROM post_revision WHERE post_id IN {_HIS}",
    f"DELETE FROM poll WHERE post_id IN {_HIS}",
    f"DELETE FROM bookmark WHERE post_id IN {_HIS}",
    f"DELETE FROM post_tag WHERE post_id IN {_HIS}",
    "DELETE FROM key WHERE account_id = ?",
)
_TOMBSTONE = (
    "UPDATE post SET deleted_at = ?, name = '', content = '', source = '',"
    " spoiler = '', emojis = '[]', application = '', likes_count = 0, boosts_count = 0,"
    " revision = revision + 1"
)


async def bury(post_id: int, now: int) -> sql.Row | None:
    """Make the living post a tombstone and return what others must know of it, None if none lived.

    The columns returned: author_id, community_id, in_reply_to_id, in_reply_to_uri, is_local.
    """
    buried = await sql.write(
        f"{_TOMBSTONE} WHERE id = ? AND deleted_at IS NULL"
        " RETURNING author_id, community_id, in_reply_to_id, in_reply_to_uri, is_local",
        [now, post_id],
    )
    return buried[0] if buried else None


async def clear(post_id: int, *, keeps_media: bool, now: int) -> None:
    """Remove everything that hung on a post which has become a tombstone.

    `keeps_media` sets our member's uploads free again, so that the text can be written anew with
    them; uploads that nobody takes are removed with the other orphans.
    """
    await sql.write(
        "DELETE FROM home_entry WHERE post_id IN (SELECT id FROM post WHERE boost_of_id = ?)",
        [post_id],
    )
    await sql.write(
        "DELETE FROM notification WHERE post_id IN (SELECT id FROM post WHERE boost_of_id = ?)",
        [post_id],
    )
    await sql.write("DELETE FROM post WHERE boost_of_id = ?", [post_id])
    for statement in _OF_A_POST:
        await sql.write(statement, [post_id])
    if keeps_media:
        await sql.write(
            "UPDATE media SET post_id = NULL, created_at = ? WHERE post_id = ?", [now, post_id]
        )
    else:
        await sql.write("DELETE FROM media WHERE post_id = ?", [post_id])


async def count_down(author_id: int, parent_id: int | None) -> None:
    """Take a post that has gone off the counters of its author and of the post it answered."""
    await sql.write(
        "UPDATE account SET posts_count = posts_count - 1, revision = revision + 1"
        " WHERE id = ? AND posts_count > 0",
        [author_id],
    )
    if parent_id is not None:
        await sql.write(
            "UPDATE post SET replies_count = replies_count - 1, revision = revision + 1"
            " WHERE id = ? AND replies_count > 0",
            [parent_id],
        )


async def erase_account(account_id: int, now: int) -> None:
    """Remove everything that an account posted, did and was part of; its row is the caller's."""
    for statement in _OF_AN_ACCOUNT:
        await sql.write(statement, [account_id, account_id])
    for statement in _OF_AN_ACCOUNTS_POSTS:
        await sql.write(statement, [account_id])
    await sql.write(f"{_TOMBSTONE} WHERE author_id = ? AND deleted_at IS NULL", [now, account_id])
