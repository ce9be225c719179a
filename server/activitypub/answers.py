"""Answers: what the handlers of this room have in common.

An id is scheme, authority and path, so a handler finds its row by the address that was asked. A
request that reaches the process under another name (127.0.0.1 in a demo, an internal name behind a
proxy) counts as one for the instance's own domain.
"""

from typing import Any

import orjson
from aiohttp import web

from models.home import Home
from server.keys import ASSEMBLY

ACTIVITY_JSON = "application/activity+json"
_FRESH = {"Cache-Control": "public, max-age=60", "Vary": "Accept, Signature"}
_PRIVATE = {"Cache-Control": "private, no-store", "Vary": "Accept, Signature"}
_ACTIVITY_TYPES = ("application/activity+json", "application/ld+json", "application/json")


def base_url(request: web.BaseRequest, home: Home) -> str:
    """Return the beginning of the ids under the authority that the request names."""
    host = request.host.lower()
    if host in home.hosts:
        return f"{home.base_url.partition('://')[0]}://{host}"
    return home.base_url


def asked_uri(request: web.Request) -> str:
    """Return the id that this request asks for: authority and path, without the query."""
    return base_url(request, request.app[ASSEMBLY].home) + request.rel_url.raw_path


def wants_activity(request: web.BaseRequest) -> bool:
    """Return whether the asker is another server; a browser names text/html first."""
    accept = request.headers.get("Accept", "")
    if not any(kind in accept for kind in _ACTIVITY_TYPES):
        return False
    page = accept.find("text/html")
    return page < 0 or page > min(accept.find(k) for k in _ACTIVITY_TYPES if k in accept)


def document(value: dict[str, Any] | bytes, *, is_private: bool = False) -> web.Response:
    """Return an ActivityStreams document as an answer."""
    body = value if isinstance(value, bytes) else orjson.dumps(value)
    headers = _PRIVATE if is_private else _FRESH
    return web.Response(body=body, content_type=ACTIVITY_JSON, headers=headers)
