"""Logs: a partner's activities of a community in the order they came, for the other partners.

How an instance that was away, or is new, gets everything: it asks each partner for what came after
the last number it knows. Only partners of the roster may ask, each with a signed GET.
"""

from aiohttp import web

from models.errors import Malformed, NotFound
from server.activitypub.answers import asked_uri, document
from server.activitypub.readers import as_signed
from server.keys import ASSEMBLY

routes = web.RouteTableDef()


@routes.get("/logs/{name}", name="log")
async def show_log(request: web.Request) -> web.StreamResponse:
    """Show the head of a log, or the page after `?after=SEQ`."""
    assembly = request.app[ASSEMBLY]
    sender = await assembly.federation.verifier.verify(
        as_signed(request, b""), hosts=assembly.home.hosts
    )
    after = request.query.get("after")
    if after is not None and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise Malformed("after must be a number")
    page = await assembly.logs.page(
        asked_uri(request), sender.actor_uri, None if after is None else int(after)
    )
    if page is None:
        raise NotFound(request.path)
    return document(page, is_private=True)
