"""Poll: the question part of a post, as this reader sees it at this moment."""

import msgspec
from msgspec import UNSET, UnsetType

from models.sql import Row
from server.api.entities.emoji import CustomEmoji
from server.api.entities.values import Id, Time, time_or_none


class PollOption(msgspec.Struct, frozen=True):
    """An answer one may choose; the count is null while totals are hidden."""

    title: str
    votes_count: int | None


class Poll(msgspec.Struct, frozen=True, kw_only=True):
    """A poll; some clients hide its form unless `voted` is there."""

    id: Id
    expires_at: Time | None
    expired: bool
    multiple: bool
    votes_count: int
    voters_count: int | None
    options: list[PollOption]
    emojis: list[CustomEmoji] = []
    voted: bool | UnsetType = UNSET
    own_votes: list[int] | UnsetType = UNSET


class PollReader(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks at a poll; the author counts as having voted, because authors cannot."""

    is_author: bool
    choices: tuple[int, ...]


def present_poll(row: Row, now: int, reader: PollReader | None) -> Poll:
    """Return the poll of a row of table `poll` at `now` (milliseconds since 1970)."""
    expires_at = row["expires_at"]
    is_expired = row["closed_at"] is not None or (expires_at is not None and expires_at <= now)
    hides = row["hides_totals"] and not is_expired
    options = [
        PollOption(each["title"], None if hides else each["votes"]) for each in row["options"]
    ]
    voters = row["voters_count"]
    return Poll(
        id=str(row["post_id"]),
        expires_at=time_or_none(expires_at if expires_at is not None else row["closed_at"]),
        expired=is_expired,
        multiple=row["is_multiple"],
        votes_count=row["votes_count"],
        voters_count=voters,
        options=options,
        voted=UNSET if reader is None else bool(reader.choices) or reader.is_author,
        own_votes=UNSET if reader is None else list(reader.choices),
    )
