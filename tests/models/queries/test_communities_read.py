"""Communities: lists, threads by activity, partners and who belongs."""

from datetime import timedelta

from models.database import Database
from models.home import Home
from models.queries import communities
from models.queries.communities import Census
from models.queries.paging import Page
from models.tables.community import Community
from models.tables.post import Post
from models.tables.relation import Block
from tests.clock import StillClock
from tests.factories import (
    START,
    make_account,
    make_community,
    make_follow,
    make_partner,
    make_post,
)


async def test_active_communities_are_listed_and_found_by_handle(database: Database) -> None:
    harbour = await make_community()
    quay = await make_community("quay", name="A quay", is_hosted=False)
    draft = await make_community("draft", state="founding")
    assert [row["id"] for row in await communities.listing()] == [quay.id, harbour.id]
    found = await communities.find("Harbour", "commons.example")
    assert found is not None
    assert (found["id"], found["is_hosted"], found["members_count"]) == (harbour.id, True, 0)
    assert await communities.find("harbour", "alpha.example") is None
    shown = await communities.show(draft.id)
    assert shown is not None
    assert shown["state"] == "founding"
    of_group = await communities.of_group(quay.account_id or 0)
    assert of_group is not None
    assert of_group["id"] == quay.id
    assert await communities.of_group(99_999) is None


async def test_a_member_sees_the_communities_joined(database: Database) -> None:
    harbour, quay = await make_community(), await make_community("quay")
    member = await make_account()
    await make_follow(member, await harbour.account)
    await make_follow(member, await quay.account, state="pending")
    assert [row["id"] for row in await communities.joined(member.id)] == [harbour.id]


async def _threads(home: Home, community: Community, **page: int) -> list[tuple[int, int]]:
    found = await communities.threads(home, None, community.id, Page(**page))
    return [(entry.id, entry.cursor) for entry in found]


async def test_threads_come_by_newest_activity_each_once(database: Database, home: Home) -> None:
    community = await make_community()
    group = await community.account
    author = await make_account()
    first, second, third = [await make_post(author, community=community) for _ in range(3)]
    answer = await make_post(author, reply_to=first)
    newest = await make_post(author, reply_to=answer)
    await make_post(group, boost_of=second, community=community, thread_id=second.id)
    everything = [(first.id, newest.id), (third.id, third.id), (second.id, second.id)]
    assert await _threads(home, community) == everything
    assert await _threads(home, community, limit=1) == everything[:1]
    assert await _threads(home, community, max_id=newest.id) == everything[1:]
    assert await _threads(home, community, min_id=second.id, limit=1) == [everything[1]]
    await Post.filter(id=newest.id).update(deleted_at=START)
    assert (await _threads(home, community))[0] == (first.id, answer.id)
    await Post.filter(id=answer.id).update(visibility="private")
    assert await _threads(home, community) == [
        (each.id, each.id) for each in (third, second, first)
    ]


async def test_threads_begun_by_somebody_blocked_do_not_show_and_the_others_keep_their_order(
    database: Database, home: Home
) -> None:
    community = await make_community()
    author, reader, blocked = [await make_account() for _ in range(3)]
    await Block.create(account=reader, target=blocked, uri="", created_at=START)
    first = await make_post(author, community=community)
    second = await make_post(author, community=community)
    begun = await make_post(blocked, community=community)
    late = await make_post(blocked, reply_to=first)
    everybody = await communities.threads(home, None, community.id, Page())
    assert [entry.cursor for entry in everybody] == [late.id, begun.id, second.id]
    mine = await communities.threads(home, reader.id, community.id, Page())
    assert [entry.cursor for entry in mine] == [late.id, second.id]


async def test_partners_and_their_share_of_a_community(
    database: Database, home: Home, clock: StillClock
) -> None:
    community = await make_community()
    group = await community.account
    await make_partner(community, "beta.example")
    await make_partner(community, "left.example", left_at=START)
    ours, theirs = await make_account(), await make_account(domain="beta.example")
    guest = await make_account(domain="far.example")
    for member in (ours, await make_account(), theirs):
        await make_follow(member, group)
    await make_follow(guest, group, state="pending")
    for author in (theirs, theirs, guest):
        post = await make_post(author, community=community)
    await make_post(theirs, community=community, visibility="private")
    await make_post(group, boost_of=post, community=community)
    rows = await communities.partners(community.id)
    assert [(row["domain"], row["is_self"], row["is_host"]) for row in rows] == [
        ("alpha.example", True, True),
        ("beta.example", False, False),
    ]
    assert await communities.census(home, community.id) == [
        Census("alpha.example", 2, 0),
        Census("beta.example", 1, 2),
        Census("far.example", 0, 1),
    ]
    clock.advance(seconds=timedelta(days=60).total_seconds())
    later = await communities.census(home, community.id)
    assert [each.posts for each in later] == [0, 0]
