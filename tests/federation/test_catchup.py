"""Catching up: what a partner's log holds and we lack arrives once, proved, and in order."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from aiohttp import web

from federation.catchup import CatchUp
from federation.contexts import PUBLIC
from federation.hosts import HostWatch
from federation.logs import PAGE_ENTRIES, LogShelf
from models import addresses, sql
from models.actions import activities, cursors, roster
from models.actions import deliveries as queue
from models.actions.activities import NewActivity
from models.actions.deliveries import Inbox, Letter
from models.database import Database
from models.home import Home
from models.tables.account import Account
from models.tables.community import Community
from models.transaction import transaction
from models.values.roster import PartnerSeat, Roster
from server.broker.memory import MemoryWake
from tests.clock import StillClock
from tests.factories import make_account, make_community, make_partner
from tests.federation.inbound import Instance, RemoteActor, running_instance
from tests.federation.outbound import give_keys
from tests.peer import Peer, running_peer


class Log:
    """A partner's log on a real server, page by page, and who asked."""

    def __init__(self, peer: Peer, base: str, group: str, clock: StillClock) -> None:
        self.entries: list[tuple[int, str]] = []
        self.newest: int | None = None
        self.page_size = 3
        self.asked: list[int] = []
        self.signed: list[bool] = []
        self.status = 200
        self.clock = clock
        peer.serve(urlsplit(addresses.log(base, group)).path, self.show)

    def add(self, document: dict[str, Any] | str) -> None:
        text = document if isinstance(document, str) else orjson.dumps(document).decode()
        self.entries.append((len(self.entries) + 1, text))

    async def show(self, request: web.Request) -> web.Response:
        after = int(parse_qs(request.query_string)["after"][0])
        self.asked.append(after)
        self.signed.append("/partner#main-key" in request.headers.get("Signature", ""))
        newest = len(self.entries) if self.newest is None else self.newest
        rest = [each for each in self.entries if each[0] > after][: self.page_size]
        page = {
            "type": "OrderedCollectionPage",
            "through": rest[-1][0] if rest else newest,
            "newest": newest,
            "orderedItems": [{"seq": seq, "activity": text} for seq, text in rest],
        }
        body = orjson.dumps(page)
        return web.Response(status=self.status, body=body, content_type="application/activity+json")


class Harbour:
    """alpha in a community hosted by beta, whose log can be read."""

    def __init__(self, instance: Instance, peer: Peer, held: Roster, log: Log) -> None:
        self.instance, self.peer, self.held, self.log = instance, peer, held, log
        self.catch_up = CatchUp(instance.federation, instance.inbox)
        self.bo = RemoteActor(peer, "bo")

    @property
    def beta(self) -> PartnerSeat:
        return next(seat for seat in self.held.partners if seat.is_host)

    def said(self, text: str) -> dict[str, Any]:
        """Return a proved Create by a member of beta in the community."""
        note = self.bo.note(text, to=[PUBLIC, self.held.uri], audience=self.held.uri)
        return self.bo.proven(self.bo.create(note), self.instance.clock)

    async def pull(self) -> int:
        new = await self.catch_up.pull(self.held, self.beta)
        await self.instance.work()
        return new

    async def cursor(self) -> cursors.Cursor:
        return await cursors.read(self.held.community_id, self.beta.domain)


async def posts() -> list[str]:
    """Return the texts of all posts, in the order of their arrival."""
    rows = await sql.rows("SELECT content FROM post WHERE boost_of_id IS NULL ORDER BY received_at")
    return [row["content"] for row in rows]


@pytest.fixture
async def harbour(database: Database, home: Home, clock: StillClock) -> AsyncIterator[Harbour]:
    speaker = await make_account(
        "partner", uri=addresses.partner_actor(home.base_url), type="Organization"
    )
    await give_keys(speaker)
    async with running_peer() as peer:
        base = peer.url("", "peer.test")
        uri = addresses.group(base, "harbour")
        authority = urlsplit(base).netloc
        group = await make_account("harbour", authority, uri=uri, type="Group")
        community = await Community.create(
            uri=uri,
            slug="harbour",
            domain=authority,
            name="Harbour",
            account=group,
            state="active",
            roster_version=1,
            created_at=group.created_at,
        )
        await make_partner(community, home.domain, is_self=True)
        await make_partner(
            community,
            authority,
            is_host=True,
            actor_uri=addresses.partner_actor(base),
            inbox=f"{base}/inbox",
        )
        held = await roster.load(community.id)
        assert held is not None
        async with running_instance(home, clock) as instance:
            yield Harbour(instance, peer, held, Log(peer, base, uri, clock))


async def test_the_whole_history_arrives_over_several_pages(harbour: Harbour) -> None:
    for number in range(8):
        harbour.log.add(harbour.said(f"post {number}"))
    assert await harbour.pull() == 8
    assert sorted(await posts()) == [f"<p>post {number}</p>" for number in range(8)]
    assert harbour.log.asked == [0, 3, 6]
    assert all(harbour.log.signed)
    assert (await harbour.cursor()).seq == 8
    assert await harbour.pull() == 0
    assert harbour.log.asked[-1] == 8


async def test_what_came_another_way_is_not_taken_twice(harbour: Harbour) -> None:
    pushed, missed = harbour.said("pushed"), harbour.said("missed")
    await harbour.instance.give(harbour.bo, pushed)
    harbour.log.add(pushed)
    harbour.log.add(missed)
    assert await harbour.pull() == 1
    assert sorted(await posts()) == ["<p>missed</p>", "<p>pushed</p>"]


async def test_a_partner_cannot_put_words_into_a_members_mouth(harbour: Harbour) -> None:
    forged = harbour.said("forged")
    forged["object"]["content"] = "<p>I never said this</p>"
    unproved = harbour.bo.create(harbour.bo.note("unproved", to=[PUBLIC, harbour.held.uri]))
    for document in (forged, unproved, harbour.said("true")):
        harbour.log.add(document)
    await harbour.pull()
    assert await posts() == ["<p>true</p>"]


async def test_malformed_entries_hold_up_nothing(harbour: Harbour) -> None:
    ours = {"id": "https://alpha.example/a/1", "type": "Create", "actor": "https://alpha.example/u"}
    for entry in ("{", "[]", '{"type": "Create"}', orjson.dumps({**ours, "object": "x"}).decode()):
        harbour.log.add(entry)
    harbour.log.add(harbour.said("good"))
    assert await harbour.pull() == 1
    assert await posts() == ["<p>good</p>"]
    assert (await harbour.cursor()).seq == 5


@pytest.mark.parametrize("status", [403, 404, 500, 503])
async def test_a_partner_that_does_not_answer_is_asked_again_from_the_same_place(
    harbour: Harbour, status: int
) -> None:
    harbour.log.add(harbour.said("later"))
    harbour.log.status = status
    assert await harbour.pull() == 0
    assert (await harbour.cursor()).failed_at is not None
    assert (await harbour.cursor()).seq == 0
    harbour.log.status = 200
    assert await harbour.pull() == 1


async def test_a_restored_partner_is_read_from_the_start_again(harbour: Harbour) -> None:
    for number in range(5):
        harbour.log.add(harbour.said(f"post {number}"))
    await harbour.pull()
    del harbour.log.entries[2:]
    harbour.log.add(harbour.said("after the restore"))
    assert await harbour.pull() == 1
    assert (await harbour.cursor()).seq == 3
    assert "<p>after the restore</p>" in await posts()


async def test_a_log_that_leads_nowhere_does_not_keep_us_busy(harbour: Harbour) -> None:
    harbour.log.newest = 10**9
    harbour.log.entries = []
    harbour.log.page_size = 0
    for number in range(2):
        harbour.log.entries.append((0, orjson.dumps(harbour.said(f"{number}")).decode()))
    await harbour.pull()
    assert len(harbour.log.asked) <= 2


async def test_partners_are_asked_at_the_start_and_then_by_the_clock(harbour: Harbour) -> None:
    catch_up, clock = harbour.catch_up, harbour.instance.clock
    harbour.log.add(harbour.said("first"))

    async def look() -> int:
        before = len(harbour.log.asked)
        await catch_up.step()
        await catch_up.pull(harbour.held, harbour.beta) if catch_up.is_reading else None
        return len(harbour.log.asked) - before

    assert await look() == 1
    assert await look() == 0
    catch_up.nudge(domain=harbour.beta.domain)
    assert await look() == 1
    clock.advance(seconds=harbour.instance.federation.settings.catchup_seconds + 1)
    assert await look() == 1
    await catch_up.close()


async def _fill(home: Home, community: Community, count: int, author: Account) -> None:
    new = [
        NewActivity(
            uri=f"{author.uri}/activities/{number}",
            type="Create",
            actor_uri=author.uri,
            object_uri=f"{author.uri}/posts/{number}",
            audience="public" if number % 10 else "addressed",
            community_id=community.id,
            body=orjson.dumps({"n": number}),
        )
        for number in range(1, count + 1)
    ]
    async with transaction():
        await activities.record(home.clock, new)


async def test_our_log_is_read_to_its_end_by_a_partner_and_by_nobody_else(
    database: Database, home: Home
) -> None:
    community = await make_community()
    await make_partner(community, "beta.example")
    author = await make_account("bo", "beta.example")
    await _fill(home, community, PAGE_ENTRIES + 50, author)
    await activities.erase([f"{author.uri}/posts/7"])
    shelf = LogShelf(home)
    uri = addresses.log(home.base_url, community.uri)
    reader = "https://beta.example/partner"
    found: list[int] = []
    after, pages = 0, 0
    while True:
        raw = await shelf.page(uri, reader, after)
        assert raw is not None
        page = orjson.loads(raw)
        found += [orjson.loads(item["activity"])["n"] for item in page["orderedItems"]]
        after, pages = page["through"], pages + 1
        if "next" not in page:
            break
    assert after == page["newest"] == PAGE_ENTRIES + 50
    assert found == [n for n in range(1, PAGE_ENTRIES + 51) if n % 10 and n != 7]
    assert pages <= 3
    assert await shelf.page(uri, "https://beta.example/actor", 0) is not None
    for stranger in (
        "https://beta.example/users/bo",
        "https://gamma.example/partner",
        "http://beta.example/partner",
        "nonsense",
    ):
        assert await shelf.page(uri, stranger, 0) is None
    assert await shelf.page(f"{uri}0", reader, 0) is None
    head = await shelf.page(uri, reader, None)
    assert head is not None
    assert orjson.loads(head)["newest"] == PAGE_ENTRIES + 50


async def test_a_partner_that_is_heard_of_again_is_asked_at_once(harbour: Harbour) -> None:
    federation, beta = harbour.instance.federation, harbour.beta
    wake = MemoryWake()
    watch = HostWatch(federation.clock, wake, federation.circuit)
    watch.tell(harbour.catch_up.welcome_back)
    await harbour.catch_up.step()
    await harbour.catch_up.pull(harbour.held, beta)
    asked = len(harbour.log.asked)
    async with transaction():
        inbox = Inbox(beta.inbox, is_partner=True)
        await queue.enqueue(federation.clock, [Letter(1, 1, (inbox,))])
    await sql.write("UPDATE destination SET failures = 1, next_at = ?", [2**60])
    await watch.refresh()
    watch.seen(beta.domain)
    await harbour.catch_up.step()
    await harbour.catch_up.pull(harbour.held, beta)
    assert len(harbour.log.asked) == asked + 1
    async with asyncio.timeout(5):
        assert await wake.wait(queue.TOPIC, 5)
    await harbour.catch_up.close()
