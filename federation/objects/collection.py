"""Collection: lists that others may read, whole or page by page."""

from collections.abc import Sequence
from typing import Any

from federation.contexts import AS2


def to_wire(uri: str, total: int, first: str | None = None, **more: Any) -> dict[str, Any]:
    """Return the head of a collection; `first` is the address of its first page, if it has any."""
    wire: dict[str, Any] = {
        "@context": AS2,
        "id": uri,
        "type": "OrderedCollection",
        "totalItems": total,
        **more,
    }
    if first is not None:
        wire["first"] = first
    return wire


def whole(uri: str, items: Sequence[Any], **more: Any) -> dict[str, Any]:
    """Return a short collection with all its items in it (moderators, featured)."""
    return {**to_wire(uri, len(items), **more), "orderedItems": list(items)}


def page(
    uri: str,
    part_of: str,
    items: Sequence[Any],
    *,
    following: str | None = None,
    before: str | None = None,
) -> dict[str, Any]:
    """Return one page; `following` and `before` are addresses of its neighbours."""
    wire: dict[str, Any] = {
        "@context": AS2,
        "id": uri,
        "type": "OrderedCollectionPage",
        "partOf": part_of,
        "orderedItems": list(items),
    }
    if following is not None:
        wire["next"] = following
    if before is not None:
        wire["prev"] = before
    return wire
