"""Reactions, read: what a member liked or bookmarked, and who liked or boosted a post.

The API enters here. The cursor is the reaction's own id. A reaction reveals its post, so the
reader's visibility holds here too: a post that became unreadable drops out of the lists, and a
post the reader may not see has no likers.
"""

from models.queries import visibility
from models.queries.paging import Entry, Page
from models.queries.selection import select
from models.queries.visibility import Clause


async def _entries(
    page: Page, column: str, source: str, clauses: list[Clause], shown: str
) -> list[Entry]:
    found = await select(page, column, source, clauses, f"{column} AS cursor, {shown} AS shown")
    return [Entry(row["cursor"], row["shown"]) for row in found]


async def bookmarks(viewer_id: int, page: Page) -> list[Entry]:
    """Return the posts a member bookmarked, last bookmarked first."""
    clauses: list[Clause] = [("l.account_id = ?", [viewer_id]), visibility.readable(viewer_id)]
    return await _entries(
        page, "l.id", "bookmark l JOIN post p ON p.id = l.post_id", clauses, "p.id"
    )


async def likes(viewer_id: int, page: Page) -> list[Entry]:
    """Return the posts a member liked, last liked first."""
    clauses: list[Clause] = [("l.account_id = ?", [viewer_id]), visibility.readable(viewer_id)]
    return await _entries(
        page, "l.id", "post_like l JOIN post p ON p.id = l.post_id", clauses, "p.id"
    )


async def liked_by(post_id: int, viewer_id: int | None, page: Page) -> list[Entry]:
    """Return the accounts that like a post; none when the reader may not see it."""
    source = (
        "post_like l JOIN post p ON p.id = l.post_id"
        " JOIN account b ON b.id = l.account_id AND b.suspended_at IS NULL"
    )
    clauses: list[Clause] = [("l.post_id = ?", [post_id]), visibility.readable(viewer_id)]
    return await _entries(page, "l.id", source, clauses, "l.account_id")


async def boosted_by(post_id: int, viewer_id: int | None, page: Page) -> list[Entry]:
    """Return the accounts whose boost of a post the reader may see; a Group's is not counted."""
    clauses: list[Clause] = [
        ("p.boost_of_id = ? AND a.type <> 'Group'", [post_id]),
        visibility.readable(viewer_id),
    ]
    return await _entries(page, "p.id", "post p", clauses, "p.author_id")
