"""Pages as answers: which site a host shows, which language a reader gets, and the response.

Handlers fill a view and call `Pages.respond`; the renderer itself knows nothing of requests.
"""

from aiohttp import web

from server.web.languages import LANGUAGE_COOKIE, choose_language
from server.web.render import Renderer
from server.web.views import PageView, SiteView, View
from server.web.views.errors import ErrorView

_YEAR_SECONDS = 31_536_000
_MACHINE_PATHS = ("/api/", "/oauth/token", "/oauth/revoke", "/.well-known/", "/nodeinfo", "/inbox")


class Pages:
    """Turns views into responses for every site that this instance serves."""

    def __init__(self, renderer: Renderer, sites: dict[str, SiteView], default: str) -> None:
        """`sites` by authority; `default` is the authority shown to any other Host."""
        self._renderer = renderer
        self._sites = sites
        self._default = default

    def site(self, request: web.BaseRequest) -> SiteView:
        """Return the site that the request's Host names."""
        return self._sites.get(request.host.lower()) or self._sites[self._default]

    def adopt(self, host: str, site: SiteView) -> None:
        """Show `site` under `host` from now on (a community was founded)."""
        self._sites[host] = site

    def respond(self, request: web.Request, view: View) -> web.Response:
        """Return `view` in the reader's language; a language asked for by link is remembered."""
        asked = request.query.get("lang")
        language = choose_language(
            request.headers.get("Accept-Language"),
            query=asked,
            cookie=request.cookies.get(LANGUAGE_COOKIE),
        )
        rendered = self._renderer.render(view, self.site(request), language)
        response = web.Response(
            status=rendered.status, body=rendered.body, headers=rendered.headers
        )
        if asked == language:
            response.set_cookie(
                LANGUAGE_COOKIE, language, max_age=_YEAR_SECONDS, samesite="Lax", httponly=True
            )
        return response

    def error(self, request: web.Request, status: int, incident: str) -> web.Response:
        """Return the page for a refusal or a fault."""
        page = PageView(path=request.path_qs, is_indexable=False)
        return self.respond(request, ErrorView(page=page, code=status, incident=incident or None))


def wants_page(request: web.BaseRequest) -> bool:
    """Return whether the reader is a person with a browser rather than a program."""
    if request.path.startswith(_MACHINE_PATHS):
        return False
    return "text/html" in request.headers.get("Accept", "")
