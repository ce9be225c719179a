"""Hashtags' pages, where the hashtags of our members' posts lead."""

from urllib.parse import quote

from aiohttp import web

from models.errors import NotFound
from server.web.filling import slices, tags
from server.web.handlers.reading import READING

routes = web.RouteTableDef()
_LONGEST = 255


@routes.get("/tags/{name}", name="tag_page")
async def show_tag(request: web.Request) -> web.StreamResponse:
    """Show the newest public posts with a hashtag."""
    name = request.match_info["name"]
    if len(name) > _LONGEST or not name.isprintable():
        raise NotFound(request.path)
    reading = request.app[READING]
    place = await reading.place(request)
    part = slices.asked(f"/tags/{quote(name)}", request.query)
    return reading.answer(request, await tags.fill(place, name, part, request.path_qs))
