"""Reactions: whose they are, and that they reveal no post."""

from models.database import Database
from models.queries import reactions
from models.queries.paging import Page
from models.tables.post import Post
from models.tables.reaction import Bookmark, Like
from tests.factories import START, make_account, make_follow, make_post


async def test_bookmarks_and_likes_page_by_when_they_were_made(database: Database) -> None:
    reader, author = await make_account(), await make_account()
    posts = [await make_post(author) for _ in range(3)]
    for table, read in ((Bookmark, reactions.bookmarks), (Like, reactions.likes)):
        made = []
        for post in reversed(posts):
            more = {"uri": ""} if table is Like else {}
            made.append(await table.create(account=reader, post=post, created_at=START, **more))
        found = await read(reader.id, Page())
        assert [entry.id for entry in found] == [post.id for post in posts]
        assert [entry.cursor for entry in found] == [row.id for row in reversed(made)]
        older = await read(reader.id, Page(max_id=found[0].cursor, limit=1))
        assert [entry.id for entry in older] == [posts[1].id]
        assert await read(author.id, Page()) == []


async def test_a_post_that_became_unreadable_drops_out(database: Database) -> None:
    reader, author = await make_account(), await make_account()
    follow = await make_follow(reader, author)
    post = await make_post(author, visibility="private")
    await Bookmark.create(account=reader, post=post, created_at=START)
    await Like.create(account=reader, post=post, uri="", created_at=START)
    assert [entry.id for entry in await reactions.bookmarks(reader.id, Page())] == [post.id]
    await follow.delete()
    assert await reactions.bookmarks(reader.id, Page()) == []
    assert await reactions.likes(reader.id, Page()) == []


async def test_who_liked_or_boosted_is_told_to_readers_of_the_post_only(
    database: Database,
) -> None:
    author, fan, follower, stranger = [await make_account() for _ in range(4)]
    await make_follow(follower, author)
    post = await make_post(author, visibility="private")
    await Like.create(account=fan, post=post, uri="", created_at=START)
    boost = await make_post(author, boost_of=post, visibility="private")
    for viewer_id, is_told in ((follower.id, True), (stranger.id, False), (None, False)):
        likers = await reactions.liked_by(post.id, viewer_id, Page())
        boosters = await reactions.boosted_by(post.id, viewer_id, Page())
        assert [entry.id for entry in likers] == ([fan.id] if is_told else [])
        assert [(entry.cursor, entry.id) for entry in boosters] == (
            [(boost.id, author.id)] if is_told else []
        )
    await Post.filter(id=post.id).update(deleted_at=START)
    assert await reactions.liked_by(post.id, follower.id, Page()) == []


async def test_the_boost_by_which_a_group_shows_a_thread_is_nobodys(database: Database) -> None:
    author, group = await make_account(), await make_account(type="Group")
    post = await make_post(author)
    await make_post(group, boost_of=post)
    boost = await make_post(await make_account(), boost_of=post)
    found = await reactions.boosted_by(post.id, None, Page())
    assert [entry.cursor for entry in found] == [boost.id]
