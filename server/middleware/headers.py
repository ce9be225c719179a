"""Headers: what every answer carries, whoever made it.

CORS is open without credentials where clients in browsers need it (client-api.md §1): the API,
token endpoints and discovery documents; nowhere else.
"""

from aiohttp import web

_OPEN = ("/api/", "/oauth/token", "/oauth/revoke", "/oauth/userinfo", "/.well-known/", "/nodeinfo")
_EXPOSED = (
    "Link, Mastodon-Async-Refresh, X-RateLimit-Limit, X-RateLimit-Remaining, "
    "X-RateLimit-Reset, X-Request-Id"
)
SERVER = "hanse"
_METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS"


def is_open(path: str) -> bool:
    """Return whether scripts of other sites may read this path."""
    return path.startswith(_OPEN)


def finish(request: web.Request, response: web.StreamResponse) -> None:
    """Add the common headers; what a handler has set stays."""
    answer = response.headers
    answer.setdefault("X-Content-Type-Options", "nosniff")
    # aiohttp would tell its own version and Python's, which helps nobody but an attacker.
    answer["Server"] = SERVER
    if is_open(request.path):
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Expose-Headers"] = _EXPOSED
    if request.secure:
        answer.setdefault("Strict-Transport-Security", "max-age=31536000")


def preflight(request: web.Request) -> web.Response:
    """Answer a browser that asks whether it may ask."""
    allowed = request.headers.get("Access-Control-Request-Headers", "Authorization")
    return web.Response(
        status=204,
        headers={
            "Access-Control-Allow-Methods": _METHODS,
            "Access-Control-Allow-Headers": allowed[:500],
            "Access-Control-Max-Age": "86400",
        },
    )
