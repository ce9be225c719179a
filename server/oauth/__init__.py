"""OAuth: members let apps act for them, and browsers log in.

An app is registered through the API (`server/api/apps.py`). Here a member logs in, sees what the
app wants, and says yes or no; the app exchanges the code for a token that never expires and can be
revoked. Only codes with exactly matching addresses are given out, only once, and only to the app
they were made for; there is no implicit and no password grant.
"""

from aiohttp import web

from server import routing
from server.furnishing import ensure
from server.oauth import authorize, login, metadata, tokens, userinfo


def register(app: web.Application) -> None:
    """Add the routes of this room."""
    ensure(app)
    for room in (authorize, login, metadata, tokens):
        app.router.add_routes(room.pages)
    routing.register(app, routing.tables([userinfo]))
