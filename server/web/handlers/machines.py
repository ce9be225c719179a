"""What browsers and crawlers ask for by themselves: the icon, and what not to crawl."""

from aiohttp import web

from server.web.assets import Assets, static_directory

routes = web.RouteTableDef()
ASSETS = web.AppKey("assets", Assets)
_DAY = {"Cache-Control": "public, max-age=86400"}
_ROBOTS = """User-agent: *
Disallow: /api/
Disallow: /auth/
Disallow: /oauth/
Disallow: /register
Disallow: /source
Disallow: /*?before=
Disallow: /*?after=
Disallow: /*lang=
"""


def register(app: web.Application) -> None:
    """Add the routes, and the addresses of the static files."""
    app[ASSETS] = Assets(static_directory())
    app.router.add_routes(routes)


@routes.get("/robots.txt", name="robots")
async def show_robots(_: web.Request) -> web.StreamResponse:
    """Ask crawlers to leave alone what is no page of its own."""
    return web.Response(text=_ROBOTS, headers=_DAY)


@routes.get("/favicon.ico", name="favicon")
async def show_icon(request: web.Request) -> web.StreamResponse:
    """Lead to the icon for browsers that ask without reading the page."""
    return web.Response(
        status=302, headers={**_DAY, "Location": request.app[ASSETS].url("icons/hanse.svg")}
    )
