"""The key ring: remote keys, near at hand, without letting anybody make us fetch.

A key is looked for in memory, then in the database (`load`), then at its owner's server (`fetch`).
Whatever goes wrong there is remembered as well, so that a dead or hostile key server costs one
request per interval and not one per delivery (CVE-2026-34148). A refresh, asked for when a
signature did not fit, reaches the network at most once per key and interval, however many bad
signatures arrive. Callers who want the same key at the same time share one look-up.

Failure modes: the fetch is refused -> SignatureInvalid, remembered; the owner is deleted -> Gone,
remembered; the server is silent -> Unreachable, remembered, and a refresh that failed so keeps
failing so for the interval, because nobody knows yet whether the signature was bad or the key new.
A caller that is cancelled leaves the look-up to the next in line.

Both stores are bounded and separate: inventing key ids evicts other inventions, never good keys.
Never call `resolve` inside a transaction: it may wait for a stranger.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from weakref import WeakValueDictionary

from federation.errors import FederationError, Gone, Reason, Rejected, SignatureInvalid, Unreachable
from federation.origin import same_origin
from federation.settings import FederationSettings
from federation.signatures.keys import PublicKey
from models.ports import Clock

Load = Callable[[str], Awaitable[PublicKey | None]]
Fetch = Callable[[str], Awaitable[PublicKey]]


@dataclass(slots=True)
class _Entry:
    """What is known about one key id; exactly one of `key` and `failure` counts as the answer."""

    key: PublicKey | None
    expires_at: float
    asked_at: float | None = None
    """When the network was asked last; None for a key that came from the database."""
    failure: FederationError | None = None
    """Why it could not be fetched, or, beside a key, why its last refresh failed."""


class KeyCache:
    """Entries by key id, each valid for a time, the least recently used leaving first."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key_id: str, now: float) -> _Entry | None:
        """Return the entry unless its time is over, and mark it as used."""
        entry = self._entries.get(key_id)
        if entry is None:
            return None
        if entry.expires_at <= now:
            del self._entries[key_id]
            return None
        self._entries.move_to_end(key_id)
        return entry

    def put(self, key_id: str, entry: _Entry) -> None:
        """Keep an entry, at the cost of the one that was used longest ago."""
        self._entries[key_id] = entry
        self._entries.move_to_end(key_id)
        if len(self._entries) > self._capacity:
            self._entries.popitem(last=False)

    def drop(self, key_id: str) -> None:
        """Forget an entry, if there is one."""
        self._entries.pop(key_id, None)


class KeyRing:
    """Resolves key ids to keys for the whole process."""

    def __init__(
        self, load: Load, fetch: Fetch, clock: Clock, settings: FederationSettings
    ) -> None:
        """`load` asks the database; `fetch` asks the owner's server and stores what it learns."""
        self._load = load
        self._fetch = fetch
        self._clock = clock
        self._id_length = settings.id_length
        self._interval = float(settings.key_negative_seconds)
        self._silence = min(settings.unreachable_seconds, self._interval)
        self._lifetime = float(settings.key_cache_seconds)
        self._known = KeyCache(settings.key_cache_entries)
        self._failed = KeyCache(settings.key_cache_entries)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def resolve(self, key_id: str, *, refresh: bool = False) -> PublicKey:
        """Return the key; with `refresh`, from its owner, if that was not asked just now.

        Raises SignatureInvalid(KEY_REFUSED, KEY_OWNER_MISMATCH), Gone, or
        Unreachable(KEY_UNREACHABLE).
        """
        if len(key_id) > self._id_length:
            raise SignatureInvalid(Reason.KEY_REFUSED, "key id too long")
        if (key := self._at_hand(key_id, refresh=refresh)) is not None:
            return key
        lock = self._locks.get(key_id)
        if lock is None:
            lock = self._locks[key_id] = asyncio.Lock()
        async with lock:
            # Whoever held the lock before us has probably found the answer.
            if (key := self._at_hand(key_id, refresh=refresh)) is not None:
                return key
            if not refresh and (key := await self._load(key_id)) is not None:
                self._keep(key, asked_at=None)
                return key
            return await self._ask_owner(key_id)

    def learn(self, key: PublicKey) -> None:
        """Take over a key that was just read from its owner's document, e.g. after an Update."""
        self._keep(key, asked_at=self._clock.monotonic())

    def forget(self, key_id: str) -> None:
        """Drop what is remembered of a key, e.g. because its owner was deleted or suspended."""
        self._known.drop(key_id)
        self._failed.drop(key_id)

    def _at_hand(self, key_id: str, *, refresh: bool) -> PublicKey | None:
        """Answer from memory, with a key or a remembered failure; None when it must be asked."""
        now = self._clock.monotonic()
        entry = self._known.get(key_id, now)
        if entry is None or entry.key is None:
            failed = self._failed.get(key_id, now)
            if failed is not None and failed.failure is not None:
                raise _copy(failed.failure)
            return None
        if not refresh:
            return entry.key
        if entry.asked_at is None or now - entry.asked_at >= self._interval:
            return None
        if entry.failure is not None:
            raise _copy(entry.failure)
        return entry.key

    async def _ask_owner(self, key_id: str) -> PublicKey:
        try:
            key = await self._fetch(key_id)
            if key.key_id != key_id:
                raise SignatureInvalid(Reason.KEY_REFUSED, f"{key.key_id} came for {key_id}")
            if not same_origin(key_id, key.owner):
                raise SignatureInvalid(Reason.KEY_OWNER_MISMATCH, f"{key_id} of {key.owner}")
        except (Rejected, Unreachable) as error:
            # Bound to no name: a name would tie exception, traceback, frame and lock in a circle.
            raise self._remember(key_id, _as_key_failure(error)) from error
        self._keep(key, asked_at=self._clock.monotonic())
        return key

    def _keep(self, key: PublicKey, asked_at: float | None) -> None:
        self._failed.drop(key.key_id)
        expires_at = self._clock.monotonic() + self._lifetime
        self._known.put(key.key_id, _Entry(key, expires_at, asked_at))

    def _remember(self, key_id: str, failure: FederationError) -> FederationError:
        """Keep a failure and return a copy to raise; what is kept never holds a traceback."""
        now = self._clock.monotonic()
        entry = self._known.get(key_id, now)
        if entry is not None:
            entry.asked_at, entry.failure = now, failure
        else:
            # A server that starts again delivers at once, and must not be kept waiting for long.
            is_passing = isinstance(failure, Unreachable)
            until = now + (self._silence if is_passing else self._interval)
            self._failed.put(key_id, _Entry(None, until, now, failure))
        return _copy(failure)


def _as_key_failure(error: FederationError) -> FederationError:
    """Say what a failed fetch means for the signature: 401, 503, or that the owner is gone."""
    if isinstance(error, Unreachable):
        return Unreachable(str(error), Reason.KEY_UNREACHABLE, error.retry_after)
    if isinstance(error, Gone | SignatureInvalid):
        return _copy(error)
    return SignatureInvalid(Reason.KEY_REFUSED, str(error))


def _copy(failure: FederationError) -> FederationError:
    """Return a fresh exception of the same meaning, so that no traceback grows with each raise."""
    if isinstance(failure, Unreachable):
        return Unreachable(failure.detail, failure.reason, failure.retry_after)
    if isinstance(failure, Gone):
        return Gone(failure.detail)
    return SignatureInvalid(failure.reason, failure.detail)
