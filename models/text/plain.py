"""Plain text: free of what no database stores and no reader wants."""

import re
from typing import Final

_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_MARKS: Final = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{8})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_INVISIBLE: Final = re.compile("[\u200b\u2060\ufeff]{2,}")
_LINES: Final = re.compile(r"\n{2,}")


def tidy(text: str, limit: int | None = None) -> str:
    """Return `text` with Unix line ends, without control characters, cut to `limit` characters.

    PostgreSQL refuses NUL and lone surrogates. Letters keep up to eight combining marks, because
    a thousand of them paint over the posts around.
    """
    if limit is not None:
        text = text[:limit]
    text = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _INVISIBLE.sub("", _MARKS.sub(r"\1", text))


def line(text: str, limit: int) -> str:
    """Return `text` as one tidy line: names, titles, options."""
    return " ".join(tidy(text, limit * 4).split())[:limit]


def blocks(text: str) -> list[str]:
    """Return the paragraphs of a tidy text: what empty lines separate."""
    return [block for block in _LINES.split(text.strip("\n")) if block]
