"""Reading ActivityStreams: one value out of the many spellings that the fediverse uses.

Everybody who turns a remote document into something of ours enters here: a member may be a string,
an object or a list of both, `Public` has three names, dates come with and without an offset, texts
come in maps by language. Each function takes the raw member and returns one normal form, or None
where there is nothing to read; what would be ambiguous is refused. Nothing here changes a document,
because proofs are computed over it as it came.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from federation.contexts import PUBLIC
from federation.errors import Reason, Rejected

_PUBLIC_NAMES: Final = frozenset({PUBLIC, "as:Public", "Public"})
_PAGE_TYPES: Final = ("text/html", "application/xhtml+xml")


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of `url`, `icon` or `attachment` that leads somewhere."""

    href: str
    media_type: str | None = None
    rel: tuple[str, ...] = ()
    width: int | None = None
    height: int | None = None


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """A text with the language that its author named, if any (BCP 47)."""

    value: str
    language: str | None = None


def one_or_many(member: object) -> list[Any]:
    """Return the entries of a member that may be absent, one value or a list, without nulls."""
    if member is None:
        return []
    if isinstance(member, list):
        return [entry for entry in member if entry is not None]
    return [member]


def reference(member: object) -> str | None:
    """Return the id in a member that holds one id, embedded object or list of one of these.

    Raises Rejected(SHAPE_REFUSED) for anything else: taking the first of several owners or objects
    is how one is checked and another used.
    """
    if member is None or type(member) is str:
        return member
    entries = references(member)
    if len(entries) > 1:
        raise Rejected(Reason.SHAPE_REFUSED, "several references where one is read")
    return entries[0] if entries else None


def references(member: object) -> list[str]:
    """Return the ids of a member's entries in their order; entries without an id are refused."""
    if type(member) is str:
        return [member]
    found = []
    for entry in one_or_many(member):
        claimed = entry.get("id", entry.get("href")) if isinstance(entry, dict) else entry
        if not isinstance(claimed, str):
            raise Rejected(Reason.SHAPE_REFUSED, "entry is neither an id nor an object with one")
        found.append(claimed)
    return found


def embedded(member: object) -> dict[str, Any] | None:
    """Return the object that a member embeds, unwrapped from a list of one; None for a bare id."""
    entries = one_or_many(member)
    if len(entries) == 1 and isinstance(entries[0], dict):
        return entries[0]
    return None


def recipients(*members: object) -> tuple[str, ...]:
    """Return the addressees of to, cc and the like, each once and in order, Public spelled out."""
    found: dict[str, None] = {}
    for member in members:
        for claimed in references(member):
            found[PUBLIC if claimed in _PUBLIC_NAMES else claimed] = None
    return tuple(found)


def known_type(member: object, known: Collection[str]) -> str | None:
    """Return the one entry of `type` that is in `known`, None if there is none.

    Raises Rejected(SHAPE_REFUSED) if two are: a document that is both a Create and a Delete would
    be checked as one and handled as the other.
    """
    if isinstance(member, str):
        return member if member in known else None
    found = {entry for entry in one_or_many(member) if isinstance(entry, str) and entry in known}
    if len(found) > 1:
        raise Rejected(Reason.SHAPE_REFUSED, f"several types: {sorted(found)}")
    return found.pop() if found else None


def moment(member: object) -> datetime | None:
    """Return a date as aware UTC time in whole milliseconds; what is no date is None.

    A time without an offset is taken as UTC (Pleroma), a date without a time as its midnight.
    """
    if not isinstance(member, str) or not 10 <= len(member) <= 64:
        return None
    try:
        read = datetime.fromisoformat(member)
        aware = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return aware.replace(microsecond=aware.microsecond // 1000 * 1000)


def first_moment(document: Mapping[str, Any], *names: str) -> datetime | None:
    """Return the first of several members that is a date: `endTime`, `expires`, `closed`."""
    for name in names:
        found = moment(document.get(name))
        if found is not None:
            return found
    return None


def _size(member: object) -> int | None:
    return member if type(member) is int and 0 < member < 1_000_000 else None


def _link(entry: dict[str, Any], href: str) -> Link:
    media_type = entry.get("mediaType")
    return Link(
        href=href,
        media_type=media_type if isinstance(media_type, str) else None,
        rel=tuple(rel for rel in one_or_many(entry.get("rel")) if isinstance(rel, str)),
        width=_size(entry.get("width")),
        height=_size(entry.get("height")),
    )


def links(member: object) -> list[Link]:
    """Return the addresses of `url` and the like, whether strings, Links or media objects."""
    found: list[Link] = []
    for entry in one_or_many(member):
        if isinstance(entry, str):
            found.append(Link(href=entry))
        elif isinstance(entry, dict):
            href = entry.get("href", entry.get("url"))
            hrefs = [href] if isinstance(href, str) else [link.href for link in links(href)]
            found.extend(_link(entry, each) for each in hrefs)
    return found


def page_url(member: object) -> str | None:
    """Return the address for people: the first HTML link, else the first that names no type."""
    found = links(member)
    for link in found:
        if link.media_type in _PAGE_TYPES:
            return link.href
    return next((link.href for link in found if link.media_type is None), None)


def text(
    document: Mapping[str, Any], name: str, prefer: Iterable[str] = ("de", "en")
) -> Text | None:
    """Return `name` or the entry of its language map that fits it, else one of `prefer`."""
    value = document.get(name)
    by_language = document.get(f"{name}Map")
    maps = by_language if isinstance(by_language, dict) else {}
    if isinstance(value, str):
        named = next((tag for tag, told in maps.items() if told == value), None)
        return Text(value=value, language=named or language(document))
    for tag in [*prefer, *maps]:
        told = maps.get(tag)
        if isinstance(told, str):
            return Text(value=told, language=tag)
    return None


def language(document: Mapping[str, Any]) -> str | None:
    """Return the language of an object: Lemmy's `language`, or the only tag of `contentMap`."""
    own = document.get("language")
    if isinstance(own, dict):
        own = own.get("identifier")
    if isinstance(own, str) and own and own != "und":
        return own
    tags = document.get("contentMap")
    if isinstance(tags, dict) and len(tags) == 1:
        only: str = next(iter(tags))
        return only if only != "und" else None
    return None


def total_items(member: object) -> int | None:
    """Return the size that an embedded collection claims for itself."""
    total = member.get("totalItems") if isinstance(member, dict) else None
    return total if type(total) is int and total >= 0 else None
