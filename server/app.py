"""The application: all rooms of the server behind one door.

`create_app` is what `hanse run` serves and what tests serve; it opens nothing itself, because the
assembly it gets is open already.
"""

from collections.abc import Awaitable, Callable

from aiohttp import web

from server import activitypub, api, oauth, operations
from server.activitypub.actors import show_actor, show_instance_actor
from server.activitypub.answers import wants_activity
from server.activitypub.objects import show_post
from server.assembly import Assembly
from server.keys import ASSEMBLY, PAGES
from server.middleware.door import door
from server.web import handlers as pages

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def create_app(assembly: Assembly) -> web.Application:
    """Return the application of one instance."""
    app = web.Application(middlewares=[door], client_max_size=assembly.settings.limits.body_bytes)
    app[ASSEMBLY] = assembly
    app[PAGES] = assembly.pages
    operations.register(app)
    activitypub.register(app)
    oauth.register(app)
    api.register(app)
    pages.register(app)
    _register_shared(app)
    return app


def _register_shared(app: web.Application) -> None:
    """Add the addresses that are a document for servers and a page for people."""
    shared = (
        ("/", "front_page", show_instance_actor, pages.show_front),
        ("/users/{username}", "actor", show_actor, pages.show_member),
        ("/c/{slug}", "community", show_actor, pages.show_community),
        ("/users/{username}/posts/{token}", "post", show_post, pages.show_post),
    )
    for path, name, for_servers, for_people in shared:
        app.router.add_get(path, _negotiated(for_servers, for_people), name=name)


def _negotiated(for_servers: Handler, for_people: Handler) -> Handler:
    async def show(request: web.Request) -> web.StreamResponse:
        """Choose by what the asker accepts."""
        if wants_activity(request):
            return await for_servers(request)
        return await for_people(request)

    return show
