"""Routing: how a function becomes an address of the API.

A resource's file declares `routes = Routes()` and decorates its handlers; `register` finds the
tables of a package and adds them to the application. The decorator says everything about a route
(scope, parameters, what it answers), and that is also what the OpenAPI document, the metrics and
the generated tests are made of. Without `public=True` a route needs a member with the scope; there
is no way to forget it.

A request passes here in this order: who asks, may the app do this, how often has it asked, what
did it send. Only then the handler runs. Answers are structs, bytes that are JSON already, or a
`Reply` with a status of its own.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from types import ModuleType
from typing import Any, Literal, TypeVar, cast

import msgspec
from aiohttp import web

from models.errors import Forbidden, Invalid, Unauthenticated
from server import bodies
from server.call import Call
from server.desk import DESK, Desk
from server.identity import Caller
from server.parameters import Shape, merge, nested
from server.ratelimits import Remaining
from server.scopes import granting

LimitName = Literal["uploads", "apps", "removals"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Handler = Callable[[Call[Any]], Awaitable[Any]]
H = TypeVar("H", bound=Handler)

_JSON = "application/json; charset=utf-8"
_ENCODER = msgspec.json.Encoder()
_PLACE = re.compile(r"\{([a-z_]+)\}")


class Nothing(msgspec.Struct):
    """The parameters of a route that has none, and the answer of one that has nothing to say."""


class Reply(msgspec.Struct, frozen=True):
    """An answer with a status of its own."""

    status: int
    entity: Any


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One address and what is known about it."""

    method: Method
    path: str
    handler: Handler
    scopes: tuple[str, ...] = ()
    """Any of these is enough; none means that any token is."""
    is_public: bool = False
    """Anybody may ask, and a member may see more."""
    needs: Literal["member", "app", "either"] = "member"
    """Whose token a route that is not public wants."""
    form: type[Any] = Nothing
    entity: Any = Nothing
    limit: LimitName | None = None

    @property
    def name(self) -> str:
        """The route's name in metrics: its path, in dots; the same for every method."""
        return ".".join(_PLACE.sub(r"\1", self.path).strip("/").replace("-", "_").split("/"))


class Routes:
    """The routes of one resource."""

    def __init__(self) -> None:
        self._routes: list[Route] = []

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes)

    def add(self, method: Method, path: str, **facts: Any) -> Callable[[H], H]:
        """Declare a route; `facts` are fields of `Route` (`scope` may name one scope)."""
        scope = facts.pop("scope", ())
        scopes = (scope,) if isinstance(scope, str) else tuple(scope)
        is_public = facts.pop("public", False)

        def declare(handler: H) -> H:
            self._routes.append(
                Route(
                    method=method,
                    path=path,
                    handler=handler,
                    scopes=scopes,
                    is_public=is_public,
                    **facts,
                )
            )
            return handler

        return declare

    def get(self, path: str, **facts: Any) -> Callable[[H], H]:
        """Declare a GET route."""
        return self.add("GET", path, **facts)

    def post(self, path: str, **facts: Any) -> Callable[[H], H]:
        """Declare a POST route."""
        return self.add("POST", path, **facts)

    def put(self, path: str, **facts: Any) -> Callable[[H], H]:
        """Declare a PUT route."""
        return self.add("PUT", path, **facts)

    def patch(self, path: str, **facts: Any) -> Callable[[H], H]:
        """Declare a PATCH route."""
        return self.add("PATCH", path, **facts)

    def delete(self, path: str, **facts: Any) -> Callable[[H], H]:
        """Declare a DELETE route."""
        return self.add("DELETE", path, **facts)


def tables(rooms: Sequence[ModuleType]) -> list[Route]:
    """Return the routes of these modules; fixed paths stand before those with an id."""
    found = [
        route for room in rooms for route in cast(Sequence[Route], getattr(room, "routes", ()))
    ]
    return sorted(found, key=lambda route: (_PLACE.sub("~", route.path), route.method))


def register(app: web.Application, routes: Sequence[Route]) -> None:
    """Add routes to the application, each with and without a slash at the end."""
    resources: dict[str, list[web.Resource]] = {}
    for route in routes:
        if route.path not in resources:
            resources[route.path] = _resources(app, route)
        serve = _serving(route)
        for resource in resources[route.path]:
            resource.add_route(route.method, serve)


def _resources(app: web.Application, route: Route) -> list[web.Resource]:
    """Return the path with and without its slash; fixed ones are found without any search."""
    if "{" in route.path:
        return [app.router.add_resource(f"{route.path}{{_:/?}}", name=route.name)]
    return [
        app.router.add_resource(route.path, name=route.name),
        app.router.add_resource(f"{route.path}/"),
    ]


def _serving(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    shape = Shape(route.form)
    accepted: frozenset[str] = frozenset().union(*(granting(each) for each in route.scopes))

    async def serve(request: web.Request) -> web.StreamResponse:
        """Check, read, ask the handler, answer."""
        desk = request.app[DESK]
        caller = await desk.identities.caller(request)
        _admit(route, accepted, caller)
        left = _count(route, desk, request, caller)
        call = Call(request, desk, caller, await _form(route, shape, desk, request))
        call.headers.update(left.headers())
        return _answer(call, await route.handler(call))

    return serve


def _admit(route: Route, accepted: frozenset[str], caller: Caller | None) -> None:
    if caller is None:
        if not route.is_public:
            raise Unauthenticated("no token")
        return
    if accepted and accepted.isdisjoint(caller.scopes):
        raise Forbidden("This action is outside the authorized scopes")
    if route.is_public or route.needs == "either":
        return
    if (caller.account_id is None) != (route.needs == "app"):
        wanted = "an authenticated user" if route.needs == "member" else "a token of an app"
        raise Invalid(f"This method requires {wanted}")


def _count(route: Route, desk: Desk, request: web.Request, caller: Caller | None) -> Remaining:
    """Count the request under every limit that concerns it; returns the tightest."""
    counters, limits = desk.counters, desk.limits
    who: str | int
    if caller is None:
        who = desk.visitors.address(request)
        left = counters.take(limits.address, who)
    else:
        left = counters.take(limits.token, caller.token.id)
        who = caller.token.id
        if caller.account_id is not None:
            who = caller.account_id
            left = min(left, counters.take(limits.member, who), key=lambda each: each.remaining)
    if route.limit is not None:
        if caller is None or caller.account_id is None:
            who = desk.visitors.address(request)
        special = counters.take(getattr(limits, route.limit), who)
        left = min(left, special, key=lambda each: each.remaining)
    return left


async def _form(route: Route, shape: Shape[Any], desk: Desk, request: web.Request) -> Any:
    query = request.query_string
    if request.method == "GET" and not query:
        return shape.nothing()
    parameters = nested(request.query.items()) if query else {}
    if request.method != "GET":
        settings = desk.settings
        parameters = merge(parameters, await bodies.read(request, settings.limits, settings.media))
    return shape.read(parameters)


def _answer(call: Call[Any], result: Any) -> web.Response:
    status = 200
    if isinstance(result, Reply):
        status, result = result.status, result.entity
    body = result if isinstance(result, bytes) else _ENCODER.encode(result)
    call.headers["Content-Type"] = _JSON
    call.headers.setdefault("Cache-Control", "private, no-store")
    return web.Response(status=status, body=body, headers=call.headers)
