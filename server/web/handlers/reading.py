"""Reading: what the handlers of public pages share, and how their answers may be kept.

A handler finds out where the reader stands, lets `filling` make a view and answers it. The reader
is always anybody: nothing that depends on a login may be shown here, because answers may be kept by
caches for some seconds.
"""

import msgspec
from aiohttp import web

from models.home import Home
from server.web.filling.place import Place
from server.web.filling.venture import Venture, VentureShelf
from server.web.pages import Pages
from server.web.views import View

_KEPT = "public, max-age=30"


class Reading:
    """The shared parts of one process."""

    def __init__(self, home: Home, pages: Pages, partner_name: str) -> None:
        """`partner_name` is the partner's name as the settings give it."""
        self.home = home
        self.pages = pages
        self._shelf = VentureShelf(home, partner_name)

    def host(self, request: web.Request) -> str:
        """Return the authority that was asked; an unknown one counts as the partner's own."""
        host = request.host.lower()
        return host if host in self.home.hosts else self.home.domain

    async def place(self, request: web.Request) -> Place:
        """Return where the reader stands."""
        host = self.host(request)
        venture = await self._shelf.take()
        self._name_site(request, host, venture)
        return Place(home=self.home, venture=venture, host=host)

    def answer(self, request: web.Request, view: View) -> web.Response:
        """Return a view as the answer to anybody."""
        response = self.pages.respond(request, view)
        # An answer that sets the language of one reader is for that reader alone.
        is_personal = view.is_private or bool(response.cookies)
        response.headers["Cache-Control"] = "no-store" if is_personal else _KEPT
        return response

    def _name_site(self, request: web.Request, host: str, venture: Venture) -> None:
        """Give a community's own domain the community's name, once it is known."""
        community = venture.at(host) if host != self.home.domain else None
        site = self.pages.site(request)
        if community is not None and site.domain == host and site.title != community["name"]:
            self.pages.adopt(host, msgspec.structs.replace(site, title=community["name"]))


READING = web.AppKey("reading", Reading)


def moved(url: str, *, varies: bool = False) -> web.Response:
    """Return the redirect to `url`; it varies where the same address is also a document."""
    headers = {"Location": url, "Cache-Control": _KEPT}
    if varies:
        headers["Vary"] = "Accept"
    return web.Response(status=302, headers=headers)
