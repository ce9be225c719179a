"""Keys: the typed names under which the application carries its parts."""

from aiohttp import web

from server.assembly import Assembly
from server.web.pages import Pages

ASSEMBLY = web.AppKey("assembly", Assembly)
"""Everything the handlers work with."""
PAGES = web.AppKey("pages", Pages)
"""The pages, needed also by the error door."""
