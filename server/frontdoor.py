"""The front door of a demo: one port, many names, each passed on to the instance that serves it.

It stands where Caddy stands in production (docker-compose.yml) and does the same: chooses the
instance by Host, keeps the Host as it was (signatures cover it), says in `X-Forwarded-For` and
`X-Forwarded-Proto` who came and how, and ends TLS if asked. It trusts no forwarded header that came
in from outside. When an instance is down, visitors get a page that says so and a 503, peers with it
a reason to try again; when it broke off before answering, a 502. An unknown name gets 421.
It is no shield: limits, timeouts and authentication are the instances' own.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping

from aiohttp import WSMsgType, web
from multidict import CIMultiDict

from federation.net.relay import (
    ANSWER_BROKEN,
    BackendBroken,
    BackendDown,
    BackendSocket,
    Relay,
    end_to_end,
)

BACKENDS = web.AppKey("backends", dict[str, str])
RELAY = web.AppKey("relay", Relay)
Socket = web.WebSocketResponse | BackendSocket
RETRY_AFTER_SECONDS = 5
CHUNK_BYTES = 65_536
NOT_PASSED = frozenset(
    {"expect", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"}
)
"""What the front door answers or says itself."""
WEBSOCKET_HEADERS = "sec-websocket-"

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{title}</title>
<h1>{title}</h1><p>{text}</p></html>
"""


def front_door(backends: Mapping[str, str]) -> web.Application:
    """Return the application; `backends` maps an authority to `http://127.0.0.1:PORT`."""
    app = web.Application()
    app[BACKENDS] = {name.lower(): url.rstrip("/") for name, url in backends.items()}
    app.cleanup_ctx.append(_open_relay)
    app.router.add_route("*", "/{path:.*}", pass_on)
    return app


async def pass_on(request: web.Request) -> web.StreamResponse:
    """Pass one request on to the instance of its Host."""
    backend = request.app[BACKENDS].get(request.host.lower())
    if backend is None:
        return _page(421, "Nobody lives here", "This name belongs to none of the instances.")
    if not request.raw_path.startswith("/"):
        return _page(400, "Not a page", "The front door is no proxy to elsewhere.")
    url = backend + request.raw_path
    try:
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await _pass_websocket(request, url)
        return await _pass_request(request, url)
    except BackendDown:
        page = _page(503, "Not open right now", "This instance is not running. Come back soon.")
        page.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return page
    except BackendBroken:
        return _page(502, "The answer got lost", "This instance broke off. Please try again.")


async def _pass_request(request: web.Request, url: str) -> web.StreamResponse:
    body = _body(request) if request.can_read_body else None
    async with request.app[RELAY].send(request.method, url, _headers(request), body) as answer:
        response = web.StreamResponse(status=answer.status, reason=answer.reason)
        response.headers.extend(end_to_end(answer.headers))
        await response.prepare(request)
        try:
            async for chunk in answer.content.iter_chunked(CHUNK_BYTES):
                await response.write(chunk)
        except ANSWER_BROKEN:
            # The head is out already; only a cut connection says that the body is not whole.
            if request.transport is not None:
                request.transport.abort()
            return response
        await response.write_eof()
        return response


async def _pass_websocket(request: web.Request, url: str) -> web.StreamResponse:
    offered = request.headers.get("Sec-WebSocket-Protocol", "")
    protocols = tuple(part.strip() for part in offered.split(",") if part.strip())
    headers = _headers(request)
    for name in [name for name in headers if name.lower().startswith(WEBSOCKET_HEADERS)]:
        headers.popall(name, None)
    inside = await request.app[RELAY].connect_websocket(url, headers, protocols)
    chosen = (inside.protocol,) if inside.protocol else ()
    outside = web.WebSocketResponse(protocols=chosen, autoclose=False, autoping=False)
    await outside.prepare(request)
    pumps = [
        asyncio.create_task(_pump(outside, inside)),
        asyncio.create_task(_pump(inside, outside)),
    ]
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        await inside.close(code=outside.close_code or 1001)
        await outside.close(code=inside.close_code or 1001)
    return outside


async def _pump(source: Socket, target: Socket) -> None:
    """Copy frames until one side closes; a ping is answered by the end it was meant for."""
    async for message in source:
        match message.type:
            case WSMsgType.TEXT:
                await target.send_str(message.data)
            case WSMsgType.BINARY:
                await target.send_bytes(message.data)
            case WSMsgType.PING:
                await target.ping(message.data)
            case WSMsgType.PONG:
                await target.pong(message.data)
            case _:
                return


def _headers(request: web.Request) -> CIMultiDict[str]:
    headers = end_to_end(request.headers)
    for name in NOT_PASSED:
        headers.popall(name, None)
    headers["X-Forwarded-For"] = request.remote or "unknown"
    headers["X-Forwarded-Proto"] = "https" if request.secure else "http"
    return headers


async def _body(request: web.Request) -> AsyncIterator[bytes]:
    async for chunk in request.content.iter_chunked(CHUNK_BYTES):
        yield chunk


async def _open_relay(app: web.Application) -> AsyncIterator[None]:
    async with Relay() as relay:
        app[RELAY] = relay
        yield


def _page(status: int, title: str, text: str) -> web.Response:
    html = _PAGE.format(title=title, text=text)
    headers = {"Content-Security-Policy": "default-src 'none'", "Cache-Control": "no-store"}
    return web.Response(status=status, text=html, content_type="text/html", headers=headers)
