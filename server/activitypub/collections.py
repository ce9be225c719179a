"""Collections: outbox, followers, following, featured, moderators, partners, threads.

Lemmy, Mastodon and others ask for them when they meet an actor. Sizes are public, members of a
follower list are not: who follows whom is the followers' business.
"""

import orjson
from aiohttp import web

from federation.accounts import is_silenced
from federation.objects import collection
from models import addresses
from models.actions import accounts, roster
from models.errors import Malformed, NotFound
from models.queries import activities, collections, documents
from models.queries.collections import Item
from models.queries.paging import Page
from models.tables.account import Account
from server.activitypub.answers import asked_uri, document

routes = web.RouteTableDef()
_PAGE = 20
_THREAD = 1_000


async def _owner(request: web.Request, name: str) -> Account:
    """Return the local actor whose collection `name` is asked for."""
    uri = asked_uri(request).removesuffix(f"/{name}")
    account = await accounts.by_uri(uri)
    if account is None or not account.is_local or is_silenced(account):
        raise NotFound(uri)
    return account


def _number(request: web.Request) -> int | None:
    text = request.query.get("max_id")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Malformed("max_id must be a number")
    return int(text)


@routes.get("/users/{username}/outbox", name="outbox")
@routes.get("/c/{slug}/outbox", name="community_outbox")
async def show_outbox(request: web.Request) -> web.StreamResponse:
    """Show the public activities of an actor, newest first, in pages by `?page=true&max_id=`."""
    owner = await _owner(request, "outbox")
    uri = asked_uri(request)
    if "page" not in request.query:
        total = await collections.count_outbox(owner.id)
        return document(collection.to_wire(uri, total, f"{uri}?page=true"))
    items = await collections.outbox(owner.id, Page(max_id=_number(request), limit=_PAGE))
    said = await activities.public_bodies([_said_by(item) for item in items])
    bodies = [orjson.Fragment(said[name]) for item in items if (name := _said_by(item)) in said]
    following = f"{uri}?page=true&max_id={items[-1].cursor}" if len(items) == _PAGE else None
    here = f"{uri}?{request.query_string}"
    return document(collection.page(here, uri, bodies, following=following))


def _said_by(item: Item) -> str:
    """Return the id of the activity that brought an element of an outbox."""
    return item.uri if item.boost_of_uri is not None else addresses.create(item.uri)


@routes.get("/users/{username}/followers", name="followers")
@routes.get("/c/{slug}/followers", name="community_followers")
async def show_followers(request: web.Request) -> web.StreamResponse:
    """Show how many follow an actor."""
    owner = await _owner(request, "followers")
    return document(collection.to_wire(asked_uri(request), owner.followers_count))


@routes.get("/users/{username}/following", name="following")
@routes.get("/c/{slug}/following", name="community_following")
async def show_following(request: web.Request) -> web.StreamResponse:
    """Show how many an actor follows."""
    owner = await _owner(request, "following")
    return document(collection.to_wire(asked_uri(request), owner.following_count))


@routes.get("/users/{username}/featured", name="featured")
@routes.get("/c/{slug}/featured", name="community_featured")
async def show_featured(request: web.Request) -> web.StreamResponse:
    """Show what an actor has pinned; nothing yet, but peers ask for the collection."""
    await _owner(request, "featured")
    return document(collection.whole(asked_uri(request), []))


@routes.get("/c/{slug}/moderators", name="moderators")
async def show_moderators(request: web.Request) -> web.StreamResponse:
    """Show who may moderate the Group's posts: the Organization of each partner."""
    owner = await _owner(request, "moderators")
    seats = await roster.of_group(owner.id)
    return document(collection.whole(asked_uri(request), [seat.actor_uri for seat in seats]))


@routes.get("/c/{slug}/partners", name="partners")
async def show_partners(request: web.Request) -> web.StreamResponse:
    """Show the roster in force, with every partner's proof under it."""
    owner = await _owner(request, "partners")
    signed = await roster.document_of_group(owner.id)
    if signed is None:
        raise NotFound(request.path)
    return document(signed)


@routes.get("/users/{username}/posts/{token}/context", name="thread_context")
async def show_context(request: web.Request) -> web.StreamResponse:
    """Show a thread as the ids of its public posts, oldest first (FEP-7888)."""
    uri = asked_uri(request)
    facts = await documents.post_by_uri(uri.removesuffix("/context"))
    if facts is None or not facts.post["is_local"] or facts.post["thread_id"] != facts.post["id"]:
        raise NotFound(uri)
    page = Page(min_id=0, limit=_THREAD)
    items = await collections.thread(facts.post["id"], page)
    owner = facts.post["group_uri"] or facts.post["author_uri"]
    oldest_first = [item.uri for item in reversed(items)]
    return document(collection.whole(uri, oldest_first, attributedTo=owner))
