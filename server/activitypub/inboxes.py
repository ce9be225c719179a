"""Inboxes: the shared one, and one for each actor, all leading through the same gate.

The handler reads the raw body within its limits and hands over; what is accepted is on disk before
the sender hears 202. No inbox ever answers 410: some peers would never come back (PieFed).
"""

from aiohttp import web

from models.errors import NotFound
from server.activitypub.readers import as_signed
from server.connections import read_body
from server.keys import ASSEMBLY, IS_NOTED

routes = web.RouteTableDef()


@routes.post("/inbox", name="shared_inbox")
@routes.post("/actor/inbox", name="instance_inbox")
@routes.post("/partner/inbox", name="partner_inbox")
@routes.post("/users/{username}/inbox", name="inbox")
@routes.post("/c/{slug}/inbox", name="community_inbox")
async def receive(request: web.Request) -> web.StreamResponse:
    """Take an activity in: 202 once it is stored, a refusal with a reason otherwise."""
    assembly = request.app[ASSEMBLY]
    limits = assembly.settings.limits
    limit = assembly.settings.federation.document_bytes
    body = await read_body(request, limit, limits.body_seconds)
    request[IS_NOTED] = True
    await assembly.inbox.receive(as_signed(request, body))
    return web.Response(status=202)


@routes.get("/inbox", name="shared_inbox_read")
@routes.get("/users/{username}/inbox", name="inbox_read")
async def refuse_reading(request: web.Request) -> web.StreamResponse:
    """Nobody reads an inbox from outside."""
    raise NotFound(request.path)
