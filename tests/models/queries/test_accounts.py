"""Accounts: what is shown of them, how a member stands to them, and lists of them."""

from datetime import timedelta

import pytest

from models.database import Database
from models.errors import Gone, NotFound
from models.home import Home
from models.ids import to_milliseconds
from models.queries import accounts, profiles, relations
from models.queries.accounts import Relationship
from models.queries.paging import Page
from models.tables.relation import Block, Follow, Mute
from tests.clock import StillClock
from tests.factories import START, make_account, make_follow, make_member, make_post


async def test_accounts_come_in_the_order_asked_without_secrets(database: Database) -> None:
    first = await make_member(account={"fields_shown": [{"name": "Port", "value": "Lübeck"}]})
    second = await make_account(is_locked=True)
    rows = await accounts.load([second.id, 99_999, first.id])
    assert [row["id"] for row in rows] == [second.id, first.id]
    assert rows[0]["is_locked"] is True
    assert rows[1]["is_locked"] is False
    assert rows[1]["fields_shown"] == [{"name": "Port", "value": "Lübeck"}]
    assert rows[1]["emojis"] == []
    assert not {"email", "password_hash", "private"} & rows[1].keys()
    assert await accounts.load([]) == []


async def test_a_handle_is_found_however_it_is_written(database: Database) -> None:
    account = await make_account("Störtebeker")
    await make_account("Störtebeker", domain="beta.example")
    found = await accounts.find("STÖRTEBEKER", "Alpha.Example")
    assert found is not None
    assert found["id"] == account.id
    assert await accounts.find("nobody", "alpha.example") is None


async def test_relationships_tell_every_way_two_accounts_can_stand(
    database: Database, home: Home, clock: StillClock
) -> None:
    me = await make_account()
    followed, asked, fan, asking, blocked, blocker, muted, once, stranger = [
        await make_account() for _ in range(9)
    ]
    await make_follow(me, followed, notifies=True, shows_boosts=False, languages=["de"])
    await make_follow(me, asked, state="pending")
    await make_follow(fan, me)
    await make_follow(asking, me, state="pending")
    await Block.create(account=me, target=blocked, uri="", created_at=START)
    await Block.create(account=blocker, target=me, uri="", created_at=START)
    soon = clock.now() + timedelta(minutes=5)
    await Mute.create(account=me, target=muted, created_at=START, expires_at=soon)
    await Mute.create(account=me, target=once, created_at=START, expires_at=START)
    everybody = (followed, asked, fan, asking, blocked, blocker, muted, once, stranger)
    found = await accounts.relationships(home, me.id, [each.id for each in everybody])
    expected = [
        Relationship(account_id=followed.id, is_following=True, notifies=True, languages=("de",)),
        Relationship(account_id=asked.id, is_requested=True, shows_boosts=True),
        Relationship(account_id=fan.id, is_followed_by=True),
        Relationship(account_id=asking.id, has_requested=True),
        Relationship(account_id=blocked.id, is_blocking=True),
        Relationship(account_id=blocker.id, is_blocked_by=True),
        Relationship(
            account_id=muted.id,
            is_muting=True,
            mutes_notifications=True,
            mute_expires_at=to_milliseconds(soon),
        ),
        Relationship(account_id=once.id),
        Relationship(account_id=stranger.id),
    ]
    assert found == expected
    assert await accounts.relationships(home, me.id, []) == []


async def test_lists_of_followers_page_by_the_follow(database: Database) -> None:
    target = await make_account()
    follows = [await make_follow(await make_account(), target) for _ in range(4)]
    await make_follow(await make_account(), target, state="pending")
    await make_follow(await make_account(suspended_at=START), target)
    shown = [(follow.id, follow.follower_id) for follow in reversed(follows)]
    found = await relations.followers(target.id, Page(limit=3))
    assert [(entry.cursor, entry.id) for entry in found] == shown[:3]
    older = await relations.followers(target.id, Page(max_id=found[-1].cursor))
    assert [entry.id for entry in older] == [shown[3][1]]
    newer = await relations.followers(target.id, Page(min_id=follows[0].id, limit=1))
    assert [entry.id for entry in newer] == [follows[1].follower_id]
    follower = follows[0].follower_id
    assert [entry.id for entry in await relations.following(follower, Page())] == [target.id]
    (waiting,) = await relations.requests(target.id, Page())
    pending = await Follow.get(state="pending")
    assert (waiting.cursor, waiting.id) == (pending.id, pending.follower_id)


async def test_blocks_and_mutes_are_listed_and_ended_mutes_are_not(
    database: Database, home: Home
) -> None:
    me, blocked, muted, once = [await make_account() for _ in range(4)]
    await Block.create(account=me, target=blocked, uri="", created_at=START)
    await Mute.create(account=me, target=muted, created_at=START)
    await Mute.create(account=me, target=once, created_at=START, expires_at=START)
    assert [entry.id for entry in await relations.blocks(me.id, Page())] == [blocked.id]
    assert [entry.id for entry in await relations.mutes(home, me.id, Page())] == [muted.id]
    assert await relations.blocks(muted.id, Page()) == []


async def test_a_profile_shows_posts_and_hides_who_is_gone(database: Database, home: Home) -> None:
    await make_account("ghost", deleted_at=START)
    await make_account("banned", suspended_at=START)
    author = await make_account("anna")
    post = await make_post(author)
    answer = await make_post(author, reply_to=await make_post(await make_account()))
    assert (await profiles.show("Anna", "alpha.example"))["id"] == author.id
    assert await profiles.posts(home, None, author.id, Page()) == [post.id]
    everything = await profiles.posts(home, None, author.id, Page(), has_replies=True)
    assert everything == [answer.id, post.id]
    with pytest.raises(Gone):
        await profiles.show("ghost", "alpha.example")
    for name in ("banned", "nobody"):
        with pytest.raises(NotFound):
            await profiles.show(name, "alpha.example")
