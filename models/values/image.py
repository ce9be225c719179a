"""Stored images: what the server made of an upload, ready to be attached."""

from typing import Literal

import msgspec


class StoredImage(msgspec.Struct, frozen=True, kw_only=True):
    """A re-encoded upload in the storage."""

    file_key: str
    preview_key: str
    mime: str
    size: int
    """Bytes of the file."""
    width: int
    height: int
    preview_width: int
    preview_height: int
    blurhash: str = ""
    kind: Literal["image", "gifv", "video", "audio", "unknown"] = "image"
