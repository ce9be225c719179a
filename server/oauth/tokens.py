"""Tokens: codes and secrets in, bearer tokens out; and their end.

Apps enter with a form or JSON, and say who they are in the body or by Basic authentication. Errors
have the shape of RFC 6749 §5.2, because apps tell them apart by it.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote_plus

import orjson
from aiohttp import web

from models.actions import oauth
from models.errors import Problem
from models.ids import digest
from models.queries import tokens
from models.tables.oauth import App
from models.values.oauth import IssuedToken, Redemption
from server import bodies
from server.desk import DESK, Desk
from server.parameters import merge, nested
from server.scopes import DEFAULT, covers, parse

pages = web.RouteTableDef()

_HEADERS = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_INVALID_GRANT = (
    "The provided authorization grant is invalid, expired, revoked, does not match the "
    "redirection URI used in the authorization request, or was issued to another client."
)


class Refused(Exception):
    """An answer with an OAuth error code."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status


Words = dict[str, str]
Handler = Callable[[Desk, App, Words], Awaitable[dict[str, Any]]]


async def _serve(request: web.Request, handler: Handler) -> web.StreamResponse:
    desk = request.app[DESK]
    try:
        desk.counters.take(desk.limits.address, desk.visitors.address(request))
        words = await _words(request, desk)
        app = await _client(request, words)
        answer = await handler(desk, app, words)
    except Refused as refused:
        body = {"error": refused.error, "error_description": refused.description}
        headers = dict(_HEADERS)
        if refused.status == 401:
            headers["WWW-Authenticate"] = 'Basic realm="OAuth"'
        return _json(body, refused.status, headers)
    return _json(answer, 200, _HEADERS)


def _json(body: dict[str, Any], status: int, headers: dict[str, str]) -> web.Response:
    return web.Response(
        status=status, body=orjson.dumps(body), content_type="application/json", headers=headers
    )


async def _words(request: web.Request, desk: Desk) -> Words:
    """Return the parameters that are text; some apps add junk of other kinds."""
    settings = desk.settings
    try:
        body = await bodies.read(request, settings.limits, settings.media)
        found = merge(nested(request.query.items()), body)
    except Problem as problem:
        raise Refused("invalid_request", problem.public) from problem
    return {name: value for name, value in found.items() if isinstance(value, str)}


async def _client(request: web.Request, words: Words) -> App:
    client_id, client_secret = words.get("client_id", ""), words.get("client_secret", "")
    header = request.headers.get("Authorization", "")
    if header[:6].lower() == "basic ":
        try:
            pair = base64.b64decode(header[6:], validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise _unknown_client() from error
        name, _, secret = pair.partition(":")
        client_id, client_secret = unquote_plus(name), unquote_plus(secret)
    app = await tokens.app(client_id) if client_id and "\x00" not in client_id else None
    expected = app.secret_digest if app is not None else digest("")
    # Compared also when there is no such app, so that both answers take equally long.
    fits = hmac.compare_digest(expected, digest(client_secret))
    if app is None or not fits:
        raise _unknown_client()
    return app


def _unknown_client() -> Refused:
    return Refused(
        "invalid_client",
        "Client authentication failed due to unknown client, no client authentication included, "
        "or unsupported authentication method.",
        401,
    )


@pages.post("/oauth/token{_:/?}", name="oauth_token")
async def create_token(request: web.Request) -> web.StreamResponse:
    """Give an app a token for a code, or one of its own."""
    return await _serve(request, _grant)


async def _grant(desk: Desk, app: App, words: Words) -> dict[str, Any]:
    kind = words.get("grant_type", "")
    if kind == "authorization_code":
        return _shown(await _redeem(desk, app, words))
    if kind != "client_credentials":
        raise Refused(
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server.",
        )
    scopes = parse(words.get("scope", DEFAULT))
    if scopes is None or not covers(app.scopes.split(), scopes):
        raise Refused("invalid_scope", "The requested scope is invalid, unknown, or malformed.")
    return _shown(await oauth.create_token(desk.home, app.id, None, " ".join(scopes)))


async def _redeem(desk: Desk, app: App, words: Words) -> IssuedToken:
    verifier = words.get("code_verifier", "")
    challenge = ""
    if verifier:
        hashed = hashlib.sha256(verifier.encode("utf-8", "replace")).digest()
        challenge = base64.urlsafe_b64encode(hashed).decode().rstrip("=")
    issued = await oauth.redeem_grant(
        desk.home,
        Redemption(
            code=words.get("code", ""),
            app_id=app.id,
            redirect_uri=words.get("redirect_uri", ""),
            challenge=challenge,
        ),
    )
    if issued is None:
        # A replay has ended a token that this process may still believe in.
        desk.identities.forget_all()
        raise Refused("invalid_grant", _INVALID_GRANT)
    return issued


def _shown(issued: IssuedToken) -> dict[str, Any]:
    return {
        "access_token": issued.token,
        "token_type": "Bearer",
        "scope": issued.scopes,
        "created_at": int(issued.created_at.timestamp()),
    }


@pages.post("/oauth/revoke{_:/?}", name="oauth_revoke")
async def revoke_token(request: web.Request) -> web.StreamResponse:
    """End a token of the app that asks; a token that is none of its own changes nothing."""
    return await _serve(request, _revoke)


async def _revoke(desk: Desk, app: App, words: Words) -> dict[str, Any]:
    token = words.get("token", "")
    await oauth.revoke(desk.home, app.id, token)
    desk.identities.forget(token)
    return {}
