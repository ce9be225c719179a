"""Actors: people, the Group, the partner's Organization, the instance's Application.

The most asked documents of all, so their bytes are kept for a few seconds; a change shows after
that time at the latest, and peers hear of it by an Update anyway.
"""

import orjson
from aiohttp import web

from federation.objects import actor
from models import addresses
from models.errors import Gone, NotFound
from models.queries import documents
from server.activitypub.answers import ACTIVITY_JSON, asked_uri
from server.keys import ASSEMBLY

routes = web.RouteTableDef()
_FRESH_SECONDS = 5.0
_MOST = 10_000
_HEADERS = {
    "Content-Type": ACTIVITY_JSON,
    "Cache-Control": "public, max-age=60",
    "Vary": "Accept, Signature",
}


class ActorCache:
    """Documents of our actors as ready bytes, each for a few seconds; bounded."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, bytes]] = {}

    def get(self, uri: str, now: float) -> bytes | None:
        """Return the bytes while they are fresh."""
        kept = self._kept.get(uri)
        return kept[1] if kept is not None and kept[0] > now else None

    def put(self, uri: str, body: bytes, now: float) -> None:
        """Keep the bytes; forgets everything when full, which costs a few milliseconds once."""
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[uri] = (now + _FRESH_SECONDS, body)


DOCUMENTS = web.AppKey("actor_documents", ActorCache)


async def _actor(request: web.Request, uri: str) -> web.Response:
    assembly = request.app[ASSEMBLY]
    kept = request.app[DOCUMENTS]
    now = assembly.home.clock.monotonic()
    body = kept.get(uri, now)
    if body is None:
        facts = await documents.actor_by_uri(uri)
        if facts is None:
            raise NotFound(uri)
        if facts.account["deleted_at"] is not None:
            raise Gone(uri)
        body = orjson.dumps(actor.document(assembly.home, facts))
        kept.put(uri, body, now)
    return web.Response(body=body, headers=_HEADERS)


async def show_actor(request: web.Request) -> web.StreamResponse:
    """Show the actor whose id is asked for: a member or a community's Group."""
    return await _actor(request, asked_uri(request))


@routes.get("/actor", name="instance_actor")
async def show_instance_actor(request: web.Request) -> web.StreamResponse:
    """Show the Application that signs this instance's own requests; always public.

    Lemmy and PieFed look for it under the root of the site, so the front page shows it too.
    """
    home = request.app[ASSEMBLY].home
    return await _actor(request, addresses.instance_actor(home.base_url))


@routes.get("/partner", name="partner_actor")
async def show_partner(request: web.Request) -> web.StreamResponse:
    """Show the Organization that speaks for this partner."""
    home = request.app[ASSEMBLY].home
    return await _actor(request, addresses.partner_actor(home.base_url))
