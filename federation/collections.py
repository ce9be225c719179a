"""Reading remote collections page by page, with an end.

Backfill and the readers of followers, moderators and threads enter here. A collection may page for
ever, lead back to itself or claim a billion items, so pages and items are counted and no page is
read twice. Items come as they are, ids or embedded objects; what is embedded proves nothing about
its author, and the caller must treat it so.
"""

from typing import Any, Final

import msgspec

from federation.errors import Reason, Rejected
from federation.fetching import Fetcher
from federation.reading import one_or_many, total_items

COLLECTION_TYPES: Final = (
    "Collection",
    "OrderedCollection",
    "CollectionPage",
    "OrderedCollectionPage",
)


class FetchedCollection(msgspec.Struct, frozen=True, kw_only=True):
    """The items read, in the collection's order; `complete` is False where a limit ended it."""

    uri: str
    total: int | None
    items: tuple[str | dict[str, Any], ...]
    complete: bool


async def fetch_collection(
    fetcher: Fetcher, uri: str, *, max_pages: int = 10, max_items: int = 1_000
) -> FetchedCollection:
    """Return up to `max_items` items of a collection from at most `max_pages` pages.

    Raises as `Fetcher.document` does, also when a later page fails: half a list must not pass for
    the whole.
    """
    fetched = await fetcher.document(uri, kinds=COLLECTION_TYPES)
    total = total_items(fetched.body)
    items: list[str | dict[str, Any]] = []
    seen: set[str] = set()
    page: dict[str, Any] | None = fetched.body
    following: object = fetched.body.get("first")
    pages = 0
    while page is not None:
        items.extend(_items(page))
        if len(items) > max_items:
            return _collected(fetched.uri, total, items[:max_items], complete=False)
        page = None
        if isinstance(following, dict):
            page = following
        elif isinstance(following, str) and following:
            if following in seen:
                raise Rejected(Reason.SHAPE_REFUSED, f"{uri}: pages lead in a circle")
            if pages == max_pages:
                return _collected(fetched.uri, total, items, complete=False)
            pages += 1
            seen.add(following)
            page = await fetcher.page(following, fetched.uri)
        if page is not None:
            following = page.get("next")
    return _collected(fetched.uri, total, items, complete=True)


def _collected(
    uri: str, total: int | None, items: list[str | dict[str, Any]], *, complete: bool
) -> FetchedCollection:
    return FetchedCollection(uri=uri, total=total, items=tuple(items), complete=complete)


def _items(page: dict[str, Any]) -> list[str | dict[str, Any]]:
    """Return the items of one page; NodeBB has put bare numbers there, which name nothing."""
    entries = one_or_many(page.get("orderedItems", page.get("items")))
    return [entry for entry in entries if isinstance(entry, (str, dict))]
