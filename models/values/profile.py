"""Remote profiles: an actor's document, read and verified by the storey above."""

from datetime import datetime
from typing import Any, Literal

import msgspec

ActorType = Literal["Person", "Service", "Application", "Organization", "Group"]


class RemoteKey(msgspec.Struct, frozen=True, kw_only=True):
    """A public key that the actor's document lists: `kind` "rsa" (PEM) or "ed25519" (Multikey)."""

    uri: str
    kind: Literal["rsa", "ed25519"]
    public: str


class RemoteProfile(msgspec.Struct, frozen=True, kw_only=True):
    """A remote actor as its origin describes it; texts are raw and are sanitised when stored."""

    uri: str
    type: ActorType
    username: str
    domain: str
    """Authority of the handle, confirmed by WebFinger where it differs from the id's."""
    inbox: str
    shared_inbox: str = ""
    display_name: str = ""
    note: str = ""
    """Raw HTML."""
    fields: tuple[tuple[str, str], ...] = ()
    """(name, raw HTML value) pairs."""
    emojis: tuple[dict[str, Any], ...] = ()
    url: str = ""
    outbox_uri: str = ""
    followers_uri: str = ""
    following_uri: str = ""
    featured_uri: str = ""
    avatar_url: str = ""
    header_url: str = ""
    is_locked: bool = False
    is_bot: bool = False
    is_discoverable: bool = True
    is_indexable: bool = False
    is_suspended: bool = False
    """Whether its own server has silenced it."""
    also_known_as: tuple[str, ...] = ()
    moved_to: str | None = None
    published_at: datetime | None = None
    keys: tuple[RemoteKey, ...] = ()
    followers_count: int | None = None
    """Size its own server claims; None keeps our count."""
    following_count: int | None = None
    posts_count: int | None = None
