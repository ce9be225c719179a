"""Revising: keeps what an edit replaces, and finds out whether anything was replaced."""

from collections.abc import Sequence
from typing import Any

import orjson

from models import sql
from models.home import Home
from models.ids import to_milliseconds
from models.tables.account import Account
from models.text import tidy
from models.values.draft import MediaChange
from models.values.remote_post import RemoteMedia


async def poll_of(post_id: int) -> dict[str, Any] | None:
    """Return the poll of a post with its options as values, or None."""
    found = await sql.row(
        "SELECT options, is_multiple, expires_at, closed_at, voters_count, votes_count FROM poll"
        " WHERE post_id = ?",
        [post_id],
    )
    return None if found is None else {**found, "options": orjson.loads(found["options"])}


async def keep_revision(before: sql.Row) -> None:
    """Keep the text, attachments and poll titles of a post as readers saw them until now."""
    media = await sql.rows(
        "SELECT id, description FROM media WHERE post_id = ? ORDER BY position", [before["id"]]
    )
    poll = await poll_of(before["id"])
    titles = None if poll is None else [{"title": each["title"]} for each in poll["options"]]
    since = before["published_at"] if before["edited_at"] is None else before["edited_at"]
    await sql.write(
        "INSERT INTO post_revision (post_id, content, spoiler, is_sensitive, media, poll,"
        " created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            before["id"],
            before["content"],
            before["spoiler"],
            bool(before["is_sensitive"]),
            orjson.dumps(
                [{"id": str(row["id"]), "description": row["description"]} for row in media]
            ).decode(),
            None if titles is None else orjson.dumps({"options": titles}).decode(),
            since,
        ],
    )


async def describe_media(author: Account, post_id: int, changes: Sequence[MediaChange]) -> None:
    """Write new descriptions and focus points of a post's own attachments."""
    for change in changes:
        if change.description is not None:
            await sql.write(
                "UPDATE media SET description = ?"
                " WHERE id = ? AND account_id = ? AND (post_id = ? OR post_id IS NULL)",
                [tidy(change.description), change.id, author.id, post_id],
            )
        if change.focus is not None:
            await sql.write(
                "UPDATE media SET focus_x = ?, focus_y = ?"
                " WHERE id = ? AND account_id = ? AND (post_id = ? OR post_id IS NULL)",
                [*change.focus, change.id, author.id, post_id],
            )


async def media_differ(post_id: int, media: Sequence[RemoteMedia]) -> bool:
    """Return whether a remote post's attachments are others, or described otherwise, than here."""
    found = await sql.rows(
        "SELECT remote_url, description FROM media WHERE post_id = ? ORDER BY position", [post_id]
    )
    known = [(row["remote_url"], row["description"]) for row in found]
    return known != [(each.url, each.description) for each in media]


async def notify_boosters(home: Home, post_id: int, author_id: int) -> None:
    """Tell those of our members who boosted a post that its text is another now."""
    await sql.write(
        "INSERT INTO notification (account_id, source_id, kind, post_id, created_at)"
        " SELECT p.author_id, CAST(? AS BIGINT), 'update', CAST(? AS BIGINT), CAST(? AS BIGINT)"
        " FROM post p JOIN member m ON m.account_id = p.author_id"
        " WHERE p.boost_of_id = ? AND p.author_id <> ? ON CONFLICT DO NOTHING",
        [author_id, post_id, to_milliseconds(home.clock.now()), post_id, author_id],
    )
