"""Delivery over real HTTP: order, retries, refusals, and who gets nothing any more."""

import asyncio

import pytest
from aiohttp import web
from multidict import CIMultiDict
from structlog.testing import capture_logs

from federation.settings import FederationSettings
from federation.signatures import verifier
from federation.signatures.keys import public_from_pem
from federation.signatures.request import SignedRequest
from models import sql
from models.actions.deliveries import Inbox
from models.database import Database
from models.queries import deliveries as waiting
from tests.federation.outbound import (
    Receiver,
    lane_of,
    left,
    make_author,
    make_due,
    world,
)


def partner(receiver: Receiver) -> Inbox:
    return Inbox(receiver.inbox, is_partner=True)


async def test_each_inbox_gets_the_same_bytes_once_and_signed(database: Database) -> None:
    author = await make_author()
    async with world("b.test", "c.test") as here:
        b, c = here.receiver("b.test"), here.receiver("c.test")
        uri = await here.say(author, Inbox(b.inbox), Inbox(c.inbox))
        await here.drained()
        assert b.uris == c.uris == [uri]
        assert b.raw == c.raw
        key = await sql.row("SELECT uri, public FROM key WHERE kind = 'rsa'")
        assert key is not None
        request = SignedRequest("POST", "/inbox", CIMultiDict(b.headers[0]), b.raw[0], "http")
        claim = verifier.read_claim(request)
        assert claim.key_id == key["uri"]
        assert claim.holds(public_from_pem(key["public"], key["uri"], author.uri))


async def test_a_grep_for_an_activity_shows_which_partners_have_it(database: Database) -> None:
    author = await make_author()
    async with world("b.test", "c.test") as here:
        b, c = here.receiver("b.test"), here.receiver("c.test")
        with capture_logs() as lines:
            uri = await here.say(author, partner(b), Inbox(c.inbox))
            await here.drained()
    told = [
        (line["log_level"], line["host"].partition(":")[0])
        for line in lines
        if line["event"] == "delivery.done" and line["trace"] == uri
    ]
    assert sorted(told) == [("debug", "c.test"), ("info", "b.test")]


async def test_a_lane_keeps_its_order_with_one_request_in_flight(database: Database) -> None:
    author = await make_author()
    in_flight: list[int] = []
    most = 0
    async with world("b.test") as here:
        b = here.receiver("b.test")

        async def slow(_: web.Request, __: bytes) -> web.StreamResponse:
            nonlocal most
            in_flight.append(1)
            most = max(most, len(in_flight))
            await asyncio.sleep(0.01)
            in_flight.pop()
            return web.Response(status=202)

        b.answer = slow
        said = [await here.say(author, Inbox(b.inbox)) for _ in range(45)]
        await here.drained()
        assert b.uris == said
        assert most == 1


async def test_a_broken_peer_gets_everything_in_order_once_it_is_back(database: Database) -> None:
    author = await make_author()
    async with world("b.test", "c.test") as here:
        b, c = here.receiver("b.test"), here.receiver("c.test")
        b.refuse(500, 502, 503)
        said = [await here.say(author, Inbox(b.inbox), Inbox(c.inbox)) for _ in range(3)]
        await here.until(lambda: len(c.got) == 3)
        await here.drained()
        assert b.uris[:4] == [said[0]] * 4
        assert b.uris[4:] == said[1:]
        assert c.uris == said
        lane = await lane_of(b.inbox)
        assert (lane["failures"], lane["last_reason"], lane["failing_since"]) == (0, "", None)


@pytest.mark.parametrize(
    ("wish", "least", "most"),
    [
        ("1", 0.9, 1.1),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 1.9, 2.1),
        ("1000000000", 1.9, 2.1),
        ("-5", 0.0, 0.3),
        ("soon", 0.0, 0.3),
    ],
)
async def test_a_peer_that_asks_for_time_gets_it_within_the_cap(
    database: Database, wish: str, least: float, most: float
) -> None:
    author = await make_author()
    async with world("b.test") as here:
        b = here.receiver("b.test")
        b.refuse(429, Retry_After=wish)
        await here.say(author, Inbox(b.inbox))
        await here.until(lambda: len(b.got) == 1)
        began = asyncio.get_running_loop().time()
        await here.until(lambda: len(b.got) == 2)
        waited = asyncio.get_running_loop().time() - began
        assert least <= waited <= most + 0.3
        await here.drained()


async def test_a_peer_that_never_answers_is_tried_again(database: Database) -> None:
    author = await make_author()
    async with world("b.test") as here:
        b = here.receiver("b.test")

        async def hang(_: web.Request, __: bytes) -> web.StreamResponse:
            b.answer = b.accept
            await asyncio.sleep(2)
            return web.Response(status=202)

        b.answer = hang
        uri = await here.say(author, Inbox(b.inbox))
        await here.drained()
        assert b.uris == [uri, uri]


@pytest.mark.parametrize("status", [400, 403, 413, 422, 501])
async def test_a_stranger_that_refuses_is_not_asked_again(database: Database, status: int) -> None:
    author = await make_author()
    async with world("b.test") as here:
        b = here.receiver("b.test")
        b.refuse(202, status)
        first = await here.say(author, Inbox(b.inbox))
        refused = await here.say(author, Inbox(b.inbox))
        third = await here.say(author, Inbox(b.inbox))
        await here.drained()
        assert b.uris == [first, refused, third]


@pytest.mark.parametrize("status", [404, 410])
async def test_a_stranger_whose_inbox_is_gone_is_retired(database: Database, status: int) -> None:
    author = await make_author()
    async with world("b.test") as here:
        b = here.receiver("b.test")
        b.refuse(status)
        uri = await here.say(author, Inbox(b.inbox))
        await here.say(author, Inbox(b.inbox))
        await here.drained()
        lane = await lane_of(b.inbox)
        assert lane["retired_at"] is not None
        assert lane["last_reason"] == "peer_gone"
        await here.say(author, Inbox(b.inbox))
        assert b.uris == [uri]


@pytest.mark.parametrize("status", [403, 422])
async def test_a_refusing_partner_keeps_the_activity_and_gets_the_others(
    database: Database, status: int
) -> None:
    author = await make_author()
    async with world("b.test") as here:
        b = here.receiver("b.test")
        b.refuse(202, status)
        said = [await here.say(author, partner(b)) for _ in range(3)]
        await here.until(lambda: len(b.got) >= 3)
        assert b.uris[:3] == said
        # The cap of the test settings stands for the hour after which it is tried again.
        await here.drained()
        assert b.uris == [*said, said[1]]


@pytest.mark.parametrize("status", [401, 404, 410, 503])
async def test_a_partner_that_refuses_us_loses_nothing(database: Database, status: int) -> None:
    author = await make_author()
    async with world("b.test") as here:
        b = here.receiver("b.test")
        b.refuse(*[status] * 4)
        said = [await here.say(author, partner(b)) for _ in range(2)]
        await here.until(lambda: len(b.got) >= 1)
        (shown,) = await waiting.backlog(partners_only=True)
        assert shown.waiting == 2
        await here.drained()
        assert b.uris[-2:] == said
        assert set(b.uris[:-1]) == {said[0]}
        assert (await lane_of(b.inbox))["retired_at"] is None


async def test_a_host_that_wants_the_other_signature_is_asked_once_and_remembered(
    database: Database,
) -> None:
    author = await make_author()
    async with world("b.test") as here:
        b = here.receiver("b.test")

        async def modern(request: web.Request, _: bytes) -> web.StreamResponse:
            return web.Response(status=202 if "Signature-Input" in request.headers else 401)

        b.answer = modern
        first = await here.say(author, Inbox(b.inbox))
        await here.drained()
        second = await here.say(author, Inbox(b.inbox))
        await here.drained()
        assert b.uris == [first, first, second]
        assert ["signature-input" in each for each in b.headers] == [False, True, True]


async def test_a_stranger_that_failed_for_weeks_is_given_up_and_a_partner_is_not(
    database: Database,
) -> None:
    author = await make_author()
    settings = FederationSettings(retry_first_seconds=600, request_seconds=1.0)
    async with world("b.test", "c.test", settings=settings) as here:
        b, c = here.receiver("b.test"), here.receiver("c.test")
        for receiver in (b, c):
            receiver.refuse(500, 500)
        await here.say(author, Inbox(b.inbox), partner(c))
        await here.until(lambda: bool(b.got and c.got))
        await asyncio.sleep(0.2)
        await sql.write("UPDATE destination SET failing_since = 1")
        await make_due(here.clock)
        here.wake.notify("deliveries")
        await here.until(lambda: len(b.got) == len(c.got) == 2)
        await asyncio.sleep(0.2)
        assert (await lane_of(b.inbox))["retired_at"] is not None
        assert (await lane_of(c.inbox))["retired_at"] is None
        assert await left() == 1


async def test_what_was_erased_is_not_sent_and_what_follows_is(database: Database) -> None:
    author = await make_author()
    async with world("b.test", runs=False) as here:
        b = here.receiver("b.test")
        gone = await here.say(author, Inbox(b.inbox))
        after = await here.say(author, Inbox(b.inbox))
        await sql.write("UPDATE activity SET body = NULL WHERE uri = ?", [gone])
        task = asyncio.create_task(here.deliverer.run())
        await here.drained()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert b.uris == [after]


async def test_stopping_finishes_what_is_in_flight_and_keeps_the_rest(database: Database) -> None:
    author = await make_author()
    async with world("b.test", runs=False) as here:
        b = here.receiver("b.test")

        async def slow(_: web.Request, __: bytes) -> web.StreamResponse:
            await asyncio.sleep(0.3)
            return web.Response(status=202)

        b.answer = slow
        said = [await here.say(author, Inbox(b.inbox)) for _ in range(5)]
        task = asyncio.create_task(here.deliverer.run())
        await here.until(lambda: len(b.got) == 2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await left() == 3
        lane = await lane_of(b.inbox)
        assert lane["leased_by"] == ""
        b.answer = b.accept
        task = asyncio.create_task(here.deliverer.run())
        await here.drained()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert b.uris == said


async def test_black_holes_do_not_delay_healthy_servers(database: Database) -> None:
    author = await make_author()
    holes = [f"hole{n}.test" for n in range(50)]
    settings = FederationSettings(request_seconds=10.0, concurrent_deliveries=32)
    async with world("b.test", *holes, settings=settings) as here:
        released = asyncio.Event()

        async def hang(_: web.Request, __: bytes) -> web.StreamResponse:
            await released.wait()
            return web.Response(status=202)

        for hole in holes:
            here.receiver(hole).answer = hang
        await here.say(author, *(Inbox(here.receiver(hole).inbox) for hole in holes))
        b = here.receiver("b.test")
        began = asyncio.get_running_loop().time()
        await here.say(author, Inbox(b.inbox))
        await here.until(lambda: len(b.got) == 1)
        # Slots come free after a second at the latest; without that it would take ten.
        assert asyncio.get_running_loop().time() - began < 5.0
        released.set()
        await here.drained()


async def test_a_host_in_trouble_is_tried_the_moment_it_is_heard_of(database: Database) -> None:
    author = await make_author()
    settings = FederationSettings(retry_first_seconds=3_000, request_seconds=1.0)
    async with world("b.test", settings=settings) as here:
        b = here.receiver("b.test")
        b.refuse(500)
        uri = await here.say(author, partner(b))
        await here.until(lambda: len(b.got) == 1)
        await asyncio.sleep(0.2)
        await here.watch.refresh()
        here.watch.seen("elsewhere.test")
        here.watch.seen(b.inbox.split("/")[2])
        await here.drained(5.0)
        assert b.uris == [uri, uri]
