"""Resolving: from a name or an id to a row, asking the origin where we do not know it yet.

Handlers enter for parents and actors, search with whatever a person typed. Each document passes the
same gate as a delivered one: its own origin must serve it, its owner must live there, an actor's
handle must lead back to it. Whoever asks for the same thing at the same time waits for one fetch.

Failure modes: the origin says no -> Rejected or Gone, for good; it is silent -> Unreachable, again
later. A thread is climbed iteratively and at most `thread_fetch_depth` posts far; where it cannot
be climbed further, what was found stands without its parent. Too many new actors of one domain in
a minute are Deferred (a wildcard of invented hosts costs an attacker nothing, us a request each).
Never call this inside a transaction.
"""

import asyncio
from typing import Any
from weakref import WeakValueDictionary

from federation.accounts import is_silenced
from federation.context import Federation
from federation.discovery.webfinger import Handle
from federation.errors import Deferred, Gone, Reason, Rejected
from federation.fetching import FetchedDocument
from federation.objects import profile, remote_post
from federation.origin import is_local, origin_of, same_origin
from federation.pace import Pace
from federation.reading import known_type
from models.actions import accounts, posts
from models.queries import inbound
from models.tables.account import Account
from models.values.remote_post import ReceivedVia

_NEW_ACTORS_A_MINUTE = 120


class Resolver:
    """Finds actors and posts for one process."""

    def __init__(self, federation: Federation) -> None:
        self._ctx = federation
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._pace = Pace(federation.clock, _NEW_ACTORS_A_MINUTE)

    async def account(self, claimed: str, *, refresh: bool = False) -> Account:
        """Return the account with this actor id, from its origin if it is new or `refresh`.

        Rejected(ACTOR_UNKNOWN) when it lives here but does not exist.
        """
        uri = self._ctx.rules.check(claimed)
        known = await self._ctx.accounts.one(uri)
        if known is not None and (known.is_local or not refresh):
            return known
        if is_local(uri, self._ctx.home.hosts):
            raise Rejected(Reason.ACTOR_UNKNOWN, uri)
        async with self._lock(uri):
            # Whoever waited for the same actor finds it now.
            known = await self._ctx.accounts.one(uri)
            if known is not None and not refresh:
                return known
            return await self._fetch_account(uri)

    async def account_by_handle(self, claimed: str) -> Account:
        """Return the account behind `user@host`; Rejected(ACTOR_UNKNOWN) when there is none."""
        handle = Handle.read(claimed)
        known = await accounts.by_handle(handle.name, handle.host)
        if known is not None:
            return known
        if handle.host in self._ctx.home.hosts:
            raise Rejected(Reason.ACTOR_UNKNOWN, str(handle))
        found = await self._ctx.webfinger.resolve_handle(str(handle))
        return await self.account(found.actor_uri)

    async def post(self, claimed: str, *, via: ReceivedVia = "fetch") -> int:
        """Return the number of the post with this id, fetched with its ancestors if it is new.

        Rejected(OBJECT_UNKNOWN) when it lives here but does not exist, or is no post for us.
        """
        uri = self._ctx.rules.check(claimed)
        known = await inbound.posts([uri])
        if uri in known:
            return known[uri]
        if is_local(uri, self._ctx.home.hosts):
            raise Rejected(Reason.OBJECT_UNKNOWN, uri)
        async with self._lock(uri):
            known = await inbound.posts([uri])
            if uri in known:
                return known[uri]
            return await self._climb(uri, via)

    async def anything(self, claimed: str) -> Account | int:
        """Return the account or the number of the post under an address that somebody pasted."""
        uri = self._ctx.rules.check(claimed)
        known = await inbound.posts([uri])
        if uri in known:
            return known[uri]
        account = await self._ctx.accounts.one(uri)
        if account is not None:
            return account
        if is_local(uri, self._ctx.home.hosts):
            raise Rejected(Reason.OBJECT_UNKNOWN, uri)
        fetched = await self._ctx.recent.fetch(uri)
        if known_type(fetched.body.get("type"), profile.ACTOR_TYPES) is not None:
            return await self.account(fetched.uri)
        return await self.post(fetched.uri)

    async def _fetch_account(self, uri: str) -> Account:
        self._pace.step(origin_of(uri).host)
        fetched = self._ctx.recent.take(uri) or await self._ctx.fetcher.document(
            uri, kinds=profile.ACTOR_TYPES
        )
        return await self.store_actor(fetched.body)

    async def store_actor(self, document: dict[str, Any]) -> Account:
        """Store an actor's document that its origin served or that the actor itself has signed."""
        handle = await self._handle(document)
        return await accounts.store_remote(self._ctx.home, profile.from_wire(document, handle))

    async def _handle(self, document: dict[str, Any]) -> Handle:
        """Return the confirmed handle; where a host has no WebFinger, its own document must do."""
        try:
            return await self._ctx.webfinger.confirm(document)
        except Rejected as refusal:
            username = document.get("preferredUsername")
            if refusal.reason is not Reason.ACTOR_UNKNOWN or not isinstance(username, str):
                raise
            return Handle(username, origin_of(document["id"]).authority)

    async def _climb(self, uri: str, via: ReceivedVia) -> int:
        """Fetch a post and those above it, then store them from the top."""
        chain: list[tuple[FetchedDocument, Account]] = []
        following: str | None = uri
        seen: set[str] = set()
        while following is not None and len(chain) < self._ctx.settings.thread_fetch_depth:
            if following in seen or following in await inbound.posts([following]):
                break
            seen.add(following)
            try:
                found = await self._fetch_post(following)
            except (Rejected, Deferred):
                if not chain:
                    raise
                break
            chain.append(found)
            seen.add(found[0].uri)
            following = remote_post.parent_of(found[0].body)
        for fetched, author in reversed(chain):
            await self._store_post(fetched, author, via)
        known = await inbound.posts([chain[0][0].uri])
        if not known:
            raise Rejected(Reason.OBJECT_UNKNOWN, uri)
        return known[chain[0][0].uri]

    async def _fetch_post(self, uri: str) -> tuple[FetchedDocument, Account]:
        if is_local(uri, self._ctx.home.hosts):
            raise Rejected(Reason.OBJECT_UNKNOWN, uri)
        fetched = await self._ctx.fetcher.document(uri, kinds=remote_post.POST_TYPES)
        owner = remote_post.owner_of(fetched.body)
        if owner is None or not same_origin(owner, fetched.uri):
            raise Rejected(Reason.OWNER_MISMATCH, f"{fetched.uri} of {owner}")
        author = await self.account(owner)
        if is_silenced(author):
            raise Gone(owner)
        return fetched, author

    async def _store_post(
        self, fetched: FetchedDocument, author: Account, via: ReceivedVia
    ) -> None:
        mentioned = await self._ctx.accounts.current(remote_post.mentioned_in(fetched.body))
        await posts.accept(
            self._ctx.home,
            remote_post.from_wire(
                fetched.body, author, tuple(mentioned.values()), fetched.fetched_at
            ),
            received_via=via,
        )

    def _lock(self, uri: str) -> asyncio.Lock:
        lock = self._locks.get(uri)
        if lock is None:
            lock = self._locks[uri] = asyncio.Lock()
        return lock
