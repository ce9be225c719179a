"""Custom emojis: pictures that stand for a word in somebody's text."""

from collections.abc import Sequence
from typing import Any

import msgspec


class CustomEmoji(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that stands for `:shortcode:`."""

    shortcode: str
    url: str
    static_url: str
    visible_in_picker: bool = False
    category: str | None = None


def present_emojis(entries: Sequence[dict[str, Any]]) -> list[CustomEmoji]:
    """Return the emojis of a post or profile; entries without a name or an address are left out."""
    found = []
    for entry in entries:
        shortcode, url = entry.get("shortcode") or entry.get("name"), entry.get("url")
        if isinstance(shortcode, str) and isinstance(url, str):
            name = shortcode.strip(":")
            found.append(CustomEmoji(shortcode=name, url=url, static_url=url))
    return found
