"""Sight: what handlers may look at while they judge a batch of activities, read in few statements.

Processing loads it with everything that the activities name, before any of them is judged. A
handler that needs what is not here asks for it by name: with `may_fetch` the resolver goes and gets
it, without it the activity is set aside (`Elsewhere`) for the slow road, so that nobody's silent
server holds up what is complete.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from federation.accounts import Accounts
from federation.errors import Reason, Rejected
from federation.objects.remote_post import mentioned_in
from federation.origin import is_local
from federation.resolving import Resolver
from models.queries import inbound
from models.tables.account import Account
from models.values.remote_post import ReceivedVia

_DEEPEST = 4


class Elsewhere(Exception):
    """The answer is on another server, and this road does not lead there."""


class Sight:
    """What one batch can see."""

    def __init__(self, accounts: Accounts, resolver: Resolver, hosts: frozenset[str]) -> None:
        self._held = accounts
        self._resolver = resolver
        self._hosts = hosts
        self.may_fetch = False
        self.is_last_try = False
        """Whether what is still missing must be done without."""
        self.accounts: dict[str, Account] = {}
        self.posts: dict[str, int] = {}
        self.activities: dict[str, int | None] = {}
        self.coming: set[str] = set()
        """Posts that earlier activities of this batch create."""

    async def load(self, documents: Iterable[dict[str, Any]]) -> None:
        """Read all that the documents name."""
        actors: set[str] = set()
        objects: set[str] = set()
        activities: set[str] = set()
        for document in documents:
            _collect(document, actors, objects, activities, _DEEPEST)
        self.accounts |= await self._held.current(actors)
        self.posts |= await inbound.posts(objects)
        self.activities |= await inbound.known_activities(activities)

    async def account(self, uri: str) -> Account:
        """Return an actor, from its origin if need be; Rejected(ACTOR_UNKNOWN) if there is none."""
        known = self.accounts.get(uri) or await self._held.one(uri)
        if known is None:
            if is_local(uri, self._hosts):
                raise Rejected(Reason.ACTOR_UNKNOWN, uri)
            if not self.may_fetch:
                raise Elsewhere
            known = await self._resolver.account(uri)
        self.accounts[uri] = known
        return known

    async def renew(self, account: Account, shown: dict[str, Any] | None = None) -> None:
        """Read an actor again: from what it has just `shown` itself, else from its own server."""
        if not self.may_fetch:
            raise Elsewhere
        if shown is None:
            renewed = await self._resolver.account(account.uri, refresh=True)
        else:
            renewed = await self._resolver.store_actor(shown)
        self.accounts[account.uri] = renewed

    def local_account(self, uri: str) -> Account:
        """Return one of our accounts; Rejected(NOT_FOR_US) when it is not one."""
        known = self.accounts.get(uri)
        if known is None or not known.is_local:
            raise Rejected(Reason.NOT_FOR_US, f"{uri[:200]} is nobody here")
        return known

    def has_post(self, uri: str) -> bool:
        """Tell whether a post is here or about to be."""
        return uri in self.posts or uri in self.coming

    async def post(self, uri: str, via: ReceivedVia = "fetch") -> None:
        """See to it that a post is here if its origin gives it; raises what the resolver raises."""
        if self.has_post(uri):
            return
        if is_local(uri, self._hosts):
            raise Rejected(Reason.OBJECT_UNKNOWN, uri)
        if not self.may_fetch:
            raise Elsewhere
        self.posts[uri] = await self._resolver.post(uri, via=via)

    def mentions(self, document: dict[str, Any]) -> tuple[Account, ...]:
        """Return those whom an object mentions, as far as they are known."""
        uris = mentioned_in(document)
        return tuple(self.accounts[uri] for uri in uris if uri in self.accounts)


def _uris(member: object) -> Iterator[str]:
    for entry in member if isinstance(member, list) else (member,):
        uri = entry.get("id") if isinstance(entry, dict) else entry
        if isinstance(uri, str):
            yield uri


def _collect(
    document: dict[str, Any],
    actors: set[str],
    objects: set[str],
    activities: set[str],
    depth: int,
) -> None:
    """Gather the ids that a document and what it embeds may be asked about."""
    if "actor" in document:
        actors.update(_uris(document["actor"]))
        activities.update(_uris(document.get("id")))
    else:
        objects.update(_uris(document.get("id")))
        actors.update(_uris(document.get("attributedTo")))
        objects.update(_uris(document.get("inReplyTo")))
        actors.update(mentioned_in(document))
    target = document.get("object")
    for entry in target if isinstance(target, list) else (target,):
        if isinstance(entry, dict) and depth:
            _collect(entry, actors, objects, activities, depth - 1)
        elif isinstance(entry, str):
            # A bare id may be anything: whom to follow, what to like, which activity to undo.
            actors.add(entry)
            objects.add(entry)
            activities.add(entry)
