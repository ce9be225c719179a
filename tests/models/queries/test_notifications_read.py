"""Notifications: what a member is told, and what not."""

from datetime import timedelta

from models.database import Database
from models.home import Home
from models.queries import notifications
from models.queries.notifications import Filter
from models.queries.paging import Page
from models.tables.account import Account
from models.tables.notification import Notification
from models.tables.post import Post
from models.tables.relation import Block, Mute
from tests.clock import StillClock
from tests.factories import START, make_account, make_post


async def _tell(account: Account, source: Account, kind: str, post: Post | None = None) -> int:
    row = await Notification.create(
        account=account,
        source=source,
        kind=kind,
        post_id=post.id if post else 0,
        created_at=START,
    )
    return row.id


async def _ids(home: Home, account: Account, **chosen: object) -> list[int]:
    rows = await notifications.page(home, account.id, Page(), Filter(**chosen))  # type: ignore[arg-type]
    return [row["id"] for row in rows]


async def test_notifications_page_and_filter(database: Database, home: Home) -> None:
    me, friend, other = [await make_account() for _ in range(3)]
    post = await make_post(me)
    follow = await _tell(me, friend, "follow")
    like = await _tell(me, friend, "favourite", post)
    boost = await _tell(me, other, "reblog", post)
    await _tell(other, friend, "follow")
    assert await _ids(home, me) == [boost, like, follow]
    assert await _ids(home, me, kinds=("follow", "reblog")) == [boost, follow]
    assert await _ids(home, me, without=("follow", "reblog")) == [like]
    assert await _ids(home, me, source_id=friend.id) == [like, follow]
    (row,) = await notifications.page(home, me.id, Page(min_id=follow, limit=1))
    assert (row["id"], row["kind"], row["post_id"]) == (like, "favourite", post.id)
    (row,) = await notifications.page(home, me.id, Page(max_id=like))
    assert (row["kind"], row["source_id"], row["post_id"]) == ("follow", friend.id, None)
    assert await notifications.count_unread(home, me.id, follow) == 2
    assert await notifications.count_unread(home, me.id, 0, limit=1) == 1
    assert await notifications.find(home, other.id, like) is None
    found = await notifications.find(home, me.id, follow)
    assert found is not None
    assert found["post_id"] is None


async def test_notifications_of_the_blocked_muted_and_suspended_do_not_show(
    database: Database, home: Home, clock: StillClock
) -> None:
    me, friend, blocked, blocker, muted, quiet = [await make_account() for _ in range(6)]
    suspended = await make_account(suspended_at=START)
    await Block.create(account=me, target=blocked, uri="", created_at=START)
    await Block.create(account=blocker, target=me, uri="", created_at=START)
    soon = clock.now() + timedelta(minutes=1)
    await Mute.create(account=me, target=muted, created_at=START, expires_at=soon)
    await Mute.create(account=me, target=quiet, created_at=START, hides_notifications=False)
    told = {
        each.id: await _tell(me, each, "follow")
        for each in (friend, blocked, blocker, muted, quiet, suspended)
    }
    assert await _ids(home, me) == [told[quiet.id], told[friend.id]]
    assert await notifications.count_unread(home, me.id, 0) == 2
    assert await notifications.find(home, me.id, told[blocked.id]) is None
    clock.advance(minutes=2)
    assert await _ids(home, me) == [told[quiet.id], told[muted.id], told[friend.id]]


async def test_a_notification_about_an_unreadable_post_does_not_show(
    database: Database, home: Home
) -> None:
    me, friend = await make_account(), await make_account()
    mention = await make_post(friend, visibility="direct", mentions=(me,))
    deleted = await make_post(friend, deleted_at=START)
    private = await make_post(friend, visibility="private")
    shown = await _tell(me, friend, "mention", mention)
    await _tell(me, friend, "mention", deleted)
    await _tell(me, friend, "status", private)
    assert await _ids(home, me) == [shown]
