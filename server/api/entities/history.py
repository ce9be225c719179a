"""History: a post as typed, and everything it said since it was published."""

from collections.abc import Sequence

import msgspec

from models.home import Home
from models.sql import Row
from server.api.entities.account import Account, present_account
from server.api.entities.emoji import CustomEmoji, present_emojis
from server.api.entities.media import MediaAttachment, present_media
from server.api.entities.values import Id, Time, time_of


class StatusSource(msgspec.Struct, frozen=True):
    """A post as it was typed."""

    id: Id
    text: str
    spoiler_text: str


class EditedOption(msgspec.Struct, frozen=True):
    """An option of a poll at that time."""

    title: str


class EditedPoll(msgspec.Struct, frozen=True):
    """The poll at that time."""

    options: list[EditedOption]


class StatusEdit(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a post."""

    content: str
    spoiler_text: str
    sensitive: bool
    created_at: Time
    account: Account
    media_attachments: list[MediaAttachment]
    emojis: list[CustomEmoji]
    poll: EditedPoll | None


def present_edits(home: Home, row: Row, earlier: Sequence[Row]) -> list[StatusEdit]:
    """Return the earlier versions and the present one of a post, the oldest first."""
    since = row["edited_at"] if row["edited_at"] is not None else row["published_at"]
    present = {
        "content": row["content"],
        "spoiler": row["spoiler"],
        "is_sensitive": row["is_sensitive"],
        "created_at": since,
        "media": [
            {"id": str(each["id"]), "description": each["description"]} for each in row["media"]
        ],
        "poll": row["poll"],
    }
    return [_edit(home, row, version) for version in (*earlier, present)]


def _edit(home: Home, row: Row, version: Row) -> StatusEdit:
    hanging = {str(each["id"]): each for each in row["media"]}
    # What was detached since then is gone; the rest had its description of that time.
    media = [
        {**hanging[each["id"]], "description": each.get("description", "")}
        for each in version["media"]
        if each["id"] in hanging
    ]
    poll = version["poll"]
    return StatusEdit(
        content=version["content"],
        spoiler_text=version["spoiler"],
        sensitive=version["is_sensitive"],
        created_at=time_of(version["created_at"]),
        account=present_account(home, row["author"]),
        media_attachments=[present_media(home, each) for each in media],
        emojis=present_emojis(row["emojis"]),
        poll=None
        if poll is None
        else EditedPoll([EditedOption(each["title"]) for each in poll["options"]]),
    )
