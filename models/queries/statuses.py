"""Statuses: everything an entity needs about the posts of a page, in a fixed number of statements.

Presenters enter here with ids. The cheap way first: `stamps` says which serialised fragments are
still good and `flags` what this reader did with the posts; only what is new or changed is
`load`ed. `load` and `readable` obey the reader's visibility whatever ids they are given; `stamps`
and `flags` reveal nothing that stands in a post and trust the ids of a timeline.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import orjson

from models import sql
from models.queries import accounts, attachments, visibility
from models.queries.paging import batch
from models.sql import Row, marks

_POST = (
    "SELECT p.*, r.author_id AS in_reply_to_account_id, c.uri AS community_uri,"
    " c.name AS community_name, c.account_id AS community_account_id"
    f" FROM post p{visibility.JOINS}"
    " LEFT JOIN post r ON r.id = p.in_reply_to_id"
    " LEFT JOIN community c ON c.id = p.community_id"
)


STAMP = (
    "p.id, p.revision, p.author_id, a.revision AS author_revision, p.boost_of_id,"
    " o.revision AS boosted_revision, oa.revision AS boosted_author_revision"
)
"""The columns of a `Stamp`, for a statement with `visibility.JOINS`."""


class Stamp(msgspec.Struct, frozen=True):
    """What a serialised post depends on; equal stamps, equal fragments. Usable as a key."""

    id: int
    revision: int
    author_id: int
    author_revision: int
    boost_of_id: int | None
    boosted_revision: int | None
    boosted_author_revision: int | None

    @property
    def content_id(self) -> int:
        """The post whose text is shown, which is what `flags` is asked about."""
        return self.id if self.boost_of_id is None else self.boost_of_id


class Flags(msgspec.Struct, frozen=True):
    """What a reader did with a post."""

    is_liked: bool = False
    is_boosted: bool = False
    is_bookmarked: bool = False
    choices: tuple[int, ...] = ()
    """Options of its poll that the reader voted for."""


_UNTOUCHED = Flags()


async def stamps(ids: Sequence[int]) -> dict[int, Stamp]:
    """Return the stamp of every post that exists, by id, in one statement."""
    if not ids:
        return {}
    chosen = batch(ids)
    found = await sql.rows(
        f"SELECT {STAMP} FROM post p{visibility.JOINS} WHERE p.id IN ({marks(len(chosen))})",
        chosen,
    )
    return {row["id"]: Stamp(**row) for row in found}


async def flags(ids: Sequence[int], viewer_id: int) -> dict[int, Flags]:
    """Return what the reader did with each post, by id, in one statement.

    Of a boost, ask about the boosted post (`Stamp.content_id`).
    """
    if not ids:
        return {}
    chosen = batch(ids)
    among = marks(len(chosen))
    found = await sql.rows(
        "SELECT post_id, 'liked' AS kind, 0 AS choice FROM post_like"
        f" WHERE account_id = ? AND post_id IN ({among})"
        " UNION ALL SELECT boost_of_id, 'boosted', 0 FROM post"
        f" WHERE author_id = ? AND boost_of_id IN ({among}) AND deleted_at IS NULL"
        " UNION ALL SELECT post_id, 'bookmarked', 0 FROM bookmark"
        f" WHERE account_id = ? AND post_id IN ({among})"
        " UNION ALL SELECT post_id, 'voted', choice FROM poll_vote"
        f" WHERE account_id = ? AND post_id IN ({among})",
        [viewer_id, *chosen] * 4,
    )
    touched: dict[int, dict[str, Any]] = {}
    for row in found:
        mine = touched.setdefault(row["post_id"], {})
        if row["kind"] == "voted":
            mine["choices"] = (*mine.get("choices", ()), row["choice"])
        else:
            mine[f"is_{row['kind']}"] = True
    return {each: Flags(**touched[each]) if each in touched else _UNTOUCHED for each in ids}


async def readable(ids: Sequence[int], viewer_id: int | None) -> list[int]:
    """Return those of `ids`, in their order, that exist for this reader."""
    if not ids:
        return []
    found = await _posts(f"SELECT p.id FROM post p{visibility.JOINS}", ids, viewer_id)
    return [each for each in ids if each in found]


async def load(ids: Sequence[int], viewer_id: int | None) -> list[Row]:
    """Return the posts that exist for this reader, in the order of `ids`, ready to be presented.

    Each row has the columns of its post (`emojis` parsed) and `in_reply_to_account_id`,
    `community_uri`, `community_name`, `community_account_id`, `author` (a row of
    `accounts.load`), `media`, `mentions`, `tags` (rows), `poll` (a row or None), `boost` (the
    boosted post as such a row, or None) and `flags` (None for a reader without a login).
    """
    if not ids:
        return []
    found = await _posts(_POST, ids, viewer_id)
    boosted = {row["boost_of_id"] for row in found.values()} - found.keys() - {None}
    if boosted:
        found |= await _posts(_POST, sorted(boosted), viewer_id)
    if not found:
        return []
    everything = sorted(found)
    authors = {
        row["id"]: row
        for row in await accounts.load(sorted({row["author_id"] for row in found.values()}))
    }
    media = await attachments.media(everything)
    mentions = await attachments.mentions(everything)
    tags = await attachments.tags(everything)
    polls = await attachments.polls(everything)
    marked = {} if viewer_id is None else await flags(everything, viewer_id)
    for identifier, row in found.items():
        row["is_sensitive"] = bool(row["is_sensitive"])
        row["is_local"] = bool(row["is_local"])
        row["emojis"] = orjson.loads(row["emojis"])
        row["author"] = authors[row["author_id"]]
        row["media"] = media.get(identifier, [])
        row["mentions"] = mentions.get(identifier, [])
        row["tags"] = tags.get(identifier, [])
        row["poll"] = polls.get(identifier)
        row["boost"] = found.get(row["boost_of_id"])
        row["flags"] = marked.get(identifier)
    return [found[each] for each in ids if each in found]


async def history(post_id: int, viewer_id: int | None) -> list[Row]:
    """Return the earlier texts of a post, oldest first; none when the reader may not see it."""
    law, values = visibility.readable(viewer_id)
    found = await sql.rows(
        "SELECT v.id, v.content, v.spoiler, v.is_sensitive, v.media, v.poll, v.created_at"
        f" FROM post_revision v JOIN post p ON p.id = v.post_id{visibility.JOINS}"
        f" WHERE v.post_id = ? AND {law} ORDER BY v.id",
        [post_id, *values],
    )
    for row in found:
        row["is_sensitive"] = bool(row["is_sensitive"])
        row["media"] = orjson.loads(row["media"])
        row["poll"] = None if row["poll"] is None else orjson.loads(row["poll"])
    return found


async def find(uri: str, viewer_id: int | None) -> int | None:
    """Return the id of the post with this ActivityPub id, if it exists for this reader."""
    law, values = visibility.readable(viewer_id)
    found = await sql.row(
        f"SELECT p.id FROM post p{visibility.JOINS} WHERE p.uri = ? AND {law}", [uri, *values]
    )
    return None if found is None else int(found["id"])


async def _posts(selected: str, ids: Sequence[int], viewer_id: int | None) -> dict[int, Row]:

    chosen = batch(ids)
    law, values = visibility.readable(viewer_id)
    found = await sql.rows(
        f"{selected} WHERE p.id IN ({marks(len(chosen))}) AND {law}", [*chosen, *values]
    )
    return {row["id"]: row for row in found}
