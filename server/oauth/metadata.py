"""Metadata: where OAuth's doors are and what they understand (RFC 8414)."""

import orjson
from aiohttp import web

from server.desk import DESK
from server.scopes import SCOPES

pages = web.RouteTableDef()


@pages.get("/.well-known/oauth-authorization-server", name="oauth_metadata")
async def show_metadata(request: web.Request) -> web.StreamResponse:
    """Show the metadata, with addresses as the asker reaches us."""
    base = request.app[DESK].visitors.origin(request)
    document = {
        "issuer": f"{base}/",
        "service_documentation": "https://docs.joinmastodon.org/",
        "authorization_endpoint": f"{base}/oauth/authorize",
        "token_endpoint": f"{base}/oauth/token",
        "revocation_endpoint": f"{base}/oauth/revoke",
        "userinfo_endpoint": f"{base}/oauth/userinfo",
        "app_registration_endpoint": f"{base}/api/v1/apps",
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
    }
    return web.Response(body=orjson.dumps(document), content_type="application/json")
