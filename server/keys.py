"""Keys: the typed names under which the application carries its parts."""

from aiohttp import web

from server.assembly import Assembly
from server.web.pages import Pages

ASSEMBLY = web.AppKey("assembly", Assembly)
"""Everything the handlers work with."""
PAGES = web.AppKey("pages", Pages)
"""The pages, needed also by the error door."""
IS_NOTED = web.RequestKey("is_noted", bool)
"""Set on a request whose refusal is noted by whoever refuses it, so that it is noted once."""
