"""Drafts: what a member wants to publish or change, as typed and not yet checked."""

import msgspec

from models.values.member import Visibility


class PollDraft(msgspec.Struct, frozen=True, kw_only=True):
    """The question part of a draft."""

    options: tuple[str, ...]
    expires_in_seconds: int
    is_multiple: bool = False
    hides_totals: bool = False


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A post that a member wants to publish."""

    text: str = ""
    spoiler: str = ""
    visibility: Visibility = "public"
    language: str = ""
    sensitive: bool = False
    in_reply_to_id: int | None = None
    media_ids: tuple[int, ...] = ()
    poll: PollDraft | None = None
    application: str = ""
    """Name of the client program."""
    idempotency_key: str = ""
    """The same key of the same member within an hour gives the same post again."""


class MediaChange(msgspec.Struct, frozen=True, kw_only=True):
    """A new description of an attachment; None leaves a thing as it is."""

    id: int
    description: str | None = None
    focus: tuple[float, float] | None = None


class PostChange(msgspec.Struct, frozen=True, kw_only=True):
    """The whole new text of a post; audience and thread never change."""

    text: str = ""
    spoiler: str = ""
    language: str = ""
    sensitive: bool = False
    media_ids: tuple[int, ...] | None = None
    """Attachments in their order; None leaves them as they are."""
    media: tuple[MediaChange, ...] = ()
    poll: PollDraft | None = None
    """The poll as it shall be, other options void all votes; None leaves it as it is."""
