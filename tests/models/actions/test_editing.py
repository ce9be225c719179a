"""Editing and withdrawing: readers see the last word, and what is gone stays gone."""

from datetime import timedelta

import pytest

from models import sql
from models.actions import media, posts, reactions, relations
from models.database import Database
from models.errors import Invalid, NotFound
from models.home import Home
from models.tables.account import Account
from models.tables.event import Event
from models.tables.media import Media
from models.tables.notification import Notification
from models.tables.poll import Poll, PollVote
from models.tables.post import Mention, Post, PostRevision
from models.tables.timeline import HomeEntry
from models.values.draft import Draft, MediaChange, PollDraft, PostChange
from models.values.image import StoredImage
from models.values.remote_post import RemoteBoost, RemoteOption, RemotePoll
from tests.clock import StillClock
from tests.models.actions.people import community, group_of, member, remote_post, stranger

IMAGE = StoredImage(
    file_key="f",
    preview_key="p",
    mime="image/webp",
    size=10,
    width=4,
    height=3,
    preview_width=2,
    preview_height=1,
)


async def test_an_edit_keeps_the_former_text_and_tells_boosters(
    database: Database, home: Home, clock: StillClock
) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    post = await posts.publish(home, anna, Draft(text="first", language="en"))
    await posts.boost(home, ben, post.id)
    clock.advance(minutes=1)
    edited = await posts.edit(home, anna, post.id, PostChange(text="second #tag", spoiler="cw"))
    assert edited.content.startswith("<p>second")
    assert edited.spoiler == "cw"
    assert edited.language == "en"
    assert edited.edited_at == clock.now()
    assert edited.revision > post.revision
    kept = await PostRevision.get(post_id=post.id)
    assert (kept.content, kept.created_at) == ("<p>first</p>", post.published_at)
    assert await Notification.filter(account_id=ben.id, kind="update").count() == 1
    assert await Event.filter(kind="PostEdited").count() == 1


async def test_only_the_author_edits(database: Database, home: Home) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    post = await posts.publish(home, anna, Draft(text="mine"))
    with pytest.raises(NotFound):
        await posts.edit(home, ben, post.id, PostChange(text="yours"))
    with pytest.raises(Invalid):
        await posts.edit(home, anna, post.id, PostChange(text=""))
    assert (await Post.get(id=post.id)).source == "mine"
    assert await PostRevision.all().count() == 0


async def test_attachments_are_described_and_exchanged_by_editing(
    database: Database, home: Home
) -> None:
    anna = await member(home, "anna")
    first, second = [await media.create(home, anna, IMAGE) for _ in range(2)]
    post = await posts.publish(home, anna, Draft(media_ids=(first.id,)))
    change = PostChange(
        media_ids=(second.id, first.id), media=(MediaChange(id=first.id, description="a hill"),)
    )
    await posts.edit(home, anna, post.id, change)
    rows = await Media.filter(post_id=post.id).order_by("position")
    assert [(row.id, row.description) for row in rows] == [(second.id, ""), (first.id, "a hill")]
    await posts.edit(home, anna, post.id, PostChange(text="none", media_ids=()))
    assert await Media.filter(post_id=post.id).count() == 0


async def test_nobody_attaches_what_is_not_theirs(database: Database, home: Home) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    upload = await media.create(home, ben, IMAGE)
    with pytest.raises(Invalid):
        await posts.publish(home, anna, Draft(text="x", media_ids=(upload.id,)))
    await posts.publish(home, ben, Draft(media_ids=(upload.id,)))
    with pytest.raises(Invalid):
        await posts.publish(home, ben, Draft(media_ids=(upload.id,)))
    with pytest.raises(NotFound):
        await media.update(home, ben, upload.id, "too late")
    with pytest.raises(NotFound):
        await media.discard(home, ben, upload.id)


async def test_other_poll_options_void_the_votes_and_the_same_keep_them(
    database: Database, home: Home
) -> None:
    anna, fay = await member(home, "anna"), await stranger(home, "fay")
    poll = PollDraft(options=("a", "b"), expires_in_seconds=600)
    post = await posts.publish(home, anna, Draft(text="?", poll=poll))
    await sql.write(
        "INSERT INTO poll_vote (post_id, account_id, choice, uri, created_at)"
        " VALUES (?, ?, 0, '', 0)",
        [post.id, fay.id],
    )
    await posts.edit(home, anna, post.id, PostChange(text="??", poll=poll))
    assert await PollVote.all().count() == 1
    other = PollDraft(options=("a", "c"), expires_in_seconds=600)
    await posts.edit(home, anna, post.id, PostChange(text="???", poll=other))
    assert await PollVote.all().count() == 0
    assert [each["title"] for each in (await Poll.get(post_id=post.id)).options] == ["a", "c"]


async def test_a_remote_edit_is_taken_over_once_and_never_backwards(
    database: Database, home: Home, clock: StillClock
) -> None:
    fay = await stranger(home, "fay")
    at = {"published_at": clock.now()}
    await posts.accept(home, remote_post(fay, **at), received_via="fetch")
    clock.advance(minutes=5)
    newer = remote_post(
        fay, content="<p>new</p>", edited_at=clock.now() - timedelta(seconds=5), **at
    )
    older = remote_post(
        fay, content="<p>old</p>", edited_at=clock.now() - timedelta(seconds=60), **at
    )
    assert (await posts.accept_edit(home, newer)).outcome == "accepted"
    assert (await posts.accept_edit(home, newer)).outcome == "duplicate"
    assert (await posts.accept_edit(home, older)).outcome == "duplicate"
    assert (await Post.get(uri=newer.uri)).content == "<p>new</p>"
    assert await PostRevision.all().count() == 1
    missing = remote_post(fay, "missing", **at)
    assert (await posts.accept_edit(home, missing)).outcome == "unknown"


async def test_an_edit_by_somebody_else_is_ignored(
    database: Database, home: Home, clock: StillClock
) -> None:
    fay, ned = await stranger(home, "fay"), await stranger(home, "ned")
    at = {"published_at": clock.now()}
    post = remote_post(fay, **at)
    await posts.accept(home, post, received_via="fetch")
    forged = remote_post(ned, uri=post.uri, content="<p>forged</p>", **at)
    assert (await posts.accept_edit(home, forged)).outcome == "ignored"
    assert (await Post.get(uri=post.uri)).content == "<p>Post 1</p>"


async def test_an_edit_gives_a_direct_post_no_new_reader(
    database: Database, home: Home, clock: StillClock
) -> None:
    anna, ben, fay = await member(home, "anna"), await member(home, "ben"), None
    fay = await stranger(home, "fay")
    at = {"published_at": clock.now(), "to": (anna.uri,), "cc": ()}
    await posts.accept(home, remote_post(fay, mentions=(anna,), **at))
    clock.advance(minutes=1)
    wider = remote_post(
        fay,
        content="<p>look</p>",
        mentions=(anna, ben),
        published_at=clock.now(),
        to=("https://www.w3.org/ns/activitystreams#Public",),
        edited_at=clock.now(),
    )
    assert (await posts.accept_edit(home, wider)).outcome == "accepted"
    post = await Post.get(uri=wider.uri)
    assert post.visibility == "direct"
    assert [row.account_id for row in await Mention.filter(post_id=post.id)] == [anna.id]
    assert await Notification.filter(account_id=ben.id).count() == 0


async def test_counts_of_a_remote_poll_come_without_an_edit(
    database: Database, home: Home, clock: StillClock
) -> None:
    fay = await stranger(home, "fay")
    at = {"published_at": clock.now()}

    def asked(votes: int) -> RemotePoll:
        options = (RemoteOption(title="a", votes=votes), RemoteOption(title="b"))
        return RemotePoll(options=options, voters_count=votes)

    first = remote_post(fay, type="Question", poll=asked(0), **at)
    await posts.accept(home, first, received_via="fetch")
    counted = remote_post(fay, type="Question", poll=asked(3), **at)
    assert (await posts.accept_edit(home, counted)).outcome == "accepted"
    assert (await posts.accept_edit(home, counted)).outcome == "duplicate"
    assert (await Poll.get()).voters_count == 3
    assert await PostRevision.all().count() == 0


async def test_a_withdrawn_post_leaves_a_tombstone_and_nothing_else(
    database: Database, home: Home
) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    await relations.follow(home, ben, anna)
    upload = await media.create(home, anna, IMAGE)
    first = await posts.publish(home, anna, Draft(text="root"))
    post = await posts.publish(
        home, anna, Draft(text="@ben gone", in_reply_to_id=first.id, media_ids=(upload.id,))
    )
    await posts.boost(home, ben, post.id)
    await reactions.like(home, ben, post.id)
    await reactions.bookmark(home, ben, post.id)
    before = await posts.withdraw(home, anna, post.id)
    assert before.source == "@ben gone"
    row = await Post.get(id=post.id)
    assert row.deleted_at is not None
    assert (row.content, row.source, row.likes_count) == ("", "", 0)
    assert await HomeEntry.filter(post_id=post.id).count() == 0
    assert await Post.filter(boost_of_id=post.id).count() == 0
    for table in ("post_like", "bookmark"):
        assert await sql.rows(f"SELECT id FROM {table}") == []
    assert await Notification.filter(post_id=post.id).count() == 0
    assert (await Media.get(id=upload.id)).post_id is None
    # Those who were addressed must still hear of the deletion.
    assert await Mention.filter(post_id=post.id).count() == 1
    assert (await Post.get(id=first.id)).replies_count == 0
    assert (await Account.get(id=anna.id)).posts_count == 1
    assert await Event.filter(kind="PostWithdrawn").count() == 1
    with pytest.raises(NotFound):
        await posts.withdraw(home, anna, post.id)


async def test_withdrawing_a_thread_takes_its_wrapper_along(
    database: Database, home: Home, clock: StillClock
) -> None:
    row = await community(home)
    ben = await member(home, "ben")
    await relations.follow(home, ben, await group_of(row))
    gus = await stranger(home, "gus", "gamma.example")
    post = remote_post(gus, mentions=(await group_of(row),), published_at=clock.now())
    await posts.accept(home, post)
    gone = await posts.accept_withdrawal(home, post.uri, gus.uri)
    assert (gone.outcome, gone.community_id, gone.started_thread) == ("withdrawn", row.id, True)
    assert await Post.all().count() == 1
    assert await HomeEntry.all().count() == 0
    assert (await posts.accept(home, post)).outcome == "ignored"


async def test_a_boost_is_one_however_often_and_can_be_taken_back(
    database: Database, home: Home, clock: StillClock
) -> None:
    anna, ben, cleo = [await member(home, name) for name in ("anna", "ben", "cleo")]
    await relations.follow(home, cleo, ben)
    post = await posts.publish(home, anna, Draft(text="look"))
    clock.advance(minutes=1)
    wrapper = await posts.boost(home, ben, post.id)
    assert (await posts.boost(home, ben, wrapper.id)).id == wrapper.id
    assert (await Post.get(id=post.id)).boosts_count == 1
    assert await HomeEntry.filter(owner_id=cleo.id, post_id=wrapper.id).count() == 1
    assert await Notification.filter(account_id=anna.id, kind="reblog").count() == 1
    await posts.unboost(home, ben, post.id)
    await posts.unboost(home, ben, post.id)
    assert (await Post.get(id=post.id)).boosts_count == 0
    assert await HomeEntry.filter(post_id=wrapper.id).count() == 0
    assert await Notification.filter(kind="reblog").count() == 0
    assert await Event.filter(kind="BoostWithdrawn").count() == 1


async def test_who_has_seen_a_post_today_does_not_see_it_again_as_a_boost(
    database: Database, home: Home, clock: StillClock
) -> None:
    anna, ben, cleo, dora = [await member(home, name) for name in ("anna", "ben", "cleo", "dora")]
    for target in (anna, ben, cleo):
        await relations.follow(home, dora, target)
    post = await posts.publish(home, anna, Draft(text="look"))
    wrapper = await posts.boost(home, ben, post.id)
    assert await HomeEntry.filter(owner_id=dora.id, post_id=wrapper.id).count() == 0
    clock.advance(days=2)
    second = await posts.boost(home, cleo, post.id)
    assert await HomeEntry.filter(owner_id=dora.id, post_id=second.id).count() == 1


async def test_what_is_not_open_is_not_passed_on(database: Database, home: Home) -> None:
    anna, ben = await member(home, "anna"), await member(home, "ben")
    await relations.follow(home, ben, anna)
    private = await posts.publish(home, anna, Draft(text="us", visibility="private"))
    direct = await posts.publish(home, anna, Draft(text="@ben you", visibility="direct"))
    for post in (private, direct):
        with pytest.raises(NotFound):
            await posts.boost(home, ben, post.id)
    assert (await posts.boost(home, anna, private.id)).visibility == "private"
    with pytest.raises(NotFound):
        await posts.boost(home, anna, direct.id)


async def test_a_remote_boost_is_taken_in_once_and_its_undo_may_come_first(
    database: Database, home: Home, clock: StillClock
) -> None:
    anna, fay = await member(home, "anna"), await stranger(home, "fay")
    post = await posts.publish(home, anna, Draft(text="look"))

    def boost(number: int, target: str) -> RemoteBoost:
        uri = f"https://far.example/boosts/{number}"
        return RemoteBoost(uri=uri, actor=fay, object_uri=target, published_at=clock.now())

    assert (await posts.accept_boost(home, boost(1, "https://x.example/1"))).outcome == "unknown"
    assert (await posts.accept_boost(home, boost(1, post.uri))).outcome == "accepted"
    assert (await posts.accept_boost(home, boost(1, post.uri))).outcome == "duplicate"
    assert (await posts.accept_boost(home, boost(2, post.uri))).outcome == "duplicate"
    assert (await Post.get(id=post.id)).boosts_count == 1
    gone = await posts.accept_unboost(home, boost(1, post.uri).uri, fay)
    assert (gone.outcome, gone.post_id) == ("accepted", post.id)
    await posts.accept_unboost(home, boost(3, post.uri).uri, fay)
    assert (await posts.accept_boost(home, boost(3, post.uri))).outcome == "duplicate"
    assert (await Post.get(id=post.id)).boosts_count == 0
