"""Relations: following, joining, answering, blocking and muting, with counters that stay true."""

import asyncio

import pytest

from models.actions import accounts, members, posts, relations
from models.database import Database
from models.errors import Forbidden, Invalid, NotFound
from models.home import Home
from models.tables.account import Account
from models.tables.event import Event
from models.tables.notification import Notification
from models.tables.relation import Block, Follow, Mute
from models.tables.timeline import HomeEntry
from models.values.draft import Draft
from models.values.member import ProfileChange
from tests.clock import StillClock
from tests.models.actions.people import community, group_of, member, profile, stranger


async def locked(home: Home, name: str) -> Account:
    from_sign_up = await member(home, name)
    await Account.filter(id=from_sign_up.id).update(is_locked=True)
    return await Account.get(id=from_sign_up.id)


async def events() -> list[str]:
    return [row["kind"] for row in await Event.all().order_by("id").values("kind")]


async def counters(account: Account) -> tuple[int, int]:
    row = await Account.get(id=account.id)
    return row.followers_count, row.following_count


async def test_twenty_follows_at_once_are_one(database: Database, home: Home) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    made = await asyncio.gather(*(relations.follow(home, ben, anna) for _ in range(20)))
    assert len({follow.id for follow in made}) == 1
    assert await counters(anna) == (1, 0)
    assert await counters(ben) == (0, 1)
    assert await Notification.filter(account_id=anna.id).count() == 1
    await asyncio.gather(*(relations.unfollow(home, ben, anna) for _ in range(20)))
    assert await counters(anna) == (0, 0)
    assert await counters(ben) == (0, 0)
    assert await Notification.filter(account_id=anna.id).count() == 0


async def test_following_again_changes_only_how_it_shows(database: Database, home: Home) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    await relations.follow(home, ben, anna)
    again = await relations.follow(
        home, ben, anna, shows_boosts=False, notifies=True, languages=("de",)
    )
    assert (again.state, again.shows_boosts, again.notifies) == ("accepted", False, True)
    assert again.languages == ["de"]
    german = await posts.publish(home, anna, Draft(text="hallo", language="de-AT"))
    english = await posts.publish(home, anna, Draft(text="hello", language="en"))
    assert await HomeEntry.filter(owner_id=ben.id, post_id=german.id).count() == 1
    assert await HomeEntry.filter(owner_id=ben.id, post_id=english.id).count() == 0
    assert await Notification.filter(account_id=ben.id, kind="status").count() == 2


async def test_a_new_follower_finds_the_last_posts_and_loses_them_again(
    database: Database, home: Home
) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    post = await posts.publish(home, anna, Draft(text="before"))
    await posts.publish(home, anna, Draft(text="@x", visibility="direct"))
    await relations.follow(home, ben, anna)
    assert [row.post_id for row in await HomeEntry.filter(owner_id=ben.id)] == [post.id]
    await relations.unfollow(home, ben, anna)
    assert await HomeEntry.filter(owner_id=ben.id).count() == 0


async def test_a_remote_follow_waits_for_its_answer(database: Database, home: Home) -> None:
    anna, fay = await member(home, "anna"), await stranger(home, "fay")
    eve = await stranger(home, "eve", "evil.example")
    follow = await relations.follow(home, anna, fay)
    assert follow.state == "pending"
    assert await events() == ["FollowRequested"]
    assert not await relations.accept_answer(home, eve, follow.uri, True)
    assert (await Follow.get()).state == "pending"
    assert await relations.accept_answer(home, fay, follow.uri, True)
    assert await relations.accept_answer(home, fay, follow.uri, True)
    assert await counters(fay) == (1, 0)
    assert await relations.accept_answer(home, fay, "", False, follower_uri=anna.uri)
    assert await Follow.all().count() == 0
    assert await counters(fay) == (0, 0)


async def test_joining_a_community_of_partners_needs_no_answer(
    database: Database, home: Home
) -> None:
    row = await community(home, is_hosted=False)
    anna = await member(home, "anna")
    follow = await relations.follow(home, anna, await group_of(row))
    assert follow.state == "accepted"
    assert await events() == ["FollowRequested"]
    await relations.unfollow(home, anna, await group_of(row))
    assert await events() == ["FollowRequested", "FollowWithdrawn"]


async def test_joining_at_the_host_tells_nobody_else(database: Database, home: Home) -> None:
    row = await community(home)
    anna = await member(home, "anna")
    assert (await relations.follow(home, anna, await group_of(row))).state == "accepted"
    assert await events() == []


async def test_a_group_of_strangers_answers_for_itself(database: Database, home: Home) -> None:
    anna = await member(home, "anna")
    group = await accounts.store_remote(home, profile("club", type="Group"))
    assert (await relations.follow(home, anna, group)).state == "pending"


async def test_a_locked_member_decides(database: Database, home: Home) -> None:
    anna = await locked(home, "anna")
    ben, fay = await member(home, "ben"), await stranger(home, "fay")
    assert (await relations.follow(home, ben, anna)).state == "pending"
    uri = "https://far.example/follows/1"
    assert await relations.accept_follow(home, fay, anna, uri) == "pending"
    assert {row.kind for row in await Notification.filter(account_id=anna.id)} == {"follow_request"}
    assert await events() == []
    await relations.authorize(home, anna, fay.id)
    await relations.reject(home, anna, ben.id)
    assert await events() == ["FollowAnswered"]
    assert await counters(anna) == (1, 0)
    with pytest.raises(NotFound):
        await relations.authorize(home, anna, ben.id)
    await relations.remove_follower(home, anna, fay.id)
    assert await events() == ["FollowAnswered", "FollowAnswered"]
    assert await counters(anna) == (0, 0)


async def test_unlocking_lets_in_who_had_asked(database: Database, home: Home) -> None:
    anna = await locked(home, "anna")
    ben = await member(home, "ben")
    await relations.follow(home, ben, anna)
    await members.update_profile(home, anna, ProfileChange(is_locked=False))
    assert (await Follow.get()).state == "accepted"


async def test_a_repeated_remote_follow_is_answered_again(database: Database, home: Home) -> None:
    anna, fay = await member(home, "anna"), await stranger(home, "fay")
    for number in range(2):
        uri = f"https://far.example/follows/{number}"
        assert await relations.accept_follow(home, fay, anna, uri) == "accepted"
    assert await counters(anna) == (1, 0)
    assert await events() == ["FollowAnswered", "FollowAnswered"]
    assert (await Follow.get()).uri == "https://far.example/follows/1"
    assert await relations.accept_unfollow(home, fay, anna)
    assert not await relations.accept_unfollow(home, fay, anna)
    assert await counters(anna) == (0, 0)


async def test_a_block_ends_everything_between_two(database: Database, home: Home) -> None:
    anna, fay = await member(home, "anna"), await stranger(home, "fay")
    await relations.accept_follow(home, fay, anna, "https://far.example/follows/1")
    follow = await relations.follow(home, anna, fay)
    await relations.accept_answer(home, fay, follow.uri, True)
    await relations.block(home, anna, fay)
    await relations.block(home, anna, fay)
    assert await Follow.all().count() == 0
    assert await counters(anna) == (0, 0)
    assert await counters(fay) == (0, 0)
    assert (await events()).count("AccountBlocked") == 1
    assert await Notification.all().count() == 0
    uri = "https://far.example/follows/2"
    assert await relations.accept_follow(home, fay, anna, uri) == "refused"
    with pytest.raises(Forbidden):
        await relations.follow(home, anna, fay)
    await relations.unblock(home, anna, fay)
    await relations.unblock(home, anna, fay)
    assert (await events()).count("BlockWithdrawn") == 1


async def test_a_remote_block_ends_the_members_follow(database: Database, home: Home) -> None:
    anna, fay = await member(home, "anna"), await stranger(home, "fay")
    await relations.follow(home, anna, fay)
    uri = "https://far.example/blocks/1"
    await relations.accept_block(home, fay, anna, uri)
    await relations.accept_block(home, fay, anna, uri)
    assert await Follow.all().count() == 0
    with pytest.raises(Forbidden):
        await relations.follow(home, anna, fay)
    await relations.accept_unblock(home, fay, None, "https://far.example/blocks/other")
    assert await Block.all().count() == 1
    await relations.accept_unblock(home, fay, None, uri)
    assert await Block.all().count() == 0


async def test_nobody_relates_to_themselves(database: Database, home: Home) -> None:
    anna = await member(home, "anna")
    for act in (relations.follow, relations.block, relations.mute):
        with pytest.raises(Invalid):
            await act(home, anna, anna)


async def test_a_mute_has_terms(database: Database, home: Home, clock: StillClock) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    await relations.mute(home, anna, ben)
    await relations.mute(home, anna, ben, hides_notifications=False, duration_seconds=60)
    mute = await Mute.get()
    assert not mute.hides_notifications
    assert mute.expires_at == clock.advance(seconds=60)
    await relations.unmute(home, anna, ben)
    assert await Mute.all().count() == 0
    with pytest.raises(Invalid):
        await relations.mute(home, anna, ben, duration_seconds=-1)
