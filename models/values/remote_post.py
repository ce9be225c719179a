"""Remote posts: what another server published, read and verified by the storey above."""

from datetime import datetime
from typing import Any, Literal

import msgspec

from models.tables.account import Account
from models.values.member import Visibility

ReceivedVia = Literal["direct", "announce", "log", "fetch"]
"""How it came: from its author, announced by the Group, from a partner's log, or fetched by us."""


class RemoteMedia(msgspec.Struct, frozen=True, kw_only=True):
    """An attachment that stays where it is."""

    kind: Literal["image", "gifv", "video", "audio", "unknown"]
    url: str
    mime: str = ""
    description: str = ""
    width: int = 0
    height: int = 0
    blurhash: str = ""
    focus: tuple[float, float] = (0.0, 0.0)


class RemoteOption(msgspec.Struct, frozen=True, kw_only=True):
    """An option of a remote poll and the votes its server counts."""

    title: str
    votes: int = 0


class RemotePoll(msgspec.Struct, frozen=True, kw_only=True):
    """The question part of a remote post."""

    options: tuple[RemoteOption, ...]
    is_multiple: bool = False
    expires_at: datetime | None = None
    closed_at: datetime | None = None
    voters_count: int | None = None


class RemotePost(msgspec.Struct, frozen=True, kw_only=True):
    """A post whose author and origin are verified; all texts are raw."""

    uri: str
    author: Account
    published_at: datetime
    url: str = ""
    type: str = "Note"
    visibility: Visibility | None = None
    """None derives it from `to`, `cc` and the author's followers collection."""
    name: str = ""
    content: str = ""
    """Raw HTML."""
    source: str = ""
    spoiler: str = ""
    sensitive: bool = False
    language: str = ""
    edited_at: datetime | None = None
    in_reply_to_uri: str | None = None
    to: tuple[str, ...] = ()
    """Addressees, Public by its full name."""
    cc: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    """Groups that `audience` names."""
    mentions: tuple[Account, ...] = ()
    """Accounts that `tag` mentions, as far as they are known here."""
    tags: tuple[str, ...] = ()
    """Hashtags, with or without their sign."""
    emojis: tuple[dict[str, Any], ...] = ()
    media: tuple[RemoteMedia, ...] = ()
    poll: RemotePoll | None = None


class RemoteBoost(msgspec.Struct, frozen=True, kw_only=True):
    """An Announce of an object by a verified actor."""

    uri: str
    actor: Account
    object_uri: str
    published_at: datetime
    visibility: Visibility = "public"


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """What became of something remote.

    "duplicate": it was here already and nothing changed. "ignored": it concerns nobody here, or
    was deleted before it came. "unknown": what it is about is not here and may be fetched.
    """

    outcome: Literal["accepted", "duplicate", "ignored", "unknown"]
    post_id: int | None = None
    community_id: int | None = None
    """The community it counts to here."""
    starts_thread: bool = False
    """Whether it is the first post of a thread of that community."""
    waiting_community_id: int | None = None
    """The community that a guest asks into whose host is another partner: it must hear of this."""


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a remote Delete.

    "remembered": the object was not here, and will not be taken when it comes late.
    """

    outcome: Literal["withdrawn", "duplicate", "remembered", "ignored", "refused"]
    post_id: int | None = None
    community_id: int | None = None
    started_thread: bool = False
