"""Writing: what a member typed becomes HTML, in the shapes that other servers expect."""

import html
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from models.text.finding import Handle, Span, handle, spans
from models.text.plain import blocks
from models.text.sanitising import SafeHTML

_ADDRESS_COUNTS_AS: Final = 23
_SHOWN: Final = 30


class Mentioned(NamedTuple):
    """Where a mention leads: the account's page and the name shown."""

    url: str
    username: str


def length(text: str) -> int:
    """Return the length that counts against the limit: an address 23, a handle without domain."""
    total = len(text)
    for span in spans(text):
        if span.kind == "address":
            total += _ADDRESS_COUNTS_AS - (span.end - span.start)
        elif span.kind == "mention":
            domain = handle(span.value).domain
            total -= len(domain) + 1 if domain else 0
    return total


def _address_link(address: str) -> str:
    href = html.escape(address)
    scheme, _, rest = address.partition("://")
    shown = rest.removeprefix("www.")
    hidden = f"{scheme}://" + rest[: len(rest) - len(shown)]
    visible, cut = shown[:_SHOWN], shown[_SHOWN:]
    kind = ' class="ellipsis"' if cut else ""
    return (
        f'<a href="{href}" rel="nofollow noopener">'
        f'<span class="invisible">{html.escape(hidden)}</span>'
        f"<span{kind}>{html.escape(visible)}</span>"
        f'<span class="invisible">{html.escape(cut)}</span></a>'
    )


def _mention_link(mentioned: Mentioned) -> str:
    return (
        f'<span class="h-card" translate="no"><a href="{html.escape(mentioned.url)}"'
        ' class="u-url mention" rel="nofollow noopener">'
        f"@<span>{html.escape(mentioned.username)}</span></a></span>"
    )


def _tag_link(name: str, base_url: str) -> str:
    target = html.escape(f"{base_url}/tags/{name.lower()}")
    return (
        f'<a href="{target}" class="mention hashtag" rel="nofollow noopener">'
        f"#<span>{html.escape(name)}</span></a>"
    )


def _piece(span: Span, text: str, people: Mapping[Handle, Mentioned], base_url: str) -> str:
    if span.kind == "address":
        return _address_link(span.value)
    if span.kind == "hashtag":
        return _tag_link(span.value, base_url)
    claimed = handle(span.value)
    mentioned = people.get(Handle(claimed.username.lower(), claimed.domain))
    return _mention_link(mentioned) if mentioned else html.escape(text[span.start : span.end])


def _linked(
    text: str, found: Sequence[Span], people: Mapping[Handle, Mentioned], base_url: str
) -> str:
    pieces: list[str] = []
    position = 0
    for span in found:
        pieces.append(html.escape(text[position : span.start], quote=False))
        pieces.append(_piece(span, text, people, base_url))
        position = span.end
    pieces.append(html.escape(text[position:], quote=False))
    return "".join(pieces)


def write(text: str, people: Mapping[Handle, Mentioned], base_url: str) -> SafeHTML:
    """Return a tidy plain text as paragraphs with links.

    `people` names the accounts of known handles (user name in lower case); a handle that is not
    in it stays text.
    """
    return SafeHTML(
        "".join(
            "<p>" + _linked(block, spans(block), people, base_url).replace("\n", "<br>") + "</p>"
            for block in blocks(text)
        )
    )


def paragraphs(text: str) -> SafeHTML:
    """Return a tidy plain text as paragraphs whose addresses are links, and nothing else is."""
    return SafeHTML(
        "".join(
            "<p>"
            + _linked(
                block, [each for each in spans(block) if each.kind == "address"], {}, ""
            ).replace("\n", "<br>")
            + "</p>"
            for block in blocks(text)
        )
    )
