"""Hostile answers: bodies without end, lies about identity, and collections that never stop."""

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from federation.collections import fetch_collection
from federation.errors import FederationError, Gone, Reason, Rejected, Unreachable
from federation.fetching import Fetcher
from federation.net.client import HTTPClient
from federation.settings import FederationSettings
from federation.validation import Schemas
from tests.peer import ACTIVITY, LOOSE, QUICK, Peer, client, running_peer

ACCEPT = "application/activity+json"
SCHEMAS = Schemas.load(QUICK)


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with running_peer() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[HTTPClient]:
    async with client() as opened:
        yield opened


@pytest.fixture
def fetcher(http: HTTPClient) -> Fetcher:
    return Fetcher(http, QUICK, LOOSE, schemas=SCHEMAS)


def note(
    peer: Peer, path: str = "/note", host: str = "peer.test", **members: Any
) -> dict[str, Any]:
    return {"id": peer.url(path, host), "type": "Note", "content": "x", **members}


async def refused(waiting: Any) -> Reason:
    with pytest.raises(FederationError) as failed:
        await waiting
    return failed.value.reason


async def get_refusal(http: HTTPClient, url: str, limit: int = 10_000) -> Reason:
    return await refused(http.get(url, accept=ACCEPT, limit_bytes=limit))


async def test_gzip_bomb_is_cut_at_the_limit_and_never_held_whole(
    peer: Peer, http: HTTPClient
) -> None:
    peer.answer("/x", 200, gzip.compress(b"0" * 50_000_000), Content_Encoding="gzip")
    tracemalloc.start()
    try:
        assert await get_refusal(http, peer.url("/x"), 1_048_576) is Reason.RESPONSE_TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip", "x"])
async def test_encoding_that_we_did_not_ask_for_is_refused(
    peer: Peer, http: HTTPClient, coding: str
) -> None:
    peer.answer("/x", 200, zlib.compress(b"x"), Content_Encoding=coding)
    assert await get_refusal(http, peer.url("/x")) is Reason.ENCODING_REFUSED


async def test_body_longer_than_the_limit_is_refused(peer: Peer, http: HTTPClient) -> None:
    peer.answer("/x", 200, b"x" * 10_001)
    assert await get_refusal(http, peer.url("/x")) is Reason.RESPONSE_TOO_LARGE


async def test_endless_chunks_are_cut(peer: Peer, http: HTTPClient) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 4_096)

    peer.serve("/x", endless)
    assert await get_refusal(http, peer.url("/x")) is Reason.RESPONSE_TOO_LARGE


async def test_slow_drip_ends_at_the_deadline(peer: Peer, http: HTTPClient) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.05)

    peer.serve("/x", drip)
    with pytest.raises(Unreachable) as failed:
        await http.get(peer.url("/x"), accept=ACCEPT, deadline_seconds=0.4)
    assert failed.value.reason is Reason.TIMED_OUT


async def test_slow_drip_after_a_post_ends_at_the_deadline(peer: Peer) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=202)
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.05)

    peer.serve("/inbox", drip)
    async with client(FederationSettings(request_seconds=0.4)) as http:
        with pytest.raises(Unreachable) as failed:
            await http.post(peer.url("/inbox"), b"{}", {})
    assert failed.value.reason is Reason.TIMED_OUT


async def test_endless_answer_to_a_post_is_cut_and_counts_as_an_answer(
    peer: Peer, http: HTTPClient
) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=202)
        await response.prepare(request)
        while True:
            await response.write(b"x" * 4_096)

    peer.serve("/inbox", endless)
    result = await http.post(peer.url("/inbox"), b"{}", {})
    assert (result.status, len(result.excerpt)) == (202, 500)


@pytest.mark.parametrize("cut", [b"", b"\x1f\x8b", b"no gzip at all"])
async def test_broken_gzip_may_pass_next_time(peer: Peer, http: HTTPClient, cut: bytes) -> None:
    whole = gzip.compress(b"x" * 1_000)
    peer.answer("/x", 200, cut or whole[:-4], Content_Encoding="gzip")
    assert await get_refusal(http, peer.url("/x")) is Reason.HOST_UNREACHABLE


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"SSH-2.0-x\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"\x00" * 100,
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
    ],
)
async def test_answer_that_is_no_http_is_unreachable(http: HTTPClient, garbage: bytes) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(garbage)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with server:
        url = f"http://peer.test:{server.sockets[0].getsockname()[1]}/x"
        assert await get_refusal(http, url) is Reason.HOST_UNREACHABLE
        assert await refused(http.post(url, b"{}", {})) is Reason.HOST_UNREACHABLE


async def test_document_with_the_id_of_another_is_asked_there_and_refused(
    peer: Peer, fetcher: Fetcher
) -> None:
    peer.answer("/evil", 200, note(peer, "/evil2", "other.test"))
    peer.answer("/evil2", 200, note(peer, "/evil3", "other.test"))
    assert await refused(fetcher.document(peer.url("/evil"))) is Reason.ID_MISMATCH
    assert len(peer.requests) == 2


async def test_document_that_claims_a_victims_id_yields_what_the_victim_says(
    peer: Peer, fetcher: Fetcher
) -> None:
    victim = note(peer, "/note", "other.test", content="true words")
    peer.answer("/evil", 200, note(peer, "/note", "other.test", content="forged words"))
    peer.answer("/note", 200, victim)
    fetched = await fetcher.document(peer.url("/evil"))
    assert (fetched.uri, fetched.body) == (victim["id"], victim)


async def test_redirect_from_the_victim_does_not_lend_its_name(
    peer: Peer, fetcher: Fetcher
) -> None:
    # An open redirect on other.test must not let peer.test speak for it.
    peer.redirect("/go", peer.url("/forged"))
    peer.answer("/forged", 200, note(peer, "/go", "other.test"))
    assert await refused(fetcher.document(peer.url("/go", "other.test"))) is Reason.ID_MISMATCH


@pytest.mark.parametrize("claimed", [None, 1, "", "/x", "acct:a@b", ["x"], {"id": "x"}])
async def test_document_without_a_proper_id_is_refused(
    peer: Peer, fetcher: Fetcher, claimed: Any
) -> None:
    peer.answer("/x", 200, {"id": claimed, "type": "Note"})
    assert await refused(fetcher.document(peer.url("/x"))) is Reason.ID_REFUSED


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/json",
        "application/ld+json",
        "application/ld+json; profile=https://a.example/",
        'application/ld+json; profile="https://www.w3.org/ns/activitystreams.evil"',
        'application/ld+json; x="https://www.w3.org/ns/activitystreams"',
        "text/html",
        "image/png; application/activity+json",
        "application/activity+json.txt",
    ],
)
async def test_upload_that_looks_like_a_document_is_refused(
    peer: Peer, fetcher: Fetcher, content_type: str
) -> None:
    peer.answer("/x", 200, note(peer, "/x"), Content_Type=content_type)
    assert await refused(fetcher.document(peer.url("/x"))) is Reason.MEDIA_TYPE_REFUSED


async def test_documents_pass_the_same_parser_and_schema_as_the_inbox(
    peer: Peer, fetcher: Fetcher
) -> None:
    peer.answer("/nan", 200, b'{"id":NaN}', Content_Type=ACTIVITY)
    assert await refused(fetcher.document(peer.url("/nan"))) is Reason.JSON_MALFORMED
    peer.answer("/list", 200, [note(peer, "/list")])
    assert await refused(fetcher.document(peer.url("/list"))) is Reason.SHAPE_REFUSED
    peer.answer("/to", 200, note(peer, "/to", to=5))
    assert await refused(fetcher.document(peer.url("/to"))) is Reason.SCHEMA_REFUSED


@pytest.mark.parametrize("uri", ["https://user@a.example/x", "acct:a@b.example", "", "x" * 3_000])
async def test_uri_that_is_no_id_is_refused_without_a_request(
    peer: Peer, fetcher: Fetcher, uri: str
) -> None:
    assert await refused(fetcher.document(uri)) is Reason.ID_REFUSED
    assert peer.requests == []


async def test_collection_that_leads_in_a_circle_is_refused(peer: Peer, fetcher: Fetcher) -> None:
    url = peer.url("/c")
    peer.answer("/c", 200, {"id": url, "type": "OrderedCollection", "first": url + "?page=1"})
    page = {"type": "OrderedCollectionPage", "orderedItems": ["x:1"], "next": url + "?page=1"}
    peer.answer("/c?page=1", 200, page)
    assert await refused(fetch_collection(fetcher, url)) is Reason.SHAPE_REFUSED
    assert len(peer.requests) == 2


async def test_collection_without_an_end_stops_at_the_page_limit(
    peer: Peer, fetcher: Fetcher
) -> None:
    async def page(request: web.Request) -> web.Response:
        number = int(request.query.get("page", "0")) + 1
        following = f"{peer.url('/c')}?page={number}"
        body = {"id": peer.url("/c"), "type": "Collection", "totalItems": 10**9}
        body |= {"first": following, "next": following, "items": [f"x:{number}"]}
        return web.json_response(body, content_type=ACTIVITY)

    peer.serve("/c", page)
    found = await fetch_collection(fetcher, peer.url("/c"), max_pages=4)
    assert (len(peer.requests), len(found.items), found.complete) == (5, 5, False)
    assert found.total == 10**9


async def test_page_on_another_origin_is_refused(peer: Peer, fetcher: Fetcher) -> None:
    other = peer.url("/page", "other.test")
    peer.answer("/c", 200, {"id": peer.url("/c"), "type": "Collection", "first": other})
    peer.answer("/page", 200, {"type": "CollectionPage", "items": ["x:1"]})
    assert await refused(fetch_collection(fetcher, peer.url("/c"))) is Reason.ORIGIN_MISMATCH


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (410, Gone, Reason.PEER_GONE),
        (404, Rejected, Reason.OBJECT_UNKNOWN),
        (401, Rejected, Reason.PEER_REFUSED),
        (403, Rejected, Reason.PEER_REFUSED),
        (451, Rejected, Reason.PEER_REFUSED),
        (204, Rejected, Reason.PEER_REFUSED),
        (304, Rejected, Reason.PEER_REFUSED),
        (429, Unreachable, Reason.PEER_FAILING),
        (500, Unreachable, Reason.PEER_FAILING),
        (503, Unreachable, Reason.PEER_FAILING),
    ],
)
async def test_status_decides_between_final_and_passing(
    peer: Peer, fetcher: Fetcher, status: int, kind: type[FederationError], reason: Reason
) -> None:
    peer.answer("/x", status)
    with pytest.raises(kind) as failed:
        await fetcher.document(peer.url("/x"))
    assert failed.value.reason is reason


async def test_tombstone_is_gone(peer: Peer, fetcher: Fetcher) -> None:
    peer.answer("/x", 200, {"id": peer.url("/x"), "type": "Tombstone"})
    with pytest.raises(Gone):
        await fetcher.document(peer.url("/x"))


async def test_document_of_a_type_that_was_not_wanted_is_refused(
    peer: Peer, fetcher: Fetcher
) -> None:
    peer.answer("/x", 200, note(peer, "/x"))
    reason = await refused(fetcher.document(peer.url("/x"), kinds={"Person", "Group"}))
    assert reason is Reason.TYPE_UNKNOWN
