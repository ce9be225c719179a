"""Recent documents: an actor read for its key need not be read again for its profile.

The key ring fetches through here and the resolver looks here first. What is held is half a minute
old at most, and few.
"""

from collections import OrderedDict

from federation.fetching import FetchedDocument, Fetcher
from models.ports import Clock

_SECONDS = 30.0
_MOST = 500


class Recent:
    """Fetched documents by their id, for a short while."""

    def __init__(self, fetcher: Fetcher, clock: Clock) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._held: OrderedDict[str, tuple[float, FetchedDocument]] = OrderedDict()

    async def fetch(self, uri: str) -> FetchedDocument:
        """Fetch a document now, and hold it; raises as `Fetcher.document` does."""
        fetched = await self._fetcher.document(uri)
        self._held[fetched.uri] = (self._clock.monotonic() + _SECONDS, fetched)
        self._held.move_to_end(fetched.uri)
        if len(self._held) > _MOST:
            self._held.popitem(last=False)
        return fetched

    def take(self, uri: str) -> FetchedDocument | None:
        """Return a document that was fetched just now, once."""
        until, fetched = self._held.pop(uri, (0.0, None))
        return fetched if self._clock.monotonic() < until else None
