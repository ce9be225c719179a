"""Bare: the least web server that the same libraries make, as a process of its own."""

import asyncio

import uvloop
from aiohttp import web

_BODY = b'{"id":"x","type":"Person"}' + b" " * 1_400


async def _serve() -> None:
    async def show(_request: web.Request) -> web.Response:
        return web.Response(body=_BODY, content_type="application/activity+json")

    app = web.Application()
    app.router.add_get("/users/{name}", show)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(_serve())
