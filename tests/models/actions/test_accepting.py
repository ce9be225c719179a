"""Accepting: remote posts come in once, in any order, and only where they may."""

import asyncio
from datetime import timedelta

import pytest

from models import addresses, sql
from models.actions import members, posts, relations
from models.database import Database
from models.home import Home
from models.tables.account import Account
from models.tables.community import Community
from models.tables.media import Media
from models.tables.post import Mention, Post
from models.tables.timeline import HomeEntry
from models.transaction import transaction
from models.values.remote_post import (
    ReceivedVia,
    RemoteBoost,
    RemoteMedia,
    RemoteOption,
    RemotePoll,
    RemotePost,
)
from tests.clock import StillClock
from tests.models.actions.people import (
    PUBLIC,
    community,
    group_of,
    member,
    remote_post,
    stranger,
)


@pytest.fixture
def at(clock: StillClock) -> dict[str, object]:
    return {"published_at": clock.now()}


async def homes(post_id: int) -> set[int]:
    return {row["owner_id"] for row in await HomeEntry.filter(post_id=post_id).values("owner_id")}


async def followed(home: Home, name: str = "fay", domain: str = "far.example") -> Account:
    """Return a stranger whom a member called ben follows."""
    fay = await stranger(home, name, domain)
    ben = await member(home, "ben")
    follow = await relations.follow(home, ben, fay)
    await relations.accept_answer(home, fay, follow.uri, True)
    return fay


async def test_a_post_of_somebody_followed_is_shown_safely(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    fay = await followed(home)
    ben = await Account.get(username="ben")
    post = remote_post(
        fay,
        content="<p onclick=x>Hi<script>alert(1)</script></p>",
        spoiler="care\nful",
        tags=("#Harz",),
        media=(RemoteMedia(kind="image", url="https://far.example/i.png", description="a hill"),),
        **at,
    )
    accepted = await posts.accept(home, post)
    assert accepted.outcome == "accepted"
    stored = await Post.get(uri=post.uri)
    assert (stored.content, stored.spoiler, stored.visibility) == (
        "<p>Hi</p>",
        "care ful",
        "public",
    )
    assert await homes(stored.id) == {ben.id}
    assert (await Media.get(post_id=stored.id)).description == "a hill"


async def test_a_post_that_concerns_nobody_is_not_kept(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    fay = await stranger(home, "fay")
    assert (await posts.accept(home, remote_post(fay, **at))).outcome == "ignored"
    assert await Post.all().count() == 0
    fetched = await posts.accept(home, remote_post(fay, **at), received_via="fetch")
    assert fetched.outcome == "accepted"


async def test_a_direct_post_to_a_member_without_a_tag_finds_its_reader(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    anna, fay = await member(home, "anna"), await stranger(home, "fay")
    accepted = await posts.accept(home, remote_post(fay, to=(anna.uri,), cc=(), **at))
    assert accepted.outcome == "accepted"
    mention = await Mention.get(post_id=accepted.post_id)
    assert (mention.account_id, mention.is_silent) == (anna.id, True)
    assert (await Post.get(id=accepted.post_id)).visibility == "direct"


@pytest.mark.parametrize(
    ("to", "cc", "visibility"),
    [
        ((PUBLIC,), (), "public"),
        (("https://far.example/users/fay/followers",), (PUBLIC,), "unlisted"),
        (("https://far.example/users/fay/followers",), (), "private"),
        (("https://evil.example/followers",), (), "direct"),
        ((), (), "direct"),
    ],
)
async def test_the_audience_is_never_wider_than_told(
    database: Database,
    home: Home,
    at: dict[str, object],
    to: tuple[str, ...],
    cc: tuple[str, ...],
    visibility: str,
) -> None:
    fay = await followed(home)
    accepted = await posts.accept(home, remote_post(fay, to=to, cc=cc, **at))
    assert (await Post.get(id=accepted.post_id)).visibility == visibility


async def test_a_hundred_deliveries_of_one_post_have_one_effect(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    fay = await followed(home)
    anna = await member(home, "anna")
    post = remote_post(fay, mentions=(anna,), **at)
    outcomes = await asyncio.gather(*(posts.accept(home, post) for _ in range(20)))
    assert sorted(each.outcome for each in outcomes) == ["accepted"] + ["duplicate"] * 19
    assert await Post.all().count() == 1
    assert (await Account.get(id=fay.id)).posts_count == 1
    found = await sql.rows("SELECT kind FROM notification WHERE account_id = ?", [anna.id])
    assert [row["kind"] for row in found] == ["mention"]


async def test_two_posts_whose_ids_collide_are_both_kept(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    fay = await followed(home)
    first = await posts.accept(home, remote_post(fay, "1", **at))
    assert first.post_id is not None
    await sql.write("UPDATE post SET id = id + 1 WHERE id = ?", [first.post_id])
    await sql.write(
        "UPDATE post SET uri = 'https://far.example/other' WHERE id = ?", [first.post_id + 1]
    )
    await sql.write("UPDATE post SET id = ? WHERE id = ?", [first.post_id, first.post_id + 1])
    again = await posts.accept(home, remote_post(fay, "1", **at))
    assert again.outcome == "accepted"
    assert again.post_id == first.post_id + 1


async def test_a_reply_that_comes_before_its_thread_is_put_in_its_place(
    database: Database, home: Home, at: dict[str, object], clock: StillClock
) -> None:
    fay = await followed(home)
    first = remote_post(fay, "first", **at)
    second = remote_post(fay, "second", in_reply_to_uri=first.uri, **at)
    third = remote_post(fay, "third", in_reply_to_uri=second.uri, **at)
    for late in (third, second, first):
        clock.advance(seconds=1)
        assert (await posts.accept(home, late)).outcome == "accepted"
    rows = {row.uri: row for row in await Post.all()}
    head = rows[first.uri]
    assert {row.thread_id for row in rows.values()} == {head.id}
    assert rows[third.uri].in_reply_to_id == rows[second.uri].id
    assert rows[second.uri].in_reply_to_id == head.id
    assert (head.replies_count, rows[second.uri].replies_count) == (1, 1)


async def test_a_delete_before_its_create_keeps_the_post_away(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    fay = await followed(home)
    post = remote_post(fay, **at)
    assert (await posts.accept_withdrawal(home, post.uri, fay.uri)).outcome == "remembered"
    assert (await posts.accept(home, post)).outcome == "ignored"
    assert (await posts.accept_withdrawal(home, post.uri, fay.uri)).outcome == "duplicate"


async def test_a_stranger_cannot_forbid_a_post_of_another_server(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    fay, eve = await followed(home), await stranger(home, "eve", "evil.example")
    post = remote_post(fay, **at)
    assert (await posts.accept_withdrawal(home, post.uri, eve.uri)).outcome == "refused"
    assert (await posts.accept(home, post)).outcome == "accepted"
    assert (await posts.accept_withdrawal(home, post.uri, eve.uri)).outcome == "refused"
    neighbour = await stranger(home, "ned", "far.example")
    assert (await posts.accept_withdrawal(home, post.uri, neighbour.uri)).outcome == "refused"
    assert (await Post.get(uri=post.uri)).content


async def test_a_suspended_author_is_not_heard(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    fay = await followed(home)
    await members.suspend(home, fay.id)
    fay = await Account.get(id=fay.id)
    assert (await posts.accept(home, remote_post(fay, **at))).outcome == "ignored"


async def test_nobody_elsewhere_writes_under_our_names(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    fay = await followed(home)
    post = remote_post(fay, uri="https://alpha.example/users/anna/posts/1", **at)
    assert (await posts.accept(home, post)).outcome == "ignored"
    assert await Post.all().count() == 0


async def test_a_wrong_clock_does_not_put_a_post_at_the_top_for_ever(
    database: Database, home: Home, clock: StillClock
) -> None:
    fay = await followed(home)
    late = remote_post(fay, published_at=clock.now() + timedelta(days=900))
    accepted = await posts.accept(home, late)
    stored = await Post.get(id=accepted.post_id)
    assert stored.published_at == clock.now()
    assert stored.id < (int(clock.now().timestamp() * 1000) + 1) << 16


async def test_hostile_counts_do_not_break_the_database(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    fay = await followed(home)
    poll = RemotePoll(
        options=(RemoteOption(title="a", votes=10**18), RemoteOption(title="b", votes=-5)),
        voters_count=10**30,
    )
    media = RemoteMedia(kind="image", url="https://far.example/x", width=10**12, height=-1)
    accepted = await posts.accept(home, remote_post(fay, poll=poll, media=(media,), **at))
    assert accepted.outcome == "accepted"


async def accept(home: Home, post: RemotePost, via: ReceivedVia = "direct") -> Post | None:
    accepted = await posts.accept(home, post, received_via=via)
    return None if accepted.post_id is None else await Post.get(id=accepted.post_id)


async def in_group(row: Community, author: Account, **details: object) -> RemotePost:
    return remote_post(author, mentions=(await group_of(row),), **details)


async def test_a_partners_member_is_let_in_at_once_with_the_same_wrapper_everywhere(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    row = await community(home, is_hosted=False)
    ben = await member(home, "ben")
    await relations.follow(home, ben, await group_of(row))
    gus = await stranger(home, "gus", "gamma.example")
    post = await in_group(row, gus, **at)
    accepted = await posts.accept(home, post)
    assert (accepted.community_id, accepted.starts_thread) == (row.id, True)
    assert accepted.waiting_community_id is None
    wrapper = await Post.get(boost_of_id=accepted.post_id)
    assert wrapper.uri == addresses.announce(row.uri, post.uri, "post")
    assert await homes(wrapper.id) == {ben.id}
    announced = RemoteBoost(
        uri=wrapper.uri,
        actor=await group_of(row),
        object_uri=post.uri,
        published_at=post.published_at,
    )
    assert (await posts.accept_boost(home, announced)).outcome == "duplicate"
    assert await Post.filter(boost_of_id=accepted.post_id).count() == 1
    assert (await Post.get(id=accepted.post_id)).boosts_count == 0


async def test_a_guest_waits_for_the_host(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    row = await community(home, is_hosted=False)
    group = await group_of(row)
    ben = await member(home, "ben")
    await relations.follow(home, ben, group)
    guest = await stranger(home, "fay")
    post = remote_post(guest, mentions=(group, ben), **at)
    accepted = await posts.accept(home, post)
    assert (accepted.community_id, accepted.waiting_community_id) == (None, row.id)
    again = await posts.accept(home, post, received_via="announce")
    assert (again.outcome, again.community_id, again.starts_thread) == ("accepted", row.id, True)
    wrapper = await Post.get(boost_of_id=accepted.post_id)
    assert ben.id in await homes(wrapper.id)
    assert (await posts.accept(home, post, received_via="log")).outcome == "duplicate"


async def test_the_groups_boost_lets_a_waiting_post_in(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    row = await community(home, is_hosted=False)
    group = await group_of(row)
    ben = await member(home, "ben")
    post = remote_post(await stranger(home, "fay"), mentions=(group, ben), **at)
    waiting = await posts.accept(home, post)
    assert waiting.community_id is None
    announced = RemoteBoost(
        uri=addresses.announce(row.uri, post.uri, "post"),
        actor=group,
        object_uri=post.uri,
        published_at=post.published_at,
    )
    accepted = await posts.accept_boost(home, announced)
    assert (accepted.community_id, accepted.starts_thread) == (row.id, True)
    assert (await Post.get(id=waiting.post_id)).community_id == row.id


async def test_the_host_lets_guests_in(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    row = await community(home)
    guest = await stranger(home, "fay")
    accepted = await posts.accept(home, await in_group(row, guest, **at))
    assert accepted.community_id == row.id


async def test_a_reply_keeps_the_community_when_the_mention_was_dropped(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    row = await community(home)
    gus = await stranger(home, "gus", "gamma.example")
    first = await in_group(row, gus, **at)
    await posts.accept(home, first)
    reply = remote_post(gus, "2", in_reply_to_uri=first.uri, **at)
    accepted = await posts.accept(home, reply)
    assert (accepted.community_id, accepted.starts_thread) == (row.id, False)
    assert await Post.filter(author_id=row.account_id).count() == 1


async def test_a_partner_who_only_claims_the_handle_is_a_guest(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    row = await community(home, is_hosted=False)
    liar = await stranger(home, "gus", "gamma.example", uri="https://evil.example/users/gus")
    accepted = await posts.accept(home, await in_group(row, liar, **at))
    assert accepted.community_id is None


async def test_many_posts_share_one_transaction_and_fail_alone(
    database: Database, home: Home, at: dict[str, object]
) -> None:
    fay = await followed(home)
    async with transaction():
        for number in range(5):
            try:
                async with transaction():
                    await posts.accept(home, remote_post(fay, str(number), **at))
                    if number == 2:
                        raise LookupError
            except LookupError:
                continue
    assert await Post.all().count() == 4
    assert (await Account.get(id=fay.id)).posts_count == 4
