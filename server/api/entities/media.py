"""MediaAttachment: a picture, a film or a sound that hangs on a post."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from models.home import Home
from models.sql import Row
from server.api.entities.values import Id, media_url


class Measures(msgspec.Struct, frozen=True):
    """The size of one version of a picture."""

    width: int
    height: int
    size: str
    aspect: float


class Focus(msgspec.Struct, frozen=True):
    """The point that must stay visible when a client crops; both from -1 to 1."""

    x: float
    y: float


class MediaMeta(msgspec.Struct, frozen=True, kw_only=True):
    """What clients need to leave room for a picture before it is there."""

    original: Measures | UnsetType = UNSET
    small: Measures | UnsetType = UNSET
    focus: Focus | UnsetType = UNSET


class MediaAttachment(msgspec.Struct, frozen=True, kw_only=True):
    """An attachment; `url` is null while it is being processed."""

    id: Id
    type: str
    url: str | None
    preview_url: str | None
    remote_url: str | None
    preview_remote_url: str | None = None
    text_url: str | None = None
    meta: MediaMeta | None
    description: str | None
    blurhash: str | None


def present_media(home: Home, row: Row) -> MediaAttachment:
    """Return the attachment of a row of table `media`."""
    url = media_url(home, row["file_key"]) if row["file_key"] else row["remote_url"]
    preview = media_url(home, row["preview_key"]) if row["preview_key"] else url
    is_ready = row["state"] == "ready"
    return MediaAttachment(
        id=str(row["id"]),
        type=row["kind"],
        url=url if is_ready else None,
        preview_url=preview if is_ready else None,
        remote_url=row["remote_url"] or None,
        meta=_meta(row),
        description=row["description"] or None,
        blurhash=row["blurhash"] or None,
    )


def _meta(row: Row) -> MediaMeta:
    small = _measures(row["preview_width"], row["preview_height"])
    facts: dict[str, Any] = {"original": _measures(row["width"], row["height"]), "small": small}
    return MediaMeta(**facts, focus=Focus(float(row["focus_x"]), float(row["focus_y"])))


def _measures(width: int, height: int) -> Measures | UnsetType:
    if not width or not height:
        return UNSET
    return Measures(width, height, f"{width}x{height}", width / height)
