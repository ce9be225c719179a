"""Emoji: the custom emojis of a remote post or profile (FEP-9098)."""

import re
from typing import Any, Final

from federation.reading import links, one_or_many

_SHORTCODE: Final = re.compile(r":?([A-Za-z0-9_]{2,64}):?")
_MOST: Final = 50


def emojis_of(document: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return the emojis that `tag` defines, in the shape in which clients get them."""
    found: dict[str, dict[str, Any]] = {}
    for tag in one_or_many(document.get("tag")):
        if not isinstance(tag, dict) or tag.get("type") != "Emoji":
            continue
        match = _SHORTCODE.fullmatch(tag["name"]) if isinstance(tag.get("name"), str) else None
        pictures = links(tag.get("icon"))
        if match is None or not pictures or not pictures[0].href.startswith(("https:", "http:")):
            continue
        url = pictures[0].href
        found[match[1]] = {
            "shortcode": match[1],
            "url": url,
            "static_url": url,
            "visible_in_picker": False,
        }
        if len(found) == _MOST:
            break
    return tuple(found.values())
