"""Sanitising: HTML from elsewhere becomes HTML that can do no harm.

Everything remote that is shown as HTML enters here, once, when it is stored. What is allowed is
what Mastodon allows in spirit: text, emphasis, lists, quotes, code and absolute http links. The
cleaner's time grows with the square of the nesting, so the input is cut first, and what is nested
beyond reason is shown as plain text.
"""

import html
import re
from collections import Counter
from typing import Final, NewType

import nh3

from models.text.plain import tidy

SafeHTML = NewType("SafeHTML", str)
"""HTML that came out of this room; the only kind that templates may insert as it is."""

LONGEST: Final = 65_536
"""Characters looked at; the rest is cut."""
DEEPEST: Final = 64
"""Open elements within each other; beyond it the markup is dropped."""

_TAGS: Final = frozenset(
    [
        "p",
        "br",
        "span",
        "a",
        "del",
        "s",
        "pre",
        "blockquote",
        "code",
        "b",
        "strong",
        "u",
        "i",
        "em",
        "ul",
        "ol",
        "li",
        "ruby",
        "rt",
        "rp",
    ]
)
_DROPPED_WHOLE: Final = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "title",
        "textarea",
        "select",
    ]
)
_CLASSES: Final = frozenset({"mention", "hashtag", "ellipsis", "invisible", "quote-inline"})
_MICROFORMAT: Final = re.compile(r"(?:h|p|u|dt|e)-[a-z-]{1,40}")
_ATTRIBUTES: Final = {
    "a": {"href", "class", "translate", "lang"},
    "span": {"class", "translate", "lang"},
    "p": {"class", "lang"},
    "blockquote": {"lang"},
    "ol": {"start", "reversed"},
    "li": {"value"},
}
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})")
_VOID: Final = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
    ]
)
"""Elements without an end, or (p, li) whose next one ends them."""
_HEADING: Final = re.compile(r"<(/?)h[1-6](?=[\s>/])[^<>]{0,500}>", re.IGNORECASE)
_MARKUP: Final = re.compile(r"<[^<>]*>")
_USERINFO: Final = re.compile(r"https?:/*[^/?#]*[@\\]", re.IGNORECASE)
_ABSOLUTE: Final = re.compile(r"https?://[^\s/?#\\]", re.IGNORECASE)
_DIGITS: Final = re.compile(r"-?[0-9]{1,6}")


def _attribute(_element: str, name: str, value: str) -> str | None:
    if name == "class":
        kept = [each for each in value.split()[:16] if _is_class(each)]
        return " ".join(kept) or None
    if name == "href":
        # A user part shows a host that the link does not lead to.
        return value if _ABSOLUTE.match(value) and not _USERINFO.match(value) else None
    if name == "translate":
        return value if value in ("yes", "no") else None
    if name in ("start", "value"):
        return value if _DIGITS.fullmatch(value) else None
    return value if len(value) <= 35 else None


def _is_class(name: str) -> bool:
    return name in _CLASSES or _MICROFORMAT.fullmatch(name) is not None


_CLEANER: Final = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags=set(_DROPPED_WHOLE),
    attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
    attribute_filter=_attribute,
    link_rel="nofollow noopener",
    url_schemes={"http", "https"},
    url_relative="deny",
)


def _is_too_deep(markup: str) -> bool:
    """Tell whether more elements are open at once than `DEEPEST`.

    Counted by name, so that wrong end tags cannot hide what is open.
    """
    opened: Counter[str] = Counter()
    depth = 0
    for match in _TAG.finditer(markup):
        name = match[2].lower()
        if name in _VOID:
            continue
        if not match[1]:
            opened[name] += 1
            depth += 1
            if depth > DEEPEST:
                return True
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    return False


def _bold_paragraph(match: re.Match[str]) -> str:
    return "</strong></p>" if match[1] else "<p><strong>"


def sanitise(raw_html: str) -> SafeHTML:
    """Return `raw_html` as safe HTML; headings become bold paragraphs, deep nests plain text."""
    markup = tidy(raw_html, LONGEST)
    if "<" not in markup and "&" not in markup:
        return SafeHTML(html.escape(markup, quote=False))
    if _is_too_deep(markup):
        words = html.unescape(_MARKUP.sub(" ", markup)).split()
        return SafeHTML(html.escape(" ".join(words), quote=False))
    if "<h" in markup or "<H" in markup:
        markup = _HEADING.sub(_bold_paragraph, markup)
    return SafeHTML(_CLEANER.clean(markup))
