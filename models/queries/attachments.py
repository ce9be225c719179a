"""Attachments: what hangs on posts (media, mentions, tags, polls), for many posts at once.

`statuses.load` enters here with posts it has already found readable. Every function is one
statement and returns its rows by post id; a post without any is not in the answer.
"""

from collections import defaultdict
from collections.abc import Sequence

import orjson

from models import sql
from models.queries.paging import batch
from models.sql import Row, marks


async def _grouped(statement: str, ids: Sequence[int]) -> dict[int, list[Row]]:
    chosen = batch(ids)
    groups: defaultdict[int, list[Row]] = defaultdict(list)
    for row in await sql.rows(statement.format(marks(len(chosen))), chosen):
        groups[row["post_id"]].append(row)
    return dict(groups)


async def media(ids: Sequence[int]) -> dict[int, list[Row]]:
    """Return the attachments of posts, each list in its order."""
    return await _grouped(
        "SELECT * FROM media WHERE post_id IN ({}) ORDER BY post_id, position, id", ids
    )


async def mentions(ids: Sequence[int]) -> dict[int, list[Row]]:
    """Return whom the texts of posts name; those merely addressed (`is_silent`) are left out."""
    return await _grouped(
        "SELECT m.post_id, b.id, b.uri, b.url, b.username, b.domain, b.is_local, b.type"
        " FROM mention m JOIN account b ON b.id = m.account_id"
        " WHERE m.post_id IN ({}) AND m.is_silent = FALSE ORDER BY m.id",
        ids,
    )


async def tags(ids: Sequence[int]) -> dict[int, list[Row]]:
    """Return the hashtags of posts (`name` for addresses, `display` as it was written)."""
    return await _grouped(
        "SELECT post_id, name, display FROM post_tag WHERE post_id IN ({}) ORDER BY id", ids
    )


async def polls(ids: Sequence[int]) -> dict[int, Row]:
    """Return the polls of posts; `options` are parsed: title and votes, in order."""
    found = await _grouped("SELECT * FROM poll WHERE post_id IN ({})", ids)
    for row in (rows[0] for rows in found.values()):
        row["options"] = orjson.loads(row["options"])
        row["is_multiple"] = bool(row["is_multiple"])
        row["hides_totals"] = bool(row["hides_totals"])
    return {post_id: rows[0] for post_id, rows in found.items()}
