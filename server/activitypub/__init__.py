"""ActivityPub: the addresses that other servers ask, and the inboxes they post to.

Handlers find a row, hand it to `federation/objects` and answer bytes. What is public is served to
anybody; what is not, only to a signed request of somebody who may see it; everything else looks
absent.
"""

from aiohttp import web

from server.activitypub import actors, collections, inboxes, logs, objects, wellknown


def register(app: web.Application) -> None:
    """Add the routes of this room; those that are pages too are added by `server/app.py`."""
    app[actors.DOCUMENTS] = actors.ActorCache()
    for room in (wellknown, actors, collections, objects, inboxes, logs):
        app.router.add_routes(room.routes)
