"""Notifications, read: what happened to a member, newest first.

The API, the pages and push enter here. Hidden are the acts of people whom the member blocks, or
mutes with their notifications, of suspended ones, and everything about a post the member may no
longer see.
"""

from collections.abc import Sequence

import msgspec

from models import sql
from models.home import Home
from models.ids import to_milliseconds
from models.queries import visibility
from models.queries.paging import Page
from models.sql import Row, marks

_JOINS = (
    " JOIN account s ON s.id = n.source_id LEFT JOIN post p ON p.id = n.post_id"
    " LEFT JOIN account a ON a.id = p.author_id LEFT JOIN post o ON o.id = p.boost_of_id"
    " LEFT JOIN account oa ON oa.id = o.author_id"
)
_MUTED = (
    "SELECT target_id FROM block WHERE account_id = ?"
    " UNION ALL SELECT account_id FROM block WHERE target_id = ?"
    " UNION ALL SELECT target_id FROM mute WHERE account_id = ? AND hides_notifications = TRUE"
    " AND (expires_at IS NULL OR expires_at > ?)"
)


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which notifications are asked for; the default is all."""

    kinds: tuple[str, ...] = ()
    """Only these; empty for every kind."""
    without: tuple[str, ...] = ()
    source_id: int | None = None


_ALL = Filter()


async def page(home: Home, account_id: int, page: Page, wanted: Filter = _ALL) -> list[Row]:
    """Return `id`, `kind`, `source_id`, `post_id` (None without one) and `created_at`, in ms."""
    span, bounds = page.span("n.id")
    condition, values = _shown(home, account_id, wanted)
    found = await sql.rows(
        "SELECT n.id, n.kind, n.source_id, n.post_id, n.created_at"
        f" FROM notification n{_JOINS} WHERE {span} AND {condition}{page.ordered('n.id')}",
        [*bounds, *values, page.limit],
    )
    return page.newest_first([_row(row) for row in found])


async def find(home: Home, account_id: int, notification_id: int) -> Row | None:
    """Return one notification of the member as `page` would, or None."""
    condition, values = _shown(home, account_id, _ALL)
    found = await sql.row(
        "SELECT n.id, n.kind, n.source_id, n.post_id, n.created_at"
        f" FROM notification n{_JOINS} WHERE n.id = ? AND {condition}",
        [notification_id, *values],
    )
    return None if found is None else _row(found)


async def count_unread(home: Home, account_id: int, last_read_id: int, limit: int = 100) -> int:
    """Return how many are newer than `last_read_id`, counting no further than `limit`."""
    condition, values = _shown(home, account_id, _ALL)
    found = await sql.row(
        "SELECT COUNT(*) AS count FROM (SELECT n.id"
        f" FROM notification n{_JOINS} WHERE n.id > ? AND {condition} LIMIT ?) unread",
        [last_read_id, *values, limit],
    )
    return 0 if found is None else int(found["count"])


def _shown(home: Home, account_id: int, wanted: Filter) -> visibility.Clause:
    law, law_values = visibility.readable(account_id)
    condition = (
        "n.account_id = ? AND s.suspended_at IS NULL AND s.deleted_at IS NULL"
        f" AND n.source_id NOT IN ({_MUTED}) AND (n.post_id = 0 OR ({law}))"
    )
    now = to_milliseconds(home.clock.now())
    values = [account_id, account_id, account_id, account_id, now, *law_values]
    if wanted.kinds:
        condition += f" AND n.kind IN ({marks(len(wanted.kinds))})"
        values += wanted.kinds
    if wanted.without:
        condition += f" AND n.kind NOT IN ({marks(len(wanted.without))})"
        values += wanted.without
    if wanted.source_id is not None:
        condition += " AND n.source_id = ?"
        values.append(wanted.source_id)
    return condition, values


def _row(row: Row) -> Row:
    row["post_id"] = row["post_id"] or None
    return row


class Group(msgspec.Struct, frozen=True):
    """All notifications of one kind about one post, as far as they show."""

    count: int
    newest_id: int


async def groups(
    home: Home, account_id: int, kinds: tuple[str, ...], post_ids: Sequence[int]
) -> dict[tuple[str, int], Group]:
    """Return how large each group is that these posts have, by kind and post."""
    if not post_ids:
        return {}
    condition, values = _shown(home, account_id, Filter(kinds=kinds))
    found = await sql.rows(
        "SELECT n.kind, n.post_id, COUNT(*) AS count, MAX(n.id) AS newest_id"
        f" FROM notification n{_JOINS} WHERE {condition}"
        f" AND n.post_id IN ({marks(len(post_ids))}) GROUP BY n.kind, n.post_id",
        [*values, *post_ids],
    )
    return {(row["kind"], row["post_id"]): Group(row["count"], row["newest_id"]) for row in found}


async def of_group(home: Home, account_id: int, kind: str, post_id: int, page: Page) -> list[Row]:
    """Return the notifications of one group, as `page` does."""
    span, bounds = page.span("n.id")
    condition, values = _shown(home, account_id, Filter(kinds=(kind,)))
    found = await sql.rows(
        "SELECT n.id, n.kind, n.source_id, n.post_id, n.created_at"
        f" FROM notification n{_JOINS} WHERE {span} AND {condition} AND n.post_id = ?"
        f"{page.ordered('n.id')}",
        [*bounds, *values, post_id, page.limit],
    )
    return page.newest_first([_row(row) for row in found])
