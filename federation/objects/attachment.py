"""Attachment: pictures, sounds and films of remote posts, which stay where they are."""

from typing import Any, Final, Literal

from federation.reading import Link, links, one_or_many, text
from models.values.remote_post import RemoteMedia

Kind = Literal["image", "gifv", "video", "audio", "unknown"]

_MOST: Final = 16
_KINDS: Final[dict[str, Kind]] = {"Image": "image", "Video": "video", "Audio": "audio"}
_TYPES: Final = ("Image", "Video", "Audio", "Document")


def media_of(document: dict[str, Any]) -> tuple[RemoteMedia, ...]:
    """Return the media in `attachment`; a bare link is no medium, see `link_of`."""
    found = []
    for entry in one_or_many(document.get("attachment")):
        if isinstance(entry, dict) and entry.get("type") in _TYPES:
            found.extend(_media(entry))
    return tuple(found[:_MOST])


def link_of(document: dict[str, Any]) -> str | None:
    """Return the address that a Page is about: Lemmy and Mbin attach it as a Link."""
    for entry in one_or_many(document.get("attachment")):
        if isinstance(entry, dict) and entry.get("type") in ("Link", "Page"):
            found = links(entry)
            if found and found[0].href.startswith(("https:", "http:")):
                return found[0].href
    return None


def _media(entry: dict[str, Any]) -> list[RemoteMedia]:
    # Most put the address in `url`, a few in `href` of the entry itself.
    addresses = links(entry.get("url")) or links({"href": entry.get("href")})
    usable = [link for link in addresses if link.href.startswith(("https:", "http:"))]
    if not usable:
        return []
    link = usable[0]
    claimed = entry.get("mediaType")
    mime = link.media_type or (claimed if isinstance(claimed, str) else "")
    # Alternative text stands in `name`, with Pixelfed and some others in `summary`.
    description = text(entry, "name") or text(entry, "summary")
    blurhash = entry.get("blurhash")
    return [
        RemoteMedia(
            kind=_kind(entry["type"], mime),
            url=link.href,
            mime=mime[:128],
            description=description.value if description else "",
            width=_size(entry, link, "width"),
            height=_size(entry, link, "height"),
            blurhash=blurhash if isinstance(blurhash, str) and len(blurhash) <= 128 else "",
            focus=_focus(entry.get("focalPoint")),
        )
    ]


def _kind(claimed: str, mime: str) -> Kind:
    if claimed in _KINDS:
        return _KINDS[claimed]
    main = mime.partition("/")[0]
    return _KINDS.get(main.capitalize(), "unknown")


def _size(entry: dict[str, Any], link: Link, name: Literal["width", "height"]) -> int:
    own = entry.get(name)
    size = own if type(own) is int else getattr(link, name)
    return size if type(size) is int and 0 < size < 100_000 else 0


def _focus(member: object) -> tuple[float, float]:
    if isinstance(member, list) and len(member) == 2:
        x, y = member
        if isinstance(x, int | float) and isinstance(y, int | float):
            return max(-1.0, min(1.0, float(x))), max(-1.0, min(1.0, float(y)))
    return 0.0, 0.0
