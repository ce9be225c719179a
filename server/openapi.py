"""OpenAPI: the API described from its own routes, so that the description cannot be wrong.

`GET /api/openapi.json` and `docs/openapi.json` enter here. Everything comes from what a route's
decorator says: path, scope, the struct of its parameters, the struct of its answer.
"""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from server.parameters import Upload
from server.routing import Nothing, Route
from server.scopes import SCOPES
from server.version import VERSION

_PLACE = re.compile(r"\{([a-z_]+)\}")
_ERRORS = {
    "400": "The request cannot be read",
    "401": "The access token is invalid",
    "403": "Outside the scopes of the token, or not allowed",
    "404": "Absent, or not for this reader",
    "422": "The parameters were read and cannot be accepted",
    "429": "Too many requests",
    "503": "Please try again later",
}


def document(routes: Sequence[Route]) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of these routes."""
    kinds = _kinds(routes)
    schemas, components = msgspec.json.schema_components(
        kinds, ref_template="#/components/schemas/{name}"
    )
    by_kind = {_key(kind): schema for kind, schema in zip(kinds, schemas, strict=True)}
    components["Error"] = {
        "type": "object",
        "properties": {"error": {"type": "string"}, "code": {"type": "string"}},
        "required": ["error"],
    }
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        operation = _operation(route, by_kind, components)
        paths.setdefault(route.path, {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hanse",
            "version": VERSION,
            "description": "The part of the Mastodon API that this instance speaks.",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"oauth": _security()},
        },
    }


def _key(kind: Any) -> str:
    return repr(kind)


def _kinds(routes: Sequence[Route]) -> list[Any]:
    kinds: dict[str, Any] = {}
    for route in routes:
        for kind in (route.form, route.entity):
            kinds.setdefault(_key(kind), kind)
    return list(kinds.values())


def _operation(route: Route, by_kind: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    purpose = (route.handler.__doc__ or "").strip().partition("\n")[0]
    answer = by_kind[_key(route.entity)]
    operation: dict[str, Any] = {
        "operationId": f"{route.method.lower()}.{route.name}",
        "summary": purpose,
        "parameters": _path_parameters(route),
        "responses": {
            "200": {
                "description": "As asked",
                "content": {"application/json": {"schema": answer}},
            },
            "default": {
                "description": "; ".join(f"{code}: {text}" for code, text in _ERRORS.items()),
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
            },
        },
        "security": _needs(route),
    }
    if route.form is Nothing:
        return operation
    if route.method == "GET":
        operation["parameters"] += _query_parameters(route, by_kind, components)
    else:
        kind = "multipart/form-data" if _has_upload(route.form) else "application/json"
        operation["requestBody"] = {"content": {kind: {"schema": by_kind[_key(route.form)]}}}
    return operation


def _needs(route: Route) -> list[dict[str, list[str]]]:
    needed: list[dict[str, list[str]]] = [{"oauth": [each]} for each in route.scopes]
    if route.is_public:
        return [{}, *needed]
    return needed or [{"oauth": []}]


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PLACE.findall(route.path)
    ]


def _query_parameters(
    route: Route, by_kind: dict[str, Any], components: dict[str, Any]
) -> list[dict[str, Any]]:
    name = by_kind[_key(route.form)]["$ref"].rpartition("/")[2]
    schema = components[name]
    required = schema.get("required", [])
    return [
        {"name": each, "in": "query", "required": each in required, "schema": facts}
        for each, facts in schema["properties"].items()
    ]


def _has_upload(form: type[Any]) -> bool:
    return any(
        field.type is Upload or Upload in getattr(field.type, "__args__", ())
        for field in msgspec.structs.fields(form)
    )


def _security() -> dict[str, Any]:
    return {
        "type": "oauth2",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": "/oauth/authorize",
                "tokenUrl": "/oauth/token",
                "scopes": dict.fromkeys(SCOPES, ""),
            }
        },
    }
