"""API: what clients of the Mastodon API ask; one resource a file, found by themselves.

Handlers get a checked `Call`, read through `models/queries`, change through one action of
`models/actions`, and answer entities. They never speak SQL, never loop over network calls, and
never decide who may see what.
"""

import importlib
import pkgutil
from types import ModuleType

import orjson
from aiohttp import web

from server import openapi, routing
from server.api import files
from server.furnishing import ensure
from server.routing import Route


def rooms() -> list[ModuleType]:
    """Return the modules of this package."""
    return [
        importlib.import_module(f"{__name__}.{each.name}")
        for each in pkgutil.iter_modules(__path__)
        if not each.ispkg
    ]


def every_route() -> list[Route]:
    """Return all routes of the API."""
    return routing.tables(rooms())


def register(app: web.Application) -> None:
    """Add the API, its description and the uploaded files to an application."""
    ensure(app)
    routes = every_route()
    routing.register(app, routes)
    app.router.add_routes(files.pages)
    description = orjson.dumps(openapi.document(routes))

    async def show_description(request: web.Request) -> web.StreamResponse:
        """Serve the OpenAPI document of these routes."""
        return web.Response(body=description, content_type="application/json")

    app.router.add_get("/api/openapi.json", show_description, name="openapi")
