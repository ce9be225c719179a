"""Handlers: the addresses of the pages for people.

`server/app.py` enters. Addresses that are also a document for servers are added there, with the
functions exported here. Handlers ask no other room of the server; they read through
`server/web/filling`, and the only thing they ever write is a request for an account.
"""

from aiohttp import web

from server.keys import ASSEMBLY
from server.web.handlers import machines, posts, profiles, registration, tags
from server.web.handlers.communities import show_community, show_front
from server.web.handlers.posts import show_post
from server.web.handlers.profiles import show_member
from server.web.handlers.reading import READING, Reading

__all__ = ("add_pages", "register", "show_community", "show_front", "show_member", "show_post")


def register(app: web.Application) -> None:
    """Add the pages that are nothing but pages."""
    assembly = app[ASSEMBLY]
    name = assembly.settings.title or assembly.home.domain
    add_pages(app, Reading(assembly.home, assembly.pages, name))
    app.router.add_routes(registration.routes)


def add_pages(app: web.Application, reading: Reading) -> None:
    """Add the pages of `reading`."""
    app[READING] = reading
    machines.register(app)
    for room in (posts, profiles, tags):
        app.router.add_routes(room.routes)
