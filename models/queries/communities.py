"""Communities, read: the list, one of them, its threads, its partners and who posts in it.

The pages and the API enter here. Thread orders depend on post ids and on what anybody may read,
so that every partner lists the same threads in the same order. Rosters are decided elsewhere
(`actions/roster.py`); here their names are only shown.
"""

from datetime import timedelta
from typing import Any

import msgspec

from models import sql
from models.home import Home
from models.ids import boundary
from models.queries import visibility
from models.queries.paging import Entry, Page
from models.queries.selection import select
from models.queries.visibility import Clause
from models.rows import columns, entity
from models.sql import Row
from models.tables.community import Community

_COMMUNITY = (
    "SELECT c.id, c.uri, c.slug, c.domain, c.name, c.summary, c.account_id, c.is_hosted,"
    " c.state, c.roster_version, c.created_at, g.followers_count AS members_count"
    " FROM community c LEFT JOIN account g ON g.id = c.account_id"
)
_PARTNER = "SELECT community_id, domain, name, actor_uri, is_self, is_host, joined_at FROM partner"


def _counts(post: str, author: str) -> str:
    return (
        f"{post}.boost_of_id IS NULL AND {post}.deleted_at IS NULL"
        f" AND {post}.visibility IN ('public', 'unlisted')"
        f" AND {author}.suspended_at IS NULL AND {author}.deleted_at IS NULL"
    )


_NEWEST = (
    f"{_counts('z', 'za')} AND NOT EXISTS"
    " (SELECT 1 FROM post n JOIN account na ON na.id = n.author_id"
    f" WHERE n.thread_id = z.thread_id AND n.id > z.id AND {_counts('n', 'na')})"
)
_THREADS = "post z JOIN account za ON za.id = z.author_id JOIN post p ON p.id = z.thread_id"


class Census(msgspec.Struct, frozen=True):
    """How much of a community one domain is."""

    domain: str
    members: int
    posts: int
    """Within the days that were asked for."""


def _shown(row: Row) -> Row:
    row["is_hosted"] = bool(row["is_hosted"])
    row["members_count"] = row["members_count"] or 0
    return row


async def listing() -> list[Row]:
    """Return the communities that came to be, by name."""
    found = await sql.rows(f"{_COMMUNITY} WHERE c.state = 'active' ORDER BY c.name, c.id")
    return [_shown(row) for row in found]


async def by_id(community_id: int) -> Community | None:
    """Return the whole row of a community, for actions that need it."""
    found = await sql.row(
        f"SELECT {columns(Community)} FROM community WHERE id = ?", [community_id]
    )
    return None if found is None else entity(Community, found)


async def known() -> list[Row]:
    """Return all communities by name, those still being founded included: for admins."""
    found = await sql.rows(f"{_COMMUNITY} ORDER BY c.name, c.id")
    return [_shown(row) for row in found]


async def joined(account_id: int) -> list[Row]:
    """Return the communities a member joined, by name."""
    found = await sql.rows(
        f"{_COMMUNITY} WHERE c.state = 'active' AND c.account_id IN (SELECT f.target_id"
        " FROM follow f WHERE f.follower_id = ? AND f.state = 'accepted') ORDER BY c.name, c.id",
        [account_id],
    )
    return [_shown(row) for row in found]


async def show(community_id: int) -> Row | None:
    """Return one community by its number, still founding ones included, or None."""
    return await _one("c.id = ?", [community_id])


async def find(slug: str, domain: str) -> Row | None:
    """Return the community with this handle, or None."""
    return await _one("c.slug = ? AND c.domain = ?", [slug.lower(), domain.lower()])


async def of_group(account_id: int) -> Row | None:
    """Return the community whose Group this account is, or None."""
    return await _one("c.account_id = ?", [account_id])


async def _one(condition: str, values: list[Any]) -> Row | None:
    found = await sql.row(f"{_COMMUNITY} WHERE {condition}", values)
    return None if found is None else _shown(found)


async def threads(home: Home, viewer_id: int | None, community_id: int, page: Page) -> list[Entry]:
    """Return threads by newest activity; `id` is the first post, `cursor` the newest one.

    Activity is what anybody may read, so that the order is everybody's; a reader's own blocks and
    mutes take out only the threads that such a person began. `timelines.community` is the other
    order, newest thread first.
    """
    clauses: list[Clause] = [
        ("z.community_id = ?", [community_id]),
        (_NEWEST, []),
        visibility.readable(viewer_id),
        visibility.wanted(viewer_id, home.clock.now()),
    ]
    found = await select(page, "z.id", _THREADS, clauses, "z.id AS cursor, p.id AS id")
    return [Entry(row["cursor"], row["id"]) for row in found]


async def partners(community_id: int) -> list[Row]:
    """Return `domain`, `name`, `actor_uri`, `is_self`, `is_host`, `joined_at` of the partners."""
    found = await sql.rows(
        f"{_PARTNER} WHERE community_id = ? AND left_at IS NULL ORDER BY domain",
        [community_id],
    )
    return [_seated(row) for row in found]


async def all_partners() -> dict[int, list[Row]]:
    """Return the same of every community at once, by the community's number."""
    seats: dict[int, list[Row]] = {}
    for row in await sql.rows(f"{_PARTNER} WHERE left_at IS NULL ORDER BY domain"):
        seats.setdefault(row["community_id"], []).append(_seated(row))
    return seats


def _seated(row: Row) -> Row:
    row["is_self"] = bool(row["is_self"])
    row["is_host"] = bool(row["is_host"])
    return row


async def census(home: Home, community_id: int, days: int = 30) -> list[Census]:
    """Return members and recent posts of a community per domain, in order of the domain."""
    members = await sql.rows(
        "SELECT b.domain, COUNT(*) AS count FROM community c"
        " JOIN follow f ON f.target_id = c.account_id AND f.state = 'accepted'"
        " JOIN account b ON b.id = f.follower_id"
        " WHERE c.id = ? AND b.suspended_at IS NULL AND b.deleted_at IS NULL GROUP BY b.domain",
        [community_id],
    )
    law, values = visibility.readable(None)
    posts = await sql.rows(
        f"SELECT a.domain, COUNT(*) AS count FROM post p{visibility.JOINS}"
        f" WHERE p.community_id = ? AND p.id > ? AND p.boost_of_id IS NULL AND {law}"
        " GROUP BY a.domain",
        [community_id, boundary(home.clock.now() - timedelta(days=days)), *values],
    )
    belonging = {row["domain"]: row["count"] for row in members}
    writing = {row["domain"]: row["count"] for row in posts}
    return [
        Census(domain, belonging.get(domain, 0), writing.get(domain, 0))
        for domain in sorted(belonging.keys() | writing.keys())
    ]
