"""Excerpts: a plain sentence of HTML, for titles, previews and notifications."""

import html
import re
from typing import Final

from models.text.plain import tidy

_BREAK: Final = re.compile(r"<(?:br|/p|/li|/blockquote|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")


def excerpt(markup: str, length: int = 200) -> str:
    """Return the text of safe HTML on one line, cut at a word to at most `length` characters.

    The result is text, not HTML: it must be escaped where it is shown.
    """
    looked_at = markup[: length * 8 + 2_000]
    text = html.unescape(_TAG.sub("", _BREAK.sub(" ", looked_at)))
    text = " ".join(tidy(text).split())
    if len(text) <= length:
        return text
    head = text[: length - 1]
    cut = head.rfind(" ")
    return f"{head[:cut] if cut > length // 2 else head}…"
