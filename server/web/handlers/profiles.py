"""Profiles: our members' pages; everybody else's are at their own home."""

from aiohttp import web

from models import addresses
from models.errors import NotFound
from models.queries import profiles
from server.web.filling import profiles as filling
from server.web.filling import slices
from server.web.handlers.reading import READING, moved

routes = web.RouteTableDef()


async def show_member(request: web.Request) -> web.StreamResponse:
    """Lead a person who opened a member's id to the member's page."""
    home = request.app[READING].home
    return moved(addresses.profile(home.base_url, request.match_info["username"]), varies=True)


@routes.get("/@{handle}", name="profile_page")
async def show_profile(request: web.Request) -> web.StreamResponse:
    """Show a member, or lead to where the account of this handle has its page.

    Only accounts that are known here are led to, so that nobody can make up where it goes.
    """
    reading = request.app[READING]
    place = await reading.place(request)
    username, _, domain = request.match_info["handle"].partition("@")
    account = await profiles.show(username, domain or place.host)
    if account["type"] == "Organization" and account["is_local"]:
        return moved("/")
    own_page = place.person_url(account)
    if own_page != request.path:
        return moved(own_page)
    if not account["is_local"]:
        raise NotFound(f"{own_page} is not ours to show")
    part = slices.asked(own_page, request.query)
    view = await filling.fill(place, account, part, request.path_qs)
    return reading.answer(request, view)
