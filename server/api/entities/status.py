"""Status: a post or a boost, in the two halves that make it cheap.

`StatusBody` is what every reader sees and is serialised once per change; the rest depends on the
reader. `Status` is both together: what clients get, what the schema says.
"""

from html import escape
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from models.home import Home
from models.queries.statuses import Flags
from models.sql import Row
from server.api.entities.account import Account, present_account
from server.api.entities.emoji import CustomEmoji, present_emojis
from server.api.entities.media import MediaAttachment, present_media
from server.api.entities.poll import Poll
from server.api.entities.values import Id, Time, acct, time_of, time_or_none


class Mention(msgspec.Struct, frozen=True):
    """Somebody whom a post names."""

    id: Id
    username: str
    url: str
    acct: str


class StatusTag(msgspec.Struct, frozen=True):
    """A hashtag in a post."""

    name: str
    url: str


class StatusApplication(msgspec.Struct, frozen=True):
    """The program a post was written with."""

    name: str
    website: str | None = None


class StatusBody(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same for every reader."""

    id: Id
    created_at: Time
    in_reply_to_id: Id | None
    in_reply_to_account_id: Id | None
    sensitive: bool
    spoiler_text: str
    visibility: str
    language: str | None
    uri: str
    url: str | None
    replies_count: int
    reblogs_count: int
    favourites_count: int
    quotes_count: int
    edited_at: Time | None
    content: str
    application: StatusApplication | None
    account: Account
    media_attachments: list[MediaAttachment]
    mentions: list[Mention]
    tags: list[StatusTag]
    emojis: list[CustomEmoji]
    card: None
    quote: None


class Status(StatusBody, frozen=True, kw_only=True):
    """A post as this reader sees it; without a login the reader's own marks are absent."""

    reblog: "Status | None"
    poll: Poll | None
    favourited: bool | UnsetType = UNSET
    reblogged: bool | UnsetType = UNSET
    muted: bool | UnsetType = UNSET
    bookmarked: bool | UnsetType = UNSET
    filtered: list[None] | UnsetType = UNSET
    text: str | UnsetType = UNSET
    """What was typed; only in the answer to a deletion, so that it can be written anew."""


class ReaderMarks(msgspec.Struct, frozen=True):
    """What this reader did with a post, in the words of the API."""

    favourited: bool
    reblogged: bool
    bookmarked: bool
    muted: bool = False
    filtered: list[None] = []


def marks_of(flags: Flags) -> ReaderMarks:
    """Return the reader's marks."""
    return ReaderMarks(flags.is_liked, flags.is_boosted, flags.is_bookmarked)


def present_body(home: Home, row: Row) -> StatusBody:
    """Return the common half of a row of `queries.statuses.load`."""
    parent, parent_author = row["in_reply_to_id"], row["in_reply_to_account_id"]
    boost = row["boost"]
    # A boost shows the language, warning and mood of what it boosts, as Mastodon's do.
    shown = row if boost is None else boost
    facts: dict[str, Any] = {
        "sensitive": shown["is_sensitive"],
        "spoiler_text": shown["spoiler"],
        "language": shown["language"] or None,
        "content": _content(shown),
    }
    return StatusBody(
        id=str(row["id"]),
        created_at=time_of(row["published_at"]),
        in_reply_to_id=None if parent is None else str(parent),
        in_reply_to_account_id=None if parent_author is None else str(parent_author),
        visibility=row["visibility"],
        uri=row["uri"],
        url=row["url"] or row["uri"],
        replies_count=shown["replies_count"],
        reblogs_count=shown["boosts_count"],
        favourites_count=shown["likes_count"],
        quotes_count=0,
        edited_at=time_or_none(row["edited_at"]),
        application=StatusApplication(row["application"]) if row["application"] else None,
        account=present_account(home, row["author"]),
        media_attachments=[present_media(home, each) for each in row["media"]],
        mentions=[_mention(home, each) for each in row["mentions"]],
        tags=[StatusTag(each["name"], _tag_url(home, each["name"])) for each in row["tags"]],
        emojis=present_emojis(row["emojis"]),
        card=None,
        quote=None,
        **facts,
    )


def _content(row: Row) -> str:
    """Return the HTML, with the title of an article or a forum post above it."""
    content: str = row["content"]
    title = row["name"]
    return f"<p><strong>{escape(title)}</strong></p>{content}" if title else content


def _mention(home: Home, row: Row) -> Mention:
    handle = acct(home, row["username"], row["domain"])
    return Mention(str(row["id"]), row["username"], row["url"] or row["uri"], handle)


def _tag_url(home: Home, name: str) -> str:
    return f"{home.base_url}/tags/{name}"
