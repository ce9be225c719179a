"""Publishing: what a member posts stands where it belongs, once."""

import asyncio
from datetime import timedelta

import pytest

from models import sql
from models.actions import posts, relations
from models.database import Database
from models.errors import Invalid, NotFound
from models.home import Home
from models.tables.account import Account
from models.tables.event import Event
from models.tables.post import Mention, Post, PostTag
from models.tables.timeline import HomeEntry
from models.values.draft import Draft, PollDraft
from tests.clock import StillClock
from tests.models.actions.people import community, group_of, member, stranger


async def homes(post_id: int) -> set[int]:
    return {row["owner_id"] for row in await HomeEntry.filter(post_id=post_id).values("owner_id")}


async def kinds(account: Account) -> list[str]:
    rows = await sql.rows(
        "SELECT kind FROM notification WHERE account_id = ? ORDER BY id", [account.id]
    )
    return [row["kind"] for row in rows]


async def test_a_post_reaches_followers_homes_and_the_outbox(
    database: Database, home: Home
) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    await relations.follow(home, ben, anna)
    post = await posts.publish(home, anna, Draft(text="Hello #Harz", language="de"))
    assert post.content == (
        '<p>Hello <a href="https://alpha.example/tags/harz" class="mention hashtag"'
        ' rel="nofollow noopener">#<span>Harz</span></a></p>'
    )
    assert post.source == "Hello #Harz"
    assert post.thread_id == post.id
    assert post.is_local
    assert await homes(post.id) == {anna.id, ben.id}
    assert await PostTag.get(post_id=post.id).values_list("name", "display") == ("harz", "Harz")
    assert await Event.filter(kind="PostPublished").count() == 1
    stored = await Post.get(id=post.id)
    assert stored.uri == post.uri
    assert stored.published_at == post.published_at
    assert (await Account.get(id=anna.id)).posts_count == 1


async def test_a_mention_links_and_notifies(database: Database, home: Home) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    far = await stranger(home, "carla")
    text = "@ben and @Carla@far.example and @nobody@far.example"
    post = await posts.publish(home, anna, Draft(text=text))
    assert {row.account_id for row in await Mention.filter(post_id=post.id)} == {ben.id, far.id}
    assert f'href="{far.url}"' in post.content
    assert "@nobody@far.example" in post.content
    assert await kinds(ben) == ["mention"]


async def test_nobody_is_notified_by_whom_they_block_or_mute(
    database: Database, home: Home, clock: StillClock
) -> None:
    anna, ben, cleo = [await member(home, name) for name in ("anna", "ben", "cleo")]
    await relations.block(home, ben, anna)
    await relations.mute(home, cleo, anna, duration_seconds=60)
    await posts.publish(home, anna, Draft(text="@ben @cleo one"))
    assert await kinds(ben) == []
    assert await kinds(cleo) == []
    clock.advance(minutes=2)
    await posts.publish(home, anna, Draft(text="@ben @cleo two"))
    assert await kinds(ben) == []
    assert await kinds(cleo) == ["mention"]


async def test_a_reply_joins_the_thread_and_counts(database: Database, home: Home) -> None:
    anna, ben, cleo = [await member(home, name) for name in ("anna", "ben", "cleo")]
    await relations.follow(home, cleo, ben)
    first = await posts.publish(home, anna, Draft(text="first"))
    reply = await posts.publish(home, ben, Draft(text="@anna second", in_reply_to_id=first.id))
    third = await posts.publish(home, anna, Draft(text="third", in_reply_to_id=reply.id))
    assert reply.thread_id == third.thread_id == first.id
    assert third.in_reply_to_uri == reply.uri
    assert (await Post.get(id=first.id)).replies_count == 1
    # Cleo follows ben, but not anna whom he answers.
    assert await homes(reply.id) == {ben.id}
    await relations.follow(home, cleo, anna)
    fourth = await posts.publish(home, ben, Draft(text="again", in_reply_to_id=first.id))
    assert await homes(fourth.id) == {ben.id, cleo.id}


async def test_a_reply_needs_sight_of_the_post(database: Database, home: Home) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    hidden = await posts.publish(home, anna, Draft(text="secret", visibility="private"))
    with pytest.raises(NotFound):
        await posts.publish(home, ben, Draft(text="what?", in_reply_to_id=hidden.id))
    assert await Post.all().count() == 1


async def test_a_direct_post_stands_in_no_strangers_home(database: Database, home: Home) -> None:
    anna, ben, cleo = [await member(home, name) for name in ("anna", "ben", "cleo")]
    for follower in (ben, cleo):
        await relations.follow(home, follower, anna)
    post = await posts.publish(home, anna, Draft(text="@ben psst", visibility="direct"))
    assert await homes(post.id) == {anna.id, ben.id}


@pytest.mark.parametrize(
    "draft",
    [
        Draft(text="   \n "),
        Draft(text="x" * 5_001),
        Draft(text="x" * 4_990, spoiler="y" * 11),
        Draft(text="x", media_ids=(1,)),
        Draft(text="x", poll=PollDraft(options=("a",), expires_in_seconds=600)),
        Draft(text="x", poll=PollDraft(options=("a", "A"), expires_in_seconds=600)),
        Draft(text="x", poll=PollDraft(options=("a", " "), expires_in_seconds=600)),
        Draft(text="x", poll=PollDraft(options=("a", "b"), expires_in_seconds=5)),
        Draft(text="x", poll=PollDraft(options=("a", "b" * 201), expires_in_seconds=600)),
    ],
)
async def test_what_is_no_post_is_refused_and_leaves_nothing(
    database: Database, home: Home, draft: Draft
) -> None:
    anna = await member(home, "anna")
    with pytest.raises(Invalid):
        await posts.publish(home, anna, draft)
    assert await Post.all().count() == 0
    assert await Event.all().count() == 0


async def test_a_repeated_key_gives_the_same_post_even_at_once(
    database: Database, home: Home, clock: StillClock
) -> None:
    anna = await member(home, "anna")
    draft = Draft(text="once", idempotency_key="k")
    made = await asyncio.gather(*(posts.publish(home, anna, draft) for _ in range(20)))
    assert len({post.id for post in made}) == 1
    assert await Post.all().count() == 1
    assert await Event.filter(kind="PostPublished").count() == 1
    clock.advance(hours=2)
    later = await posts.publish(home, anna, draft)
    assert later.id != made[0].id


async def test_a_poll_is_written_with_its_end(
    database: Database, home: Home, clock: StillClock
) -> None:
    anna = await member(home, "anna")
    poll = PollDraft(options=("yes", "no"), expires_in_seconds=600, is_multiple=True)
    post = await posts.publish(home, anna, Draft(text="?", poll=poll))
    row = await sql.row("SELECT * FROM poll WHERE post_id = ?", [post.id])
    assert row is not None
    assert post.type == "Question"
    assert row["options"] == '[{"title":"yes","votes":0},{"title":"no","votes":0}]'
    ends = clock.now() + timedelta(minutes=10)
    assert row["expires_at"] == int(ends.timestamp() * 1000)


async def test_a_thread_of_a_community_reaches_everybody_who_joined(
    database: Database, home: Home
) -> None:
    row = await community(home)
    group = await group_of(row)
    anna, ben, cleo, dora = [await member(home, name) for name in ("anna", "ben", "cleo", "dora")]
    for joining in (anna, ben, cleo):
        await relations.follow(home, joining, group)
    await relations.follow(home, cleo, anna)
    post = await posts.publish(home, anna, Draft(text="Hi @trails@commons.example"))
    assert post.community_id == row.id
    wrapper = await Post.get(author_id=group.id)
    assert wrapper.boost_of_id == post.id
    assert await homes(post.id) == {anna.id, cleo.id}
    assert await homes(wrapper.id) == {ben.id}
    assert dora.id not in await homes(wrapper.id)
    reply = await posts.publish(home, ben, Draft(text="yes", in_reply_to_id=post.id))
    assert reply.community_id == row.id
    named = {mention.account_id for mention in await Mention.filter(post_id=reply.id)}
    assert named == {group.id}
    assert await Post.filter(author_id=group.id).count() == 1


async def test_a_member_who_did_not_join_posts_into_the_community_as_at_every_other_partner(
    database: Database, home: Home
) -> None:
    row = await community(home, is_hosted=False)
    anna = await member(home, "anna")
    post = await posts.publish(home, anna, Draft(text="Hi @trails@beta.example"))
    assert post.community_id == row.id
    assert await Post.filter(author_id=row.account_id).count() == 1


@pytest.mark.parametrize("visibility", ["private", "direct"])
async def test_what_is_not_open_belongs_to_no_community(
    database: Database, home: Home, visibility: str
) -> None:
    row = await community(home)
    anna = await member(home, "anna")
    await relations.follow(home, anna, await group_of(row))
    draft = Draft(text="Hi @trails@commons.example", visibility=visibility)  # type: ignore[arg-type]
    post = await posts.publish(home, anna, draft)
    assert post.community_id is None
