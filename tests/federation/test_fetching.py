"""Tests of federation.fetching and collections; lies are in tests/hostile/test_fetch_answers.py."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from federation.collections import fetch_collection
from federation.errors import Gone, Reason, Rejected, Unreachable
from federation.fetching import Fetcher
from federation.mediatypes import ACCEPT, ACTIVITY_JSON, LD_JSON
from federation.net.circuit import Circuit, CircuitRules
from federation.net.client import HTTPClient
from tests.peer import LOOSE, QUICK, Peer, SteppedClock, client, running_peer


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with running_peer() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[HTTPClient]:
    async with client() as opened:
        yield opened


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def fetcher(http: HTTPClient, clock: SteppedClock) -> Fetcher:
    return Fetcher(
        http, QUICK, LOOSE, lambda method, url: {"Signature": f"{method} {url}"}, clock=clock
    )


def note(peer: Peer, path: str = "/note", **members: Any) -> dict[str, Any]:
    return {"id": peer.url(path), "type": "Note", "content": "x", **members}


async def test_document_comes_with_its_bytes_and_time(
    peer: Peer, fetcher: Fetcher, clock: SteppedClock
) -> None:
    raw = f'{{"type": "Note", "id": "{peer.url("/note")}"}}'.encode()
    peer.answer("/note", 200, raw, Content_Type=LD_JSON)
    fetched = await fetcher.document(peer.url("/note"), kinds={"Note"})
    assert (fetched.uri, fetched.raw, fetched.fetched_at) == (peer.url("/note"), raw, clock.now())
    assert fetched.body == {"type": "Note", "id": peer.url("/note")}
    _, _, sent = peer.requests[0]
    assert (sent["Accept"], sent["Signature"]) == (ACCEPT, f"GET {peer.url('/note')}")


@pytest.mark.parametrize(
    "content_type",
    [
        ACTIVITY_JSON,
        f"{ACTIVITY_JSON}; charset=utf-8",
        "Application/Activity+JSON",
        LD_JSON,
        f"{LD_JSON}; charset=utf-8",
        "application/ld+json;profile=https://www.w3.org/ns/activitystreams",
        'application/ld+json; profile="x:y https://www.w3.org/ns/activitystreams"',
    ],
)
async def test_activitypub_content_types_are_accepted(
    peer: Peer, fetcher: Fetcher, content_type: str
) -> None:
    peer.answer("/note", 200, note(peer), Content_Type=content_type)
    assert (await fetcher.document(peer.url("/note"))).body == note(peer)


async def test_page_address_leads_to_the_document_by_its_id(peer: Peer, fetcher: Fetcher) -> None:
    peer.answer("/@a/1", 200, note(peer))
    peer.answer("/note", 200, note(peer))
    fetched = await fetcher.document(peer.url("/@a/1"))
    assert fetched.uri == peer.url("/note")
    assert [path for _, path, _ in peer.requests] == ["/@a/1", "/note"]


async def test_id_that_redirects_on_its_own_origin_is_good(peer: Peer, fetcher: Fetcher) -> None:
    peer.redirect("/note", "/note.json")
    peer.answer("/note.json", 200, note(peer))
    assert (await fetcher.document(peer.url("/note"))).uri == peer.url("/note")
    assert len(peer.requests) == 2


async def test_moved_host_speaks_for_its_new_id(peer: Peer, fetcher: Fetcher) -> None:
    peer.redirect("/old", peer.url("/new", "other.test"))
    peer.answer("/new", 200, {"id": peer.url("/new", "other.test"), "type": "Note"})
    fetched = await fetcher.document(peer.url("/old"))
    assert fetched.uri == peer.url("/new", "other.test")


async def test_fragment_names_a_part_of_the_document(peer: Peer, fetcher: Fetcher) -> None:
    peer.answer("/u", 200, {"id": peer.url("/u"), "type": "Person"})
    assert (await fetcher.document(peer.url("/u#main-key"))).uri == peer.url("/u")
    assert len(peer.requests) == 1


async def test_many_who_wait_cause_one_request(peer: Peer, fetcher: Fetcher) -> None:
    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(0.1)
        return web.json_response(note(peer), content_type=ACTIVITY_JSON)

    peer.serve("/note", slow)
    found = await asyncio.gather(*(fetcher.document(peer.url("/note")) for _ in range(20)))
    assert {each.uri for each in found} == {peer.url("/note")}
    assert len(peer.requests) == 1


async def test_many_who_wait_hear_of_one_failure(peer: Peer, fetcher: Fetcher) -> None:
    waiting = (fetcher.document(peer.url("/none")) for _ in range(5))
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(each, Rejected) for each in outcomes)
    assert len(peer.requests) == 1


async def test_when_the_one_that_fetches_is_cancelled_another_takes_over(
    peer: Peer, fetcher: Fetcher
) -> None:
    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(0.2)
        return web.json_response(note(peer), content_type=ACTIVITY_JSON)

    peer.serve("/note", slow)
    first = asyncio.ensure_future(fetcher.document(peer.url("/note")))
    second = asyncio.ensure_future(fetcher.document(peer.url("/note")))
    await asyncio.sleep(0.05)
    first.cancel()
    assert (await second).uri == peer.url("/note")
    assert first.cancelled()


async def test_failure_is_remembered_for_a_while_and_can_be_asked_afresh(
    peer: Peer, fetcher: Fetcher, clock: SteppedClock
) -> None:
    peer.answer("/note", 410)
    for _ in range(3):
        with pytest.raises(Gone):
            await fetcher.document(peer.url("/note"))
    assert len(peer.requests) == 1
    peer.answer("/note", 200, note(peer))
    assert await fetcher.document(peer.url("/note"), fresh=True)
    assert await fetcher.document(peer.url("/note"))
    peer.answer("/note", 404)
    with pytest.raises(Rejected):
        await fetcher.document(peer.url("/note"))
    clock.seconds += QUICK.key_negative_seconds
    peer.answer("/note", 200, note(peer))
    assert await fetcher.document(peer.url("/note"))


async def test_passing_failure_is_remembered_more_briefly(
    peer: Peer, fetcher: Fetcher, clock: SteppedClock
) -> None:
    peer.answer("/note", 503)
    for _ in range(2):
        with pytest.raises(Unreachable):
            await fetcher.document(peer.url("/note"))
    assert len(peer.requests) == 1
    clock.seconds += 31
    peer.answer("/note", 200, note(peer))
    assert await fetcher.document(peer.url("/note"))


async def test_host_that_is_down_is_not_asked(
    peer: Peer, http: HTTPClient, clock: SteppedClock
) -> None:
    circuit = Circuit(clock, CircuitRules(failures=2))
    fetcher = Fetcher(http, QUICK, LOOSE, circuit=circuit, clock=clock)
    for path in ("/a", "/b"):
        peer.answer(path, 500)
        with pytest.raises(Unreachable):
            await fetcher.document(peer.url(path))
    with pytest.raises(Unreachable) as failed:
        await fetcher.document(peer.url("/c"))
    assert failed.value.reason is Reason.CIRCUIT_OPEN
    assert len(peer.requests) == 2
    with pytest.raises(Rejected):
        await fetcher.document(peer.url("/c", "other.test"))


async def test_collection_is_read_through_its_pages_in_order(peer: Peer, fetcher: Fetcher) -> None:
    url = peer.url("/c")
    first = {"type": "OrderedCollectionPage", "orderedItems": ["x:1", 5], "next": f"{url}?page=2"}
    peer.answer(
        "/c", 200, {"id": url, "type": "OrderedCollection", "totalItems": 3, "first": first}
    )
    second = {"type": "OrderedCollectionPage", "orderedItems": [{"id": "x:2"}, "x:3"]}
    peer.answer("/c?page=2", 200, second)
    found = await fetch_collection(fetcher, url)
    assert found.items == ("x:1", {"id": "x:2"}, "x:3")
    assert (found.total, found.complete, found.uri) == (3, True, url)


async def test_collection_without_pages_is_read_at_once_and_cut_at_the_limit(
    peer: Peer, fetcher: Fetcher
) -> None:
    items = [f"x:{number}" for number in range(10)]
    peer.answer("/c", 200, {"id": peer.url("/c"), "type": "Collection", "items": items})
    whole = await fetch_collection(fetcher, peer.url("/c"), max_items=10)
    assert (list(whole.items), whole.complete) == (items, True)
    cut = await fetch_collection(fetcher, peer.url("/c"), max_items=9)
    assert (list(cut.items), cut.complete) == (items[:9], False)


async def test_half_a_collection_does_not_pass_for_the_whole(peer: Peer, fetcher: Fetcher) -> None:
    url = peer.url("/c")
    peer.answer("/c", 200, {"id": url, "type": "Collection", "first": f"{url}?page=1"})
    peer.answer("/c?page=1", 503)
    with pytest.raises(Unreachable):
        await fetch_collection(fetcher, url)
