"""Collections: pages of what other servers read about an actor or a post of ours, as addresses.

The ActivityPub handlers enter here. A foreign server is anybody: only what is public or unlisted
shows, whoever signed the request. Items carry the cursor for the next page.
"""

import msgspec

from models import sql
from models.queries import visibility
from models.queries.paging import Page
from models.queries.selection import select
from models.queries.visibility import Clause


class Item(msgspec.Struct, frozen=True):
    """One element of a collection."""

    cursor: int
    uri: str
    boost_of_uri: str | None = None
    """Set when the element is an Announce."""


async def outbox(account_id: int, page: Page) -> list[Item]:
    """Return what an actor posted and boosted for anybody."""
    clauses: list[Clause] = [("p.author_id = ?", [account_id]), visibility.readable(None)]
    shown = "p.id AS cursor, p.uri AS uri, o.uri AS boost_of_uri"
    return [Item(**row) for row in await select(page, "p.id", "post p", clauses, shown)]


async def count_outbox(account_id: int) -> int:
    """Return how many elements `outbox` has in all; costs one step per post."""
    law, values = visibility.readable(None)
    found = await sql.row(
        f"SELECT COUNT(*) AS count FROM post p{visibility.JOINS} WHERE p.author_id = ? AND {law}",
        [account_id, *values],
    )
    return 0 if found is None else int(found["count"])


async def replies(post_id: int, page: Page) -> list[Item]:
    """Return the answers to a post that anybody may read."""
    clauses: list[Clause] = [("p.in_reply_to_id = ?", [post_id]), visibility.readable(None)]
    shown = "p.id AS cursor, p.uri AS uri"
    return [Item(**row) for row in await select(page, "p.id", "post p", clauses, shown)]


async def thread(thread_id: int, page: Page) -> list[Item]:
    """Return the posts of a thread that anybody may read (FEP-7888)."""
    clauses: list[Clause] = [
        ("p.thread_id = ? AND p.boost_of_id IS NULL", [thread_id]),
        visibility.readable(None),
    ]
    shown = "p.id AS cursor, p.uri AS uri"
    return [Item(**row) for row in await select(page, "p.id", "post p", clauses, shown)]


async def followers(account_id: int, page: Page) -> list[Item]:
    """Return who follows an actor."""
    return await _follows("f.target_id", "f.follower_id", account_id, page)


async def following(account_id: int, page: Page) -> list[Item]:
    """Return whom an actor follows."""
    return await _follows("f.follower_id", "f.target_id", account_id, page)


async def _follows(mine: str, other: str, account_id: int, page: Page) -> list[Item]:
    span, bounds = page.span("f.id")
    found = await sql.rows(
        f"SELECT f.id AS cursor, b.uri AS uri FROM follow f JOIN account b ON b.id = {other}"
        f" WHERE {mine} = ? AND f.state = 'accepted' AND {span}"
        f" AND b.suspended_at IS NULL AND b.deleted_at IS NULL{page.ordered('f.id')}",
        [account_id, *bounds, page.limit],
    )
    return page.newest_first([Item(**row) for row in found])
