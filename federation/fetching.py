"""Dereferencing: what stands under a URI, said by its own origin.

Handlers, the key ring, search and backfill enter here when they hold only an id. A document counts
only when the origin in its own id served it, under an ActivityPub content type, at that id or by a
redirect from it; when a server answers with another id, that one is asked once and then it is over
(CVE-2024-23832). Many callers for one id cause one request, and a failure is remembered for a
while, so that bad ids cannot be used to make us knock on somebody's door. Nothing is stored here
and nobody is authorised: the caller must still compare owners.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from federation.errors import Deferred, FederationError, Gone, Reason, Rejected, Unreachable
from federation.mediatypes import ACCEPT, is_activity_type
from federation.net.circuit import Circuit
from federation.net.client import HTTPClient, Response, Sign
from federation.origin import IdRules, origin_of, same_origin
from federation.parsing import parse
from federation.reading import known_type
from federation.settings import FederationSettings, TestMode
from federation.validation import Schemas
from models.ports import Clock, SystemClock

_MOST_REMEMBERED: Final = 5_000
_PASSING_STATUS: Final = frozenset({408, 425, 429})


class FetchedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document as its origin served it; `uri` is its canonical id."""

    uri: str
    body: dict[str, Any]
    raw: bytes
    fetched_at: datetime


class Fetcher:
    """Fetches documents for one instance, each signed by `sign` (the instance actor)."""

    def __init__(
        self,
        client: HTTPClient,
        settings: FederationSettings,
        test_mode: TestMode,
        sign: Sign | None = None,
        *,
        schemas: Schemas | None = None,
        circuit: Circuit | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._client = client
        self._settings = settings
        self._rules = IdRules.of(settings, test_mode)
        self._sign = sign
        self._schemas = schemas
        self._clock = clock or SystemClock()
        self._circuit = circuit or Circuit(self._clock)
        self._running: dict[str, asyncio.Future[FetchedDocument]] = {}
        self._failed: OrderedDict[str, tuple[float, FederationError]] = OrderedDict()

    async def document(
        self, uri: str, *, kinds: Collection[str] | None = None, fresh: bool = False
    ) -> FetchedDocument:
        """Return the document with this id, of one of the types `kinds` if these are given.

        Raises Gone for 410 and Tombstones, Rejected for what will stay wrong, Unreachable for what
        may pass. `fresh` asks again even if the last try failed a moment ago.
        """
        uri = self._rules.check(uri)
        if not fresh:
            self._raise_remembered(uri)
        fetched = await self._shared(uri)
        if kinds is not None and known_type(fetched.body.get("type"), kinds) is None:
            raise Rejected(Reason.TYPE_UNKNOWN, f"{uri}: {str(fetched.body.get('type'))[:80]}")
        return fetched

    async def _shared(self, uri: str) -> FetchedDocument:
        """Fetch once for all who wait; if the one that fetches is cancelled, another takes over."""
        while (running := self._running.get(uri)) is not None:
            await asyncio.wait([running])
            if not running.cancelled():
                return running.result()
        future = asyncio.get_running_loop().create_future()
        self._running[uri] = future
        try:
            fetched = await self._fetch(uri)
        except FederationError as error:
            self._remember(uri, error)
            future.set_exception(error)
            # The waiters may be none; asking for the exception keeps asyncio from complaining.
            future.exception()
            raise
        except BaseException:
            future.cancel()
            raise
        else:
            self._failed.pop(uri, None)
            future.set_result(fetched)
            return fetched
        finally:
            del self._running[uri]

    async def _fetch(self, uri: str) -> FetchedDocument:
        asked = uri
        for _ in range(2):
            answer, body = await self._load(asked)
            claimed = self._rules.check(body.get("id"))
            final = self._rules.check(answer.url)
            if same_origin(claimed, final) and _names(claimed, asked, final):
                self._check_body(claimed, body)
                return FetchedDocument(
                    uri=claimed, body=body, raw=answer.body, fetched_at=self._clock.now()
                )
            asked = claimed
        raise Rejected(Reason.ID_MISMATCH, f"{uri} is served with the id {claimed}")

    def _check_body(self, uri: str, body: dict[str, Any]) -> None:
        if known_type(body.get("type"), ("Tombstone",)):
            raise Gone(uri)
        if self._schemas is not None:
            self._schemas.validate(body)

    async def _load(self, url: str) -> tuple[Response, dict[str, Any]]:
        """Return what stands under a URL, whatever its id, if it is an ActivityPub document."""
        host = origin_of(url).authority
        if not self._circuit.allow(host):
            pause = timedelta(seconds=self._circuit.retry_in_seconds(host))
            raise Unreachable(host, Reason.CIRCUIT_OPEN, pause)
        try:
            answer = await self._client.get(url, accept=ACCEPT, sign=self._sign)
        except Unreachable:
            self._circuit.failure(host)
            raise
        if answer.status >= 500:
            self._circuit.failure(host)
        else:
            self._circuit.success(host)
        _check_status(url, answer.status)
        content_type = answer.headers.get("Content-Type", "")
        if not is_activity_type(content_type):
            raise Rejected(Reason.MEDIA_TYPE_REFUSED, f"{url}: {content_type[:80]}")
        return answer, parse(answer.body, self._settings)

    async def page(self, url: str, origin_uri: str) -> dict[str, Any]:
        """Return a page of a collection, which the collection's own origin must serve."""
        answer, body = await self._load(self._rules.check(url))
        if not same_origin(answer.url, origin_uri):
            raise Rejected(Reason.ORIGIN_MISMATCH, f"{url} is no page of {origin_uri}")
        return body

    def _remember(self, uri: str, error: FederationError) -> None:
        seconds = (
            self._settings.unreachable_seconds
            if isinstance(error, Deferred)
            else float(self._settings.key_negative_seconds)
        )
        self._failed[uri] = (self._clock.monotonic() + seconds, error.with_traceback(None))
        self._failed.move_to_end(uri)
        if len(self._failed) > _MOST_REMEMBERED:
            self._failed.popitem(last=False)

    def _raise_remembered(self, uri: str) -> None:
        until, error = self._failed.get(uri, (0.0, None))
        if error is None:
            return
        if self._clock.monotonic() < until:
            raise error.with_traceback(None)
        del self._failed[uri]


def _check_status(url: str, status: int) -> None:
    """Raise what an HTTP status means for a document that we wanted."""
    if status == 200:
        return
    if status == 410:
        raise Gone(url)
    if status == 404:
        raise Rejected(Reason.OBJECT_UNKNOWN, url)
    if status >= 500 or status in _PASSING_STATUS:
        raise Unreachable(f"{url}: {status}", Reason.PEER_FAILING)
    raise Rejected(Reason.PEER_REFUSED, f"{url}: {status}")


def _names(claimed: str, *urls: str) -> bool:
    """Tell whether an id names one of the URLs; the fragment is never sent, so it is left out."""
    bare = urlsplit(claimed)._replace(fragment="").geturl()
    return any(bare == urlsplit(url)._replace(fragment="").geturl() for url in urls)
