"""Errors: one of the two places that catch everything, and the only one that answers with it.

A `Problem` shows its public sentence, a refusal of a remote server its reason, anything else an
incident number whose details stand in our log alone. The shape follows the reader: JSON for
clients and servers, a page for people. A remote server's own words are never shown to anybody.
"""

import secrets
from collections.abc import Awaitable, Callable

import orjson
import structlog
from aiohttp import web

from federation.errors import Deferred, Rejected
from models.database import OperationalError
from models.errors import Invalid, NotFound, Problem, TooMany, Unavailable
from server.keys import IS_NOTED, PAGES
from server.metrics import ERRORS, REFUSED
from server.middleware import headers
from server.web.pages import wants_page

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
log = structlog.get_logger()


async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Return the handler's answer, or the answer that its error means."""
    try:
        if request.method == "OPTIONS" and headers.is_open(request.path):
            return headers.preflight(request)
        return await handler(request)
    except Problem as problem:
        return _refused(request, problem)
    except Rejected as rejected:
        return _rejected(request, rejected)
    except Deferred as deferred:
        if IS_NOTED not in request:
            REFUSED.labels(deferred.reason).inc()
        return _answer(request, 503, deferred.reason, Unavailable().public, retry_after=30)
    except web.HTTPException as error:
        return _translated(request, error)
    except OperationalError as error:
        log.error("database.unavailable", path=request.path, error=str(error)[:300])
        return _refused(request, Unavailable())
    except Exception:  # one of the two error doors (CONTRIBUTING.md)
        return _incident(request)


def _refused(request: web.Request, problem: Problem) -> web.StreamResponse:
    log.debug("request.refused", code=problem.code, path=request.path, detail=problem.detail)
    retry_after = problem.retry_after_seconds if isinstance(problem, TooMany) else None
    extra: dict[str, object] = {}
    if isinstance(problem, Invalid) and problem.fields:
        extra["details"] = {
            field: [{"error": code, "description": sentence} for code, sentence in faults]
            for field, faults in problem.fields.items()
        }
    return _answer(
        request, problem.status, problem.code, problem.public, retry_after=retry_after, extra=extra
    )


def _rejected(request: web.Request, rejected: Rejected) -> web.StreamResponse:
    if IS_NOTED not in request:
        REFUSED.labels(rejected.reason).inc()
        log.info(
            f"request.{rejected.reason}",
            path=request.path,
            peer=request.remote,
            size=request.content_length,
            detail=rejected.detail[:300],
        )
    return _answer(request, rejected.status, rejected.reason, str(rejected.reason))


def _translated(request: web.Request, error: web.HTTPException) -> web.StreamResponse:
    """Give aiohttp's own answers (no such route, wrong method, a redirect) our shape."""
    if error.status < 400:
        return web.Response(status=error.status, headers={"Location": error.headers["Location"]})
    if error.status == 404:
        return _refused(request, NotFound())
    response = _answer(request, error.status, "refused", error.reason)
    if "Allow" in error.headers:
        response.headers["Allow"] = error.headers["Allow"]
    return response


def _incident(request: web.Request) -> web.StreamResponse:
    number = secrets.token_hex(4)
    ERRORS.labels("request").inc()
    log.exception("request.failed", incident=number, path=request.path, method=request.method)
    sentence = f"Something went wrong on our side. Incident {number}"
    return _answer(request, 500, "incident", sentence, incident=number)


def _answer(
    request: web.Request,
    status: int,
    code: str,
    sentence: str,
    *,
    retry_after: float | None = None,
    incident: str = "",
    extra: dict[str, object] | None = None,
) -> web.StreamResponse:
    if wants_page(request):
        response: web.Response = request.app[PAGES].error(request, status, incident)
    else:
        body = orjson.dumps({"error": sentence, "code": code, **(extra or {})})
        response = web.Response(status=status, body=body, content_type="application/json")
    if retry_after is not None:
        response.headers["Retry-After"] = str(max(1, round(retry_after)))
    return response
