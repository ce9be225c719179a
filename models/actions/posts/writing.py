"""Writing: the rows of a post, whoever it comes from.

One INSERT decides whether a post is new: its URI is unique, and so are a boost's author and post.
Two posts of one millisecond whose URIs hash alike would share an id; the later one takes the next
free number, which changes nobody's order but theirs.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from models import addresses, ids, sql
from models.ids import to_milliseconds
from models.rows import entity, insertion
from models.tables.post import Post
from models.values.remote_post import RemoteMedia

_COLUMNS: Final = (
    "id",
    "uri",
    "url",
    "author_id",
    "community_id",
    "type",
    "in_reply_to_id",
    "in_reply_to_uri",
    "thread_id",
    "boost_of_id",
    "visibility",
    "name",
    "content",
    "source",
    "spoiler",
    "is_sensitive",
    "language",
    "emojis",
    "application",
    "published_at",
    "edited_at",
    "received_at",
    "deleted_at",
    "is_local",
    "likes_count",
    "boosts_count",
    "replies_count",
    "revision",
)
_INSERT: Final = insertion("post", _COLUMNS) + " ON CONFLICT DO NOTHING RETURNING id"
_COLLISIONS: Final = 64

INSERT_MENTION: Final = (
    insertion("mention", ("post_id", "account_id", "is_silent")) + " ON CONFLICT DO NOTHING"
)
_INSERT_TAG: Final = (
    insertion("post_tag", ("post_id", "name", "display")) + " ON CONFLICT DO NOTHING"
)
_INSERT_MEDIA: Final = insertion(
    "media",
    (
        "account_id",
        "post_id",
        "position",
        "kind",
        "state",
        "file_key",
        "preview_key",
        "remote_url",
        "mime",
        "width",
        "height",
        "preview_width",
        "preview_height",
        "size",
        "blurhash",
        "description",
        "focus_x",
        "focus_y",
        "created_at",
    ),
)


class NewRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the post table before it has its number."""

    uri: str
    author_id: int
    published_at: datetime
    received_at: datetime
    url: str = ""
    type: str = "Note"
    community_id: int | None = None
    in_reply_to_id: int | None = None
    in_reply_to_uri: str | None = None
    thread_id: int | None = None
    """None: it is the first of its thread."""
    boost_of_id: int | None = None
    visibility: str = "public"
    name: str = ""
    content: str = ""
    source: str = ""
    spoiler: str = ""
    is_sensitive: bool = False
    language: str = ""
    emojis: str = "[]"
    application: str = ""
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    is_local: bool = False

    def values(self, identifier: int) -> list[object]:
        """Return the values of all columns, in their order."""
        edited, deleted = self.edited_at, self.deleted_at
        return [
            identifier,
            self.uri,
            self.url,
            self.author_id,
            self.community_id,
            self.type,
            self.in_reply_to_id,
            self.in_reply_to_uri,
            identifier if self.thread_id is None else self.thread_id,
            self.boost_of_id,
            self.visibility,
            self.name,
            self.content,
            self.source,
            self.spoiler,
            self.is_sensitive,
            self.language,
            self.emojis,
            self.application,
            to_milliseconds(self.published_at),
            None if edited is None else to_milliseconds(edited),
            to_milliseconds(self.received_at),
            None if deleted is None else to_milliseconds(deleted),
            self.is_local,
            0,
            0,
            0,
            0,
        ]


async def insert(row: NewRow) -> int | None:
    """Insert a post and return its id; None when its URI, or this boost, is here already."""
    identifier = ids.post_id(row.published_at, row.uri, row.received_at)
    for number in range(identifier, identifier + _COLLISIONS):
        if await sql.write(_INSERT, row.values(number)):
            return number
        taken = await sql.row("SELECT uri FROM post WHERE id = ?", [number])
        if taken is None or taken["uri"] == row.uri or await _is_known(row.uri):
            return None
    return None


async def _is_known(uri: str) -> bool:
    return await sql.row("SELECT id FROM post WHERE uri = ?", [uri]) is not None


def stored(row: NewRow, identifier: int) -> Post:
    """Return an inserted row as its object."""
    return entity(Post, dict(zip(_COLUMNS, row.values(identifier), strict=True)))


async def insert_wrapper(
    group_id: int, group_uri: str, post_id: int, post_uri: str, times: tuple[datetime, datetime]
) -> int | None:
    """Insert the Group's boost of a thread's first post; None when it is here already.

    `times` are when the post was published and when it was received. Every partner derives the
    same row, without waiting for the host's Announce of the same name.
    """
    published_at, received_at = times
    return await insert(
        NewRow(
            uri=addresses.announce(group_uri, post_uri, "post"),
            author_id=group_id,
            type="Announce",
            boost_of_id=post_id,
            published_at=published_at,
            received_at=received_at,
        )
    )


async def mention(post_id: int, people: Iterable[int], silent: Iterable[int] = ()) -> None:
    """Write down whom a post names, and whom it is addressed to without naming them."""
    rows: list[tuple[int, int, bool]] = [(post_id, each, False) for each in people]
    rows.extend((post_id, each, True) for each in silent)
    if rows:
        await sql.write_many(INSERT_MENTION, rows)


async def tag(post_id: int, names: Iterable[str]) -> None:
    """Write down the hashtags of a post."""
    rows = [(post_id, name.lower()[:255], name[:255]) for name in names]
    if rows:
        await sql.write_many(_INSERT_TAG, rows)


async def attach_remote(
    post_id: int, author_id: int, media: Sequence[RemoteMedia], now: datetime
) -> None:
    """Write down the attachments of a remote post, in their order."""
    moment = to_milliseconds(now)
    await sql.write_many(
        _INSERT_MEDIA,
        (
            (
                author_id,
                post_id,
                position,
                each.kind,
                "ready",
                "",
                "",
                each.url,
                each.mime[:128],
                each.width,
                each.height,
                0,
                0,
                0,
                each.blurhash[:128],
                each.description,
                *each.focus,
                moment,
            )
            for position, each in enumerate(media)
        ),
    )
