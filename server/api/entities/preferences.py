"""Preferences: a member's defaults under the names that apps know."""

import msgspec


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """How new posts start and how others' are shown."""

    visibility: str = msgspec.field(name="posting:default:visibility")
    sensitive: bool = msgspec.field(name="posting:default:sensitive")
    language: str | None = msgspec.field(name="posting:default:language")
    media: str = msgspec.field(name="reading:expand:media", default="default")
    spoilers: bool = msgspec.field(name="reading:expand:spoilers", default=False)
    autoplay: bool = msgspec.field(name="reading:autoplay:gifs", default=False)
