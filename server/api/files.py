"""Files: the images of posts and profiles, served so that they can be nothing else.

Every answer forbids sniffing and scripts, has the type that we encoded, and is never a document
that another server could take for an actor. What was taken away is absent at once.
"""

from aiohttp import web

from models.errors import NotFound
from models.queries import uploads
from server.desk import DESK

pages = web.RouteTableDef()

_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@pages.get("/media/{key}", name="media")
async def show_file(request: web.Request) -> web.StreamResponse:
    """Serve a stored image."""
    desk, key = request.app[DESK], request.match_info["key"]
    path = desk.storage.path(key)
    if path is None or path.suffix not in _TYPES:
        raise NotFound("media")
    if not desk.storage.is_profile(key) and not await uploads.is_served(key):
        raise NotFound("media")
    if not path.is_file():
        raise NotFound("media")
    return web.FileResponse(path, headers={**_HEADERS, "Content-Type": _TYPES[path.suffix]})
