"""The front door passes on what it gets, and says plainly when nobody is behind it."""

import asyncio
import gzip
import io
import socket
import ssl
from collections.abc import AsyncIterator
from hashlib import sha256

import aiohttp
import pytest
import trustme
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from server.frontdoor import front_door

BLOCK = bytes(range(256)) * 256


async def echo(request: web.Request) -> web.Response:
    body = await request.read()
    return web.json_response(
        {
            "method": request.method,
            "target": request.raw_path,
            "headers": {name.lower(): value for name, value in request.headers.items()},
            "length": len(body),
            "digest": sha256(body).hexdigest(),
        },
        headers={"X-Seen": "yes", "Connection": "keep-alive, X-Hop", "X-Hop": "gone"},
    )


async def redirect(request: web.Request) -> web.Response:
    raise web.HTTPFound("/elsewhere")


async def compressed(request: web.Request) -> web.Response:
    return web.Response(body=gzip.compress(b"small"), headers={"Content-Encoding": "gzip"})


async def slow(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b"first")
    await request.app[GATE].wait()
    await response.write(b"last")
    return response


async def broken_body(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b"some")
    assert request.transport is not None
    request.transport.close()
    return response


async def broken_head(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def websocket(request: web.Request) -> web.WebSocketResponse:
    ws = web.WebSocketResponse(protocols=("token",))
    await ws.prepare(request)
    async for message in ws:
        if message.data == "bye":
            await ws.close(code=4001)
        elif message.type is aiohttp.WSMsgType.TEXT:
            await ws.send_str(f"{request.host} {message.data}")
        else:
            await ws.send_bytes(message.data)
    return ws


GATE = web.AppKey("gate", asyncio.Event)
HOST = {"Host": "alpha.localhost:8400"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
async def backend() -> AsyncIterator[TestServer]:
    app = web.Application(client_max_size=50_000_000)
    app[GATE] = asyncio.Event()
    app.router.add_get("/redirect", redirect)
    app.router.add_get("/compressed", compressed)
    app.router.add_get("/slow", slow)
    app.router.add_get("/broken-body", broken_body)
    app.router.add_post("/broken-head", broken_head)
    app.router.add_get("/stream", websocket)
    app.router.add_route("*", "/{path:.*}", echo)
    async with TestServer(app, host="127.0.0.1") as server:
        yield server


@pytest.fixture
async def door(backend: TestServer) -> AsyncIterator[TestServer]:
    down = f"http://127.0.0.1:{free_port()}"
    up = f"http://127.0.0.1:{backend.port}"
    app = front_door({"Alpha.localhost:8400": up, "beta.localhost:8400": down})
    async with TestServer(app, host="127.0.0.1") as server:
        yield server


@pytest.fixture
async def visitor(door: TestServer) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(door.make_url("/"), auto_decompress=False) as session:
        yield session


async def test_host_target_and_query_arrive_to_the_letter(visitor: aiohttp.ClientSession) -> None:
    target = "/a%2Fb/%E4?x=%20+&y"
    async with visitor.get(URL(target, encoded=True), headers=HOST) as answer:
        seen = await answer.json()
    assert seen["target"] == target
    assert seen["headers"]["host"] == "alpha.localhost:8400"
    assert answer.headers["X-Seen"] == "yes"


async def test_forwarded_headers_from_outside_are_replaced(visitor: aiohttp.ClientSession) -> None:
    lies = HOST | {"X-Forwarded-For": "8.8.8.8", "X-Forwarded-Proto": "https", "Forwarded": "for=x"}
    async with visitor.get("/", headers=lies) as answer:
        seen = (await answer.json())["headers"]
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["x-forwarded-proto"] == "http"
    assert "forwarded" not in seen


async def test_headers_of_one_connection_stop_there(visitor: aiohttp.ClientSession) -> None:
    hop = HOST | {"Connection": "X-Mine", "X-Mine": "1", "TE": "trailers", "X-Stays": "1"}
    async with visitor.get("/", headers=hop) as answer:
        seen = (await answer.json())["headers"]
    assert not {"x-mine", "te"} & seen.keys()
    assert seen["x-stays"] == "1"
    assert "X-Hop" not in answer.headers


async def test_nothing_is_added_that_the_visitor_did_not_send(
    visitor: aiohttp.ClientSession,
) -> None:
    skip = ("User-Agent", "Accept", "Accept-Encoding")
    async with visitor.get("/", headers=HOST, skip_auto_headers=skip) as answer:
        seen = (await answer.json())["headers"]
    assert not {"user-agent", "accept", "accept-encoding"} & seen.keys()


async def test_a_large_body_with_known_length_keeps_its_length(
    visitor: aiohttp.ClientSession,
) -> None:
    body = BLOCK * 64
    async with visitor.post(
        "/", data=io.BytesIO(body), headers=HOST | {"Expect": "100-continue"}
    ) as answer:
        seen = await answer.json()
    assert seen["digest"] == sha256(body).hexdigest()
    assert seen["headers"]["content-length"] == str(len(body))
    assert "transfer-encoding" not in seen["headers"]


async def test_a_streamed_body_stays_streamed(visitor: aiohttp.ClientSession) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield BLOCK

    async with visitor.put("/", data=parts(), headers=HOST) as answer:
        seen = await answer.json()
    assert seen["digest"] == sha256(BLOCK * 20).hexdigest()
    assert seen["headers"]["transfer-encoding"] == "chunked"


async def test_an_answer_is_passed_on_while_it_is_written(
    visitor: aiohttp.ClientSession, backend: TestServer
) -> None:
    async with asyncio.timeout(5), visitor.get("/slow", headers=HOST) as answer:
        assert await answer.content.readexactly(5) == b"first"
        backend.app[GATE].set()
        assert await answer.content.read() == b"last"


async def test_redirects_and_encodings_are_the_visitors_own(
    visitor: aiohttp.ClientSession,
) -> None:
    async with visitor.get("/redirect", headers=HOST, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, "/elsewhere")
    async with visitor.get("/compressed", headers=HOST) as answer:
        assert gzip.decompress(await answer.read()) == b"small"


async def test_head_gets_the_length_but_no_body(visitor: aiohttp.ClientSession) -> None:
    async with visitor.head("/", headers=HOST) as answer:
        assert int(answer.headers["Content-Length"]) > 0
        assert await answer.read() == b""


async def test_an_instance_that_is_down_gets_a_page_and_a_time(
    visitor: aiohttp.ClientSession,
) -> None:
    async with visitor.get("/", headers={"Host": "beta.localhost:8400"}) as answer:
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "not running" in await answer.text()


async def test_an_instance_that_breaks_off_before_answering_is_a_502(
    visitor: aiohttp.ClientSession,
) -> None:
    async with visitor.post("/broken-head", headers=HOST, data=b"x") as answer:
        assert answer.status == 502


async def test_an_answer_that_breaks_off_never_looks_whole(visitor: aiohttp.ClientSession) -> None:
    async with visitor.get("/broken-body", headers=HOST) as answer:
        assert answer.status == 200
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()


async def test_an_unknown_name_is_misdirected(visitor: aiohttp.ClientSession) -> None:
    async with visitor.get("/", headers={"Host": "mallory.localhost:8400"}) as answer:
        assert answer.status == 421


@pytest.mark.parametrize(
    ("target", "status"),
    [("http://127.0.0.1:1/secret", b"421"), ("http://alpha.localhost:8400/x", b"421")],
)
async def test_the_door_is_no_open_proxy(door: TestServer, target: str, status: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(f"GET {target} HTTP/1.1\r\nHost: alpha.localhost:8400\r\n\r\n".encode())
    head = await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert head.split()[1] == status


async def test_websockets_pass_in_both_directions_with_protocol_and_close_code(
    visitor: aiohttp.ClientSession,
) -> None:
    async with visitor.ws_connect("/stream", headers=HOST, protocols=("token",)) as ws:
        assert ws.protocol == "token"
        await ws.send_str("hello")
        assert await ws.receive_str() == "alpha.localhost:8400 hello"
        await ws.send_bytes(BLOCK)
        assert await ws.receive_bytes() == BLOCK
        await ws.send_str("bye")
        await ws.receive()
        assert ws.close_code == 4001


async def test_many_requests_share_the_connections_to_the_instance(
    visitor: aiohttp.ClientSession,
) -> None:
    async def once() -> int:
        async with visitor.get("/", headers=HOST) as answer:
            await answer.read()
            return answer.status

    assert set(await asyncio.gather(*(once() for _ in range(200)))) == {200}


async def test_the_door_ends_tls_and_says_so(backend: TestServer) -> None:
    authority = trustme.CA()
    inside = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(inside)
    outside = ssl.create_default_context()
    authority.configure_trust(outside)
    app = front_door({"alpha.localhost:8400": f"http://127.0.0.1:{backend.port}"})
    door = TestServer(app, host="127.0.0.1", scheme="https")
    await door.start_server(ssl=inside)
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=outside)) as session,
        session.get(door.make_url("/"), headers=HOST) as answer,
    ):
        seen = (await answer.json())["headers"]
    await door.close()
    assert seen["x-forwarded-proto"] == "https"
