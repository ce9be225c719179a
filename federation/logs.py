"""Logs: a partner's record of a community, page by page, for the other partners.

The handler under `addresses.log` enters with the address that was asked and with who signed the
request. Only the partners of the roster may read, each through its Organization or its instance
actor; for everybody else there is no log, not even its size. A page holds the exact bytes that were
said, under their numbers in this partner's log, as long as the object was not deleted: what was
deleted is not handed out again, only its Delete is.

    {"type": "OrderedCollectionPage", "partOf": log, "after": 17, "through": 42, "newest": 99,
     "orderedItems": [{"seq": 18, "activity": "{...}"}], "next": log?after=42}

`through` is how far the page reaches, with what it leaves out; the reader's cursor moves there. The
text of an activity stands in a string, because a proof and a digest are made over bytes, and JSON
in JSON would be written anew by whoever passes it on.
"""

from typing import Any

import orjson

from federation.contexts import AS2
from federation.errors import Rejected
from federation.origin import origin_of
from models import addresses
from models.actions import roster
from models.home import Home
from models.queries import logs
from models.queries.logs import LogEntry
from models.values.roster import Roster

PAGE_ENTRIES = 200
_PAGE_BYTES = 1_048_576


class LogShelf:
    """Serves our logs."""

    def __init__(self, home: Home) -> None:
        self._home = home

    async def page(self, uri: str, reader_uri: str, after: int | None) -> bytes | None:
        """Return a page of the log, or its head without `after`; None if there is nothing for you.

        `reader_uri` is the actor whose signature on the request was verified.
        """
        held = await self._roster(uri)
        if held is None or not _may_read(held, reader_uri):
            return None
        newest = await logs.newest(held.community_id)
        if after is None:
            return orjson.dumps(_head(uri, newest))
        entries = await logs.page(held.community_id, after, PAGE_ENTRIES)
        return orjson.dumps(_page(uri, after, newest, entries))

    async def _roster(self, uri: str) -> Roster | None:
        for held in await roster.communities():
            if addresses.log(self._home.base_url, held.uri) == uri:
                return held
        return None


def _may_read(held: Roster, reader_uri: str) -> bool:
    """Tell whether this actor speaks for a partner: its Organization, or its instance's actor."""
    try:
        base = str(origin_of(reader_uri))
    except Rejected:
        return False
    speakers = (addresses.partner_actor(base), addresses.instance_actor(base))
    return reader_uri in speakers and any(
        reader_uri == seat.actor_uri or base == str(origin_of(seat.actor_uri))
        for seat in held.partners
    )


def _head(uri: str, newest: int) -> dict[str, Any]:
    return {
        "@context": AS2,
        "id": uri,
        "type": "OrderedCollection",
        "totalItems": newest,
        "newest": newest,
        "first": f"{uri}?after=0",
    }


def _page(uri: str, after: int, newest: int, entries: list[LogEntry]) -> dict[str, Any]:
    items: list[dict[str, Any]] = []
    size, through = 0, after
    for entry in entries:
        size += len(entry.body or b"")
        if items and size > _PAGE_BYTES:
            break
        through = entry.seq
        if entry.body is not None:
            items.append({"seq": entry.seq, "activity": bytes(entry.body).decode()})
    else:
        if len(entries) < PAGE_ENTRIES:
            # What is left out at the end (not public) must not be asked for again and again.
            through = max(through, newest)
    page: dict[str, Any] = {
        "@context": AS2,
        "id": f"{uri}?after={after}",
        "type": "OrderedCollectionPage",
        "partOf": uri,
        "after": after,
        "through": through,
        "newest": newest,
        "orderedItems": items,
    }
    if through < newest:
        page["next"] = f"{uri}?after={through}"
    return page
