"""The front page, of the partner or of the community whose domain it is, and communities' pages."""

from aiohttp import web

from models.errors import NotFound
from server.web.filling import communities, front, slices
from server.web.handlers.reading import READING


async def show_front(request: web.Request) -> web.StreamResponse:
    """Show the partner, or under a community's own domain the community."""
    reading = request.app[READING]
    place = await reading.place(request)
    part = slices.asked("/", request.query)
    if not place.is_neutral:
        return reading.answer(request, await front.fill(place, part, request.path_qs))
    row = place.venture.at(place.host)
    if row is None:
        raise NotFound(f"no community has the domain {place.host}")
    return reading.answer(request, await communities.fill(place, row, part, request.path_qs))


async def show_community(request: web.Request) -> web.StreamResponse:
    """Show a community; `slug@domain` names one of two that share a name."""
    reading = request.app[READING]
    place = await reading.place(request)
    slug, _, domain = request.match_info["slug"].partition("@")
    own_domain = place.host if place.is_neutral else None
    row = place.venture.community(slug.lower(), domain.lower() or own_domain)
    if row is None:
        raise NotFound(f"community {request.match_info['slug']}")
    part = slices.asked(place.community_path(row), request.query)
    return reading.answer(request, await communities.fill(place, row, part, request.path_qs))
