"""Furnishing: gives an application its desk, whichever room asks for it first."""

from aiohttp import web

from server.desk import DESK, close, furnish
from server.keys import ASSEMBLY


def ensure(app: web.Application) -> None:
    """Put a desk into the application, unless it has one."""
    if DESK in app:
        return
    assembly = app[ASSEMBLY]
    app[DESK] = furnish(assembly.settings, assembly.home, assembly.pages, assembly.resolver)
    app.on_cleanup.append(close)
