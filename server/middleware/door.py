"""The door: every request passes here once; it counts, times, and lets no error out raw.

One middleware instead of five, because each costs every request a coroutine. On the way in it does
nothing. On the way out it turns an error into an answer of the right kind (`errors`), adds the
headers that fence in every answer (`headers`), and notes route, status and time (`metrics`).
"""

import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from server.metrics import REQUEST_SECONDS, REQUESTS
from server.middleware import errors, headers

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def door(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer `request`, whatever happens inside."""
    started = time.perf_counter()
    response = await errors.guarded(request, handler)
    headers.finish(request, response)
    route = request.match_info.route.name or "other"
    REQUESTS.labels(route, request.method, response.status).inc()
    REQUEST_SECONDS.labels(route).observe(time.perf_counter() - started)
    return response
