"""Finding: mentions, hashtags and addresses in what a member typed.

Whoever publishes a draft enters here twice: the server asks for `handles`, to look up those that
nobody here knows yet, and `write` turns the `spans` into links. The patterns share no
characters between their parts, so a hostile text costs no more than its length.
"""

import re
from typing import Final, Literal, NamedTuple

from linkify_it import LinkifyIt  # type: ignore[import-untyped]

_MENTION: Final = re.compile(
    r"(?<![\w@/.])@([A-Za-z0-9_]{1,64}(?:[.-]{1,2}[A-Za-z0-9_]{1,64}){0,8})"
    r"(?:@([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::[0-9]{2,5})?))?(?![A-Za-z0-9_@])"
)
_HASHTAG: Final = re.compile(r"(?<![\w&/#])#(\w(?:[\w·]{0,254}\w)?)")
_ADDRESS: Final = (
    LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    .add("ftp:", None)
    .add("mailto:", None)
    .add("//", None)
)
_WORD: Final = re.compile(r"\S+")
_LONGEST_ADDRESS: Final = 2_048


class Handle(NamedTuple):
    """Somebody mentioned: `domain` is None when the text names none."""

    username: str
    domain: str | None


class Span(NamedTuple):
    """A part of the text that becomes a link."""

    kind: Literal["mention", "hashtag", "address"]
    start: int
    end: int
    value: str
    """The handle without its first sign, the tag without its sign, or the address."""


def _addresses(text: str) -> list[Span]:
    """Return the addresses, looked for word by word: the finder is quadratic within one word."""
    found: list[Span] = []
    if "://" not in text:
        return found
    for word in _WORD.finditer(text):
        if "://" not in word[0] or len(word[0]) > _LONGEST_ADDRESS:
            continue
        for match in _ADDRESS.match(word[0]) or ():
            if match.url.lower().startswith(("http://", "https://")):
                start, end = word.start() + match.index, word.start() + match.last_index
                found.append(Span("address", start, end, match.url))
    return found


def spans(text: str) -> list[Span]:
    """Return everything that becomes a link, in order and without overlap; addresses win."""
    found = _addresses(text)
    if "@" in text:
        found.extend(
            Span("mention", match.start(), match.end(), match[0][1:])
            for match in _MENTION.finditer(text)
        )
    if "#" in text:
        found.extend(
            Span("hashtag", match.start(), match.end(), match[1])
            for match in _HASHTAG.finditer(text)
            if not match[1].replace("_", "").isdigit()
        )
    found.sort(key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    end = 0
    for span in found:
        if span.start >= end:
            kept.append(span)
            end = span.end
    return kept


def handle(value: str) -> Handle:
    """Return the parts of a handle without its first sign."""
    username, _, domain = value.partition("@")
    return Handle(username, domain.lower() or None)


def handles(text: str) -> list[Handle]:
    """Return whom a text mentions, each once, in order."""
    found = (handle(span.value) for span in spans(text) if span.kind == "mention")
    return list({(each.username.lower(), each.domain): each for each in found}.values())


def tags(text: str) -> list[str]:
    """Return the hashtags of a text as typed, each once whatever its case, in order."""
    found = (span.value for span in spans(text) if span.kind == "hashtag")
    return list({each.lower(): each for each in reversed([*found])}.values())[::-1]
