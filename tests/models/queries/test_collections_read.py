"""Collections, logs, hashtags and counts: what an instance tells others about itself."""

from datetime import timedelta

from models.database import Database
from models.home import Home
from models.ids import to_milliseconds
from models.queries import collections, hashtags, instance, logs
from models.queries.collections import Item
from models.queries.instance import Counts
from models.queries.logs import LogEntry
from models.queries.paging import Page
from models.tables.activity import Activity
from models.tables.community import Community
from tests.clock import StillClock
from tests.factories import (
    START,
    make_account,
    make_community,
    make_follow,
    make_member,
    make_post,
)


async def test_an_outbox_holds_what_anybody_may_read(database: Database) -> None:
    author, other = await make_account(), await make_account()
    public = await make_post(author)
    unlisted = await make_post(author, visibility="unlisted")
    for visibility in ("private", "direct"):
        await make_post(author, visibility=visibility)
    await make_post(author, deleted_at=START)
    theirs = await make_post(other)
    boost = await make_post(author, boost_of=theirs)
    await make_post(author, boost_of=await make_post(other, visibility="private"))
    assert await collections.outbox(author.id, Page()) == [
        Item(boost.id, boost.uri, theirs.uri),
        Item(unlisted.id, unlisted.uri),
        Item(public.id, public.uri),
    ]
    assert await collections.count_outbox(author.id) == 3
    (older,) = await collections.outbox(author.id, Page(max_id=unlisted.id))
    assert older.uri == public.uri


async def test_answers_and_threads_are_listed_as_far_as_they_are_public(
    database: Database,
) -> None:
    author = await make_account()
    root = await make_post(author)
    answer = await make_post(author, reply_to=root)
    deep = await make_post(author, reply_to=answer)
    await make_post(author, reply_to=root, visibility="private")
    await make_post(author, boost_of=root, thread_id=root.id)
    assert [item.uri for item in await collections.replies(root.id, Page())] == [answer.uri]
    uris = [item.uri for item in await collections.thread(root.id, Page(min_id=0))]
    assert uris == [deep.uri, answer.uri, root.uri]


async def test_followers_and_followed_are_listed_by_address(database: Database) -> None:
    group, member, gone = await make_account(), await make_account(), await make_account()
    follow = await make_follow(member, group)
    await make_follow(await make_account(), group, state="pending")
    await make_follow(await make_account(suspended_at=START), group)
    assert await collections.followers(group.id, Page()) == [Item(follow.id, member.uri)]
    assert await collections.following(member.id, Page()) == [Item(follow.id, group.uri)]
    assert await collections.followers(gone.id, Page()) == []


async def _log(community: Community, seq: int, **columns: object) -> str:
    row = {
        "uri": f"https://alpha.example/activities/{community.id}-{seq}",
        "type": "Create",
        "actor_uri": "https://alpha.example/users/anna",
        "community_id": community.id,
        "seq": seq,
        "body": f'{{"seq": {seq}}}'.encode(),
        "created_at": START,
    }
    return (await Activity.create(**{**row, **columns})).uri


async def test_a_log_is_read_in_order_from_where_the_reader_stopped(database: Database) -> None:
    community, other = await make_community(log_seq=4), await make_community("quay")
    uris = [await _log(community, seq) for seq in (1, 2)]
    await _log(community, 3, audience="addressed")
    erased = await _log(community, 4, body=None)
    await _log(other, 1)
    assert await logs.page(community.id, 0, 10) == [
        LogEntry(1, uris[0], b'{"seq": 1}'),
        LogEntry(2, uris[1], b'{"seq": 2}'),
        LogEntry(4, erased, None),
    ]
    assert [entry.seq for entry in await logs.page(community.id, 1, 1)] == [2]
    assert await logs.page(community.id, 4, 10) == []
    assert await logs.newest(community.id) == 4
    assert await logs.newest(99_999) == 0


async def test_a_hashtag_tells_its_week(database: Database, home: Home, clock: StillClock) -> None:
    author, other = await make_account(), await make_account()
    clock.advance(hours=24 * 2)
    await make_post(author, minutes=0, tags=("rope",))
    for number in (1, 2):
        await make_post(author, minutes=24 * 60 + number, tags=("rope",))
    await make_post(other, minutes=24 * 60 + 3, tags=("rope",))
    await make_post(author, minutes=24 * 60 + 4, tags=("rope",), visibility="private")
    await make_post(author, minutes=-24 * 60 * 30, tags=("rope",))
    days = await hashtags.history(home, "Rope")
    assert [(day.uses, day.accounts) for day in days] == [(0, 0), (3, 2), (1, 1)] + [(0, 0)] * 4
    midnight = clock.now().replace(hour=0)
    assert days[0].starts_at == to_milliseconds(midnight)


async def test_an_instance_counts_its_living_members_and_known_domains(
    database: Database, home: Home, clock: StillClock
) -> None:
    now = clock.now()
    assert await instance.counts(home) == Counts(
        members=0, active_month=0, active_half_year=0, posts=0, domains=0
    )
    await make_member(account={"posts_count": 3}, last_seen_at=now - timedelta(days=2))
    await make_member(account={"posts_count": 4}, last_seen_at=now - timedelta(days=100))
    await make_member(state="waiting", last_seen_at=now)
    await make_member(account={"suspended_at": START}, last_seen_at=now)
    for domain in ("beta.example", "beta.example", "gamma.example"):
        await make_account(domain=domain)
    await make_community()
    assert await instance.counts(home) == Counts(
        members=2, active_month=1, active_half_year=2, posts=7, domains=2
    )
    assert await instance.peers() == ["beta.example", "gamma.example"]
