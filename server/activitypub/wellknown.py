"""Discovery documents: WebFinger, host-meta, NodeInfo.

Asked by every peer before anything else, so they are small, cacheable and never wrong about a
host: a handle is answered only for the authority it names (O12), and users and Groups share one
namespace.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from xml.sax.saxutils import quoteattr

import orjson
from aiohttp import web

from models import addresses
from models.actions import accounts
from models.errors import Malformed, NotFound
from models.queries import instance, members
from models.tables.account import Account
from server.keys import ASSEMBLY
from server.version import VERSION

routes = web.RouteTableDef()
_ACTIVITY = "application/activity+json"
_NODEINFO = "http://nodeinfo.diaspora.software/ns/schema/"
_CACHE = {"Cache-Control": "public, max-age=3600"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _json(document: Any, content_type: str = "application/json") -> web.Response:
    return web.Response(body=orjson.dumps(document), content_type=content_type, headers=_CACHE)


@routes.get("/.well-known/webfinger", name="webfinger")
async def show_webfinger(request: web.Request) -> web.StreamResponse:
    """Tell which actor a handle or address of ours means (RFC 7033)."""
    resource = request.query.get("resource", "")
    if not resource or len(resource) > 2_048:
        raise Malformed("The resource parameter is missing or too long")
    account = await _find(request, resource)
    if account is None or await members.is_waiting(account.id):
        raise NotFound(f"webfinger {resource[:200]}")
    return _json(_descriptor(account), "application/jrd+json")


async def _find(request: web.Request, resource: str) -> Account | None:
    """Return our account that `resource` (acct:, @user@host, or an address) names."""
    home = request.app[ASSEMBLY].home
    if resource.startswith(("https://", "http://")):
        return await _by_address(request, resource)
    handle = resource.removeprefix("acct:").lstrip("@")
    username, _, domain = handle.rpartition("@")
    if not username or domain.lower() not in home.hosts:
        return None
    account = await accounts.by_handle(username, domain.lower())
    return account if account is not None and account.is_local else None


async def _by_address(request: web.Request, address: str) -> Account | None:
    home = request.app[ASSEMBLY].home
    if not home.is_ours(address):
        return None
    if address.rstrip("/") == home.base_url:
        address = addresses.instance_actor(home.base_url)
    prefix = f"{home.base_url}/@"
    if address.startswith(prefix):
        address = addresses.person(home.base_url, address.removeprefix(prefix))
    account = await accounts.by_uri(address)
    return account if account is not None and account.is_local else None


def _descriptor(account: Account) -> dict[str, Any]:
    """Return the JRD; the type of the actor tells users and Groups apart (as Lemmy does)."""
    actor_type = "https://www.w3.org/ns/activitystreams#type"
    page = account.url or account.uri
    return {
        "subject": f"acct:{account.username}@{account.domain}",
        "aliases": sorted({account.uri, page}),
        "links": [
            {
                "rel": "self",
                "type": _ACTIVITY,
                "href": account.uri,
                "properties": {actor_type: account.type},
            },
            {
                "rel": "http://webfinger.net/rel/profile-page",
                "type": "text/html",
                "href": page,
            },
        ],
    }


@routes.get("/.well-known/host-meta", name="host_meta")
async def show_host_meta(request: web.Request) -> web.StreamResponse:
    """Tell where WebFinger is (RFC 6415), for clients that start here."""
    home = request.app[ASSEMBLY].home
    template = quoteattr(f"{home.base_url}/.well-known/webfinger?resource={{uri}}")
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">'
        f'<Link rel="lrdd" template={template}/></XRD>'
    )
    return web.Response(text=body, content_type="application/xrd+xml", headers=_CACHE)


@routes.get("/.well-known/nodeinfo", name="nodeinfo_links")
async def show_nodeinfo_links(request: web.Request) -> web.StreamResponse:
    """Tell where NodeInfo is, and which actor speaks for the server (FEP-2677)."""
    home = request.app[ASSEMBLY].home
    links = [
        {"rel": f"{_NODEINFO}{version}", "href": f"{home.base_url}/nodeinfo/{version}"}
        for version in ("2.0", "2.1")
    ]
    application = "https://www.w3.org/ns/activitystreams#Application"
    links.append({"rel": application, "href": addresses.instance_actor(home.base_url)})
    return _json({"links": links})


@routes.get(r"/nodeinfo/{version:2\.[01]}", name="nodeinfo")
async def show_nodeinfo(request: web.Request) -> web.StreamResponse:
    """Tell what runs here and how large it is (NodeInfo 2.0 and 2.1)."""
    version = request.match_info["version"]
    assembly = request.app[ASSEMBLY]
    counts = await instance.counts(assembly.home)
    software = {"name": "hanse", "version": VERSION}
    if version == "2.1":
        software["repository"] = f"{assembly.home.base_url}/source"
    document = {
        "version": version,
        "software": software,
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": False,
        "usage": {
            "users": {
                "total": counts.members,
                "activeMonth": counts.active_month,
                "activeHalfyear": counts.active_half_year,
            },
            "localPosts": counts.posts,
        },
        # Clients that only know Mastodon's own name look for the API they can expect.
        "metadata": {
            "nodeName": assembly.settings.title or assembly.home.domain,
            "upstream": {"name": "mastodon"},
        },
    }
    return _json(document)
