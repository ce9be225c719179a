"""Operations: what an operator's tools ask, `/health` and `/metrics`, and the running source.

`/health` is for load balancers and tells in one word whether this process can do its work.
`/source` offers the program that runs, as the licence (AGPL-3.0 §13) promises every user.
"""

import asyncio
import hmac
import io
import ipaddress
import tarfile
from pathlib import Path

import orjson
from aiohttp import web

import federation
import models
import server
from models import sql
from models.errors import NotFound
from models.queries import waiting
from server.keys import ASSEMBLY
from server.metrics import QUEUE, QUEUE_AGE, exposition
from server.settings import Settings
from server.version import VERSION
from server.web.assets import static_directory

routes = web.RouteTableDef()


def register(app: web.Application) -> None:
    """Add the routes of this room, and the static files."""
    app.router.add_routes(routes)
    app.router.add_static("/static", static_directory(), name="static")


@routes.get("/health", name="health")
async def show_health(request: web.Request) -> web.StreamResponse:
    """Answer 200 when the database answers; anything else is an error the door turns into 503."""
    await sql.row("SELECT 1 AS one")
    body = orjson.dumps({"status": "ok", "version": VERSION})
    return web.Response(body=body, content_type="application/json")


@routes.get("/metrics", name="metrics")
async def show_metrics(request: web.Request) -> web.StreamResponse:
    """Show the metrics to whom the settings allow; to anybody else they do not exist."""
    assembly = request.app[ASSEMBLY]
    if not _may_read(request, assembly.settings):
        raise NotFound("metrics are not for this address")
    for queue in await waiting.queues(assembly.home.clock):
        QUEUE.labels(queue.name).set(queue.rows)
        QUEUE_AGE.labels(queue.name).set(queue.oldest_seconds)
    return web.Response(
        body=exposition(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
    )


def _may_read(request: web.Request, settings: Settings) -> bool:
    access = settings.metrics.access
    if access == "loopback":
        # Behind a proxy everybody comes from loopback, so a forwarded request never counts.
        forwarded = "X-Forwarded-For" in request.headers
        return not forwarded and _is_loopback(request.remote)
    if access == "token":
        expected = Path(settings.metrics.token_file).read_text(encoding="utf-8").strip()
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), expected.encode())
    return False


def _is_loopback(address: str | None) -> bool:
    """Return whether the connection comes from this machine, by address or by unix socket."""
    return not address or ipaddress.ip_address(address).is_loopback


@routes.get("/source", name="source")
async def show_source(request: web.Request) -> web.StreamResponse:
    """Offer the source of the program that runs here as one archive."""
    body = await asyncio.to_thread(_archive)
    name = f"hanse-{VERSION}.tar.gz"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=body, content_type="application/gzip", headers=disposition)


def _archive() -> bytes:
    """Pack the three packages and the static files; nothing of this instance is in it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=6) as archive:
        for package in (server, federation, models):
            folder = Path(package.__path__[0])
            archive.add(folder, arcname=f"hanse/{folder.name}", filter=_source_only)
        archive.add(static_directory(), arcname="hanse/static")
    return buffer.getvalue()


def _source_only(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    if "__pycache__" in member.name:
        return None
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
