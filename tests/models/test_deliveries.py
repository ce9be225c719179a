"""The delivery queue: lanes in order, one worker each, and nothing ever forgotten."""

import asyncio
from datetime import timedelta

from models import sql
from models.actions import deliveries as queue
from models.actions.deliveries import IDLE, Inbox, Lane, Letter
from models.actions.settlements import Failure, Parking, Settlement, settle
from models.database import Database
from models.ids import to_milliseconds
from models.queries import deliveries as waiting
from models.transaction import transaction
from tests.clock import StillClock

LEASE = 60_000
PEER = Inbox("https://beta.example/inbox", is_partner=True)
STRANGER = Inbox("https://stranger.example/inbox")


async def _enqueue(clock: StillClock, *activities: int, inboxes: tuple[Inbox, ...]) -> int:
    async with transaction():
        return await queue.enqueue(clock, [Letter(activity, 1, inboxes) for activity in activities])


async def _claim(clock: StillClock, token: str = "t", limit: int = 10, **more: bool) -> list[Lane]:
    return await queue.claim(clock, token, limit, LEASE, **more)


async def _activities(clock: StillClock, lane: Lane, most: int = 100) -> list[int]:
    return [item.activity_id for item in await waiting.items(clock, [lane.id], most)]


async def _next_at(lane: Lane) -> int:
    row = await sql.row("SELECT next_at FROM destination WHERE id = ?", [lane.id])
    assert row is not None
    return int(row["next_at"])


async def test_a_lane_holds_its_activities_in_the_order_of_writing(
    database: Database, clock: StillClock
) -> None:
    assert await _enqueue(clock, 7, 3, 9, inboxes=(PEER, STRANGER)) == 6
    lanes = await _claim(clock)
    assert {lane.inbox for lane in lanes} == {PEER.url, STRANGER.url}
    assert [lane.is_partner for lane in lanes if lane.inbox == PEER.url] == [True]
    for lane in lanes:
        assert await _activities(clock, lane) == [7, 3, 9]
        assert await _activities(clock, lane, most=2) == [7, 3]


async def test_the_same_activity_goes_to_an_inbox_once(
    database: Database, clock: StillClock
) -> None:
    await _enqueue(clock, 1, inboxes=(PEER, PEER))
    await _enqueue(clock, 1, inboxes=(PEER,))
    (lane,) = await _claim(clock)
    assert await _activities(clock, lane) == [1]


async def test_two_workers_never_hold_the_same_lane(database: Database, clock: StillClock) -> None:
    inboxes = tuple(Inbox(f"https://h{n}.example/inbox") for n in range(40))
    await _enqueue(clock, 1, inboxes=inboxes)
    claims = await asyncio.gather(*(_claim(clock, f"worker-{n}", 7) for n in range(8)))
    held = [lane.id for lanes in claims for lane in lanes]
    assert len(held) == len(set(held)) == 40


async def test_a_lane_of_a_worker_that_died_comes_back_after_its_lease(
    database: Database, clock: StillClock
) -> None:
    await _enqueue(clock, 1, inboxes=(PEER,))
    assert len(await _claim(clock, "dead")) == 1
    assert await _claim(clock, "next") == []
    clock.advance(milliseconds=LEASE + 1)
    (lane,) = await _claim(clock, "next")
    assert await _activities(clock, lane) == [1]


async def test_a_late_outcome_changes_neither_lane_nor_schedule(
    database: Database, clock: StillClock
) -> None:
    await _enqueue(clock, 1, 2, inboxes=(PEER,))
    (slept,) = await _claim(clock, "slept")
    clock.advance(milliseconds=LEASE + 1)
    (lane,) = await _claim(clock, "awake")
    before = await _next_at(lane)
    late = Failure(slept.id, "timed_out", before + 99, failures=5, failing_since=1)
    await settle(clock, Settlement(token="slept", failed=[late]))
    await settle(clock, Settlement(token="slept", answered=[slept.id]))
    await settle(clock, Settlement(token="slept", retired=[(slept.id, "peer_gone")]))
    assert await _next_at(lane) == before
    assert await _activities(clock, lane) == [1, 2]
    assert await _claim(clock, "third") == []


async def test_an_answered_lane_is_idle_until_something_new_is_written(
    database: Database, clock: StillClock
) -> None:
    await _enqueue(clock, 1, inboxes=(PEER,))
    (lane,) = await _claim(clock)
    items = await waiting.items(clock, [lane.id], 10)
    done = Settlement(token="t", removed=[item.id for item in items], answered=[lane.id])
    await settle(clock, done)
    assert await _next_at(lane) == IDLE
    assert await waiting.next_due() is None
    await _enqueue(clock, 2, inboxes=(PEER,))
    assert await waiting.next_due() == to_milliseconds(clock.now())
    assert [lane.inbox for lane in await _claim(clock)] == [PEER.url]


async def test_what_is_written_while_a_lane_is_held_is_not_forgotten(
    database: Database, clock: StillClock
) -> None:
    await _enqueue(clock, 1, inboxes=(PEER,))
    (lane,) = await _claim(clock)
    (item,) = await waiting.items(clock, [lane.id], 10)
    await _enqueue(clock, 2, inboxes=(PEER,))
    await settle(clock, Settlement(token="t", removed=[item.id], answered=[lane.id]))
    (again,) = await _claim(clock)
    assert await _activities(clock, again) == [2]


async def test_writing_and_finishing_at_the_same_moment_lose_no_wake_up(
    database: Database, clock: StillClock
) -> None:
    for number in range(1, 40, 2):
        await _enqueue(clock, number, inboxes=(PEER,))
        (lane,) = await _claim(clock)
        (item,) = await waiting.items(clock, [lane.id], 10)
        done = Settlement(token="t", removed=[item.id], answered=[lane.id])
        await asyncio.gather(settle(clock, done), _enqueue(clock, number + 1, inboxes=(PEER,)))
        (again,) = await _claim(clock)
        (item,) = await waiting.items(clock, [again.id], 10)
        assert item.activity_id == number + 1
        await settle(clock, Settlement(token="t", removed=[item.id], answered=[again.id]))


async def test_a_failing_lane_waits_and_keeps_everything_behind_it(
    database: Database, clock: StillClock
) -> None:
    await _enqueue(clock, 1, 2, inboxes=(STRANGER,))
    (lane,) = await _claim(clock)
    now = to_milliseconds(clock.now())
    failure = Failure(lane.id, "peer_failing", now + 10_000, failures=1, failing_since=now)
    await settle(clock, Settlement(token="t", failed=[failure]))
    await _enqueue(clock, 3, inboxes=(STRANGER,))
    assert await _claim(clock) == []
    assert await _claim(clock, is_failing=True) == []
    assert await waiting.troubled_hosts() == {"stranger.example"}
    clock.advance(seconds=11)
    assert await _claim(clock) == []
    (again,) = await _claim(clock, is_failing=True)
    assert (again.failures, again.failing_since) == (1, now)
    assert await _activities(clock, again) == [1, 2, 3]


async def test_a_refused_activity_is_parked_and_the_others_go_on(
    database: Database, clock: StillClock
) -> None:
    await _enqueue(clock, 1, 2, inboxes=(PEER,))
    (lane,) = await _claim(clock)
    first, second = await waiting.items(clock, [lane.id], 10)
    moment = to_milliseconds(clock.now() + timedelta(hours=1))
    parking = Parking(first.id, lane.id, "peer_refused", moment)
    await settle(
        clock, Settlement(token="t", parked=[parking], removed=[second.id], answered=[lane.id])
    )
    assert await _next_at(lane) == moment
    (shown,) = await waiting.backlog(partners_only=True)
    assert (shown.waiting, shown.parked, shown.reason) == (1, 1, "peer_refused")
    await _enqueue(clock, 3, inboxes=(PEER,))
    (again,) = await _claim(clock)
    assert await _activities(clock, again) == [3]
    clock.advance(hours=1)
    assert await _activities(clock, again) == [1, 3]


async def test_a_retired_stranger_gets_nothing_until_it_is_heard_of(
    database: Database, clock: StillClock
) -> None:
    await _enqueue(clock, 1, inboxes=(STRANGER,))
    (lane,) = await _claim(clock)
    await settle(clock, Settlement(token="t", retired=[(lane.id, "peer_gone")]))
    assert await _enqueue(clock, 2, inboxes=(STRANGER, PEER)) == 1
    assert await waiting.troubled_hosts() == {"stranger.example"}
    await queue.revive(clock, "stranger.example")
    assert await _enqueue(clock, 3, inboxes=(STRANGER,)) == 1
    lanes = await _claim(clock)
    (again,) = [each for each in lanes if each.id == lane.id]
    assert await _activities(clock, again) == [3]


async def test_a_stranger_that_became_a_partner_is_never_given_up_again(
    database: Database, clock: StillClock
) -> None:
    await _enqueue(clock, 1, inboxes=(STRANGER,))
    (lane,) = await _claim(clock)
    await settle(clock, Settlement(token="t", retired=[(lane.id, "peer_gone")]))
    await _enqueue(clock, 2, inboxes=(Inbox(STRANGER.url, is_partner=True),))
    (again,) = await _claim(clock)
    assert again.is_partner
    assert await _activities(clock, again) == [2]


async def test_a_host_that_is_heard_of_is_tried_at_once(
    database: Database, clock: StillClock
) -> None:
    await _enqueue(clock, 1, inboxes=(PEER,))
    (lane,) = await _claim(clock)
    now = to_milliseconds(clock.now())
    failure = Failure(lane.id, "timed_out", now + 3_600_000, failures=9, failing_since=now)
    await settle(clock, Settlement(token="t", failed=[failure]))
    await queue.revive(clock, "other.example")
    assert await _claim(clock, is_failing=True) == []
    await queue.revive(clock, "beta.example")
    assert [each.id for each in await _claim(clock, is_failing=True)] == [lane.id]


async def test_a_lane_given_back_untried_is_due_at_once(
    database: Database, clock: StillClock
) -> None:
    await _enqueue(clock, 1, inboxes=(PEER,))
    (lane,) = await _claim(clock)
    await settle(clock, Settlement(token="t", released=[lane.id]))
    assert [each.id for each in await _claim(clock, "u")] == [lane.id]


async def test_a_long_lane_is_read_from_its_start_only(
    database: Database, clock: StillClock
) -> None:
    await _enqueue(clock, *range(1, 3_001), inboxes=(PEER,))
    if sql.dialect() == "sqlite":
        plan = await sql.rows(
            "EXPLAIN QUERY PLAN SELECT d.id FROM destination t"
            " JOIN delivery d ON d.destination_id = t.id AND d.id <= COALESCE((SELECT x.id"
            " FROM delivery x WHERE x.destination_id = t.id AND x.next_at <= ? ORDER BY x.id"
            " LIMIT 1 OFFSET ?), ?) WHERE t.id IN (?) AND d.next_at <= ?",
            [1, 1, 1, 1, 1],
        )
        assert any("destination_id=? AND" in row["detail"] for row in plan), plan
    (lane,) = await _claim(clock)
    assert await _activities(clock, lane, most=5) == [1, 2, 3, 4, 5]
