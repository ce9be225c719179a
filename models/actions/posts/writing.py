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
from models.sql import Step
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

_MENTION: Final = ("mention", ("post_id", "account_id", "is_silent"))
_TAG: Final = ("post_tag", ("post_id", "name", "display"))
_MEDIA: Final = (
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


def row_step(row: NewRow, identifier: int) -> Step:
    """Return the INSERT of a post; it returns no row when the id, URI or boost is taken."""
    return _INSERT, row.values(identifier)


def first_id(row: NewRow) -> int:
    """Return the id that a post has unless another one took it."""
    return ids.post_id(row.published_at, row.uri, row.received_at)


async def next_id(row: NewRow, taken: int) -> int | None:
    """Return the id to try after `taken`; None when the post itself, or this boost, is here."""
    holder = await sql.row("SELECT uri FROM post WHERE id = ?", [taken])
    if holder is None or holder["uri"] == row.uri:
        return None
    if await sql.row("SELECT id FROM post WHERE uri = ?", [row.uri]) is not None:
        return None
    return taken + 1


async def insert(row: NewRow) -> int | None:
    """Insert a post and return its id; None when its URI, or this boost, is here already."""
    identifier: int | None = first_id(row)
    while identifier is not None:
        statement, values = row_step(row, identifier)
        if await sql.write(statement, values):
            return identifier
        identifier = await next_id(row, identifier)
    return None


def stored(row: NewRow, identifier: int) -> Post:
    """Return an inserted row as its object."""
    return entity(Post, dict(zip(_COLUMNS, row.values(identifier), strict=True)))


def wrapper_row(group_id: int, group_uri: str, post_id: int, post: NewRow) -> NewRow:
    """Return the Group's boost of a thread's first post.

    Every partner derives the same row, without waiting for the host's Announce of the same name.
    """
    return NewRow(
        uri=addresses.announce(group_uri, post.uri, "post"),
        author_id=group_id,
        type="Announce",
        boost_of_id=post_id,
        published_at=post.published_at,
        received_at=post.received_at,
    )


def mention_steps(post_id: int, people: Iterable[int], silent: Iterable[int] = ()) -> list[Step]:
    """Write down whom a post names, and whom it is addressed to without naming them."""
    values: list[object] = []
    for each in people:
        values += (post_id, each, False)
    for each in silent:
        values += (post_id, each, True)
    return _rows(_MENTION, values)


def tag_steps(post_id: int, names: Iterable[str]) -> list[Step]:
    """Write down the hashtags of a post."""
    values: list[object] = []
    for name in names:
        values += (post_id, name.lower()[:255], name[:255])
    return _rows(_TAG, values)


def media_steps(
    post_id: int, author_id: int, media: Sequence[RemoteMedia], now: datetime
) -> list[Step]:
    """Write down the attachments of a remote post, in their order."""
    moment = to_milliseconds(now)
    values: list[object] = []
    for position, each in enumerate(media):
        values += (
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
    return _rows(_MEDIA, values)


def _rows(into: tuple[str, tuple[str, ...]], values: list[object]) -> list[Step]:
    """Return one INSERT of many rows that lets those be which are there already."""
    table, names = into
    if not values:
        return []
    count = len(values) // len(names)
    return [(f"{insertion(table, names, count)} ON CONFLICT DO NOTHING", values)]
