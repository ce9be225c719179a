"""Statuses: everything about many posts, for one reader, in few statements."""

from models.database import Database
from models.queries import statuses
from models.queries.statuses import Flags
from models.tables.account import Account
from models.tables.media import Media
from models.tables.poll import Poll, PollVote
from models.tables.post import Mention, Post, PostRevision
from models.tables.reaction import Bookmark, Like
from tests.factories import START, make_account, make_community, make_post


async def test_a_loaded_post_brings_everything_an_entity_needs(database: Database) -> None:
    community = await make_community()
    author, named, addressed = [await make_account() for _ in range(3)]
    parent = await make_post(named)
    post = await make_post(
        author,
        "Anchors aweigh",
        reply_to=parent,
        community=community,
        mentions=(named,),
        tags=("Rope", "Sea"),
        is_sensitive=True,
        emojis=[{"shortcode": "ship"}],
    )
    await Mention.create(post=post, account=addressed, is_silent=True)
    for position, text in ((1, "second"), (0, "first")):
        await Media.create(
            account=author,
            post_id=post.id,
            position=position,
            kind="image",
            description=text,
            created_at=START,
        )
    options = [{"title": "Port", "votes": 2}, {"title": "Starboard", "votes": 0}]
    await Poll.create(post=post, options=options, is_multiple=True, votes_count=2)
    (row,) = await statuses.load([post.id], None)
    assert row["id"] == post.id
    assert row["content"] == "<p>Anchors aweigh</p>"
    assert row["author"]["username"] == author.username
    assert row["author"]["is_local"] is True
    assert row["in_reply_to_account_id"] == named.id
    assert row["community_uri"] == community.uri
    assert row["community_account_id"] == community.account_id
    assert row["is_sensitive"] is True
    assert row["emojis"] == [{"shortcode": "ship"}]
    assert [media["description"] for media in row["media"]] == ["first", "second"]
    assert [mention["username"] for mention in row["mentions"]] == [named.username]
    assert [(tag["name"], tag["display"]) for tag in row["tags"]] == [
        ("rope", "Rope"),
        ("sea", "Sea"),
    ]
    assert row["poll"]["options"] == options
    assert row["poll"]["is_multiple"] is True
    assert row["poll"]["hides_totals"] is False
    assert row["boost"] is None
    assert row["flags"] is None


async def test_a_bare_post_has_empty_parts(database: Database) -> None:
    author = await make_account()
    post = await make_post(author)
    (row,) = await statuses.load([post.id], author.id)
    assert (row["media"], row["mentions"], row["tags"], row["poll"]) == ([], [], [], None)
    assert row["community_uri"] is None
    assert row["in_reply_to_account_id"] is None
    assert row["flags"] == Flags()


async def test_posts_come_in_the_order_asked_and_only_if_readable(database: Database) -> None:
    author = await make_account()
    posts = [await make_post(author) for _ in range(25)]
    secret = await make_post(author, visibility="direct")
    wished = [posts[3].id, secret.id, posts[24].id, 77, posts[0].id, posts[3].id]
    rows = await statuses.load(wished, None)
    assert [row["id"] for row in rows] == [posts[3].id, posts[24].id, posts[0].id, posts[3].id]
    assert await statuses.load([], None) == []
    assert await statuses.load([secret.id], None) == []
    assert [row["id"] for row in await statuses.load([secret.id], author.id)] == [secret.id]
    assert await statuses.readable(wished, author.id) == [each for each in wished if each != 77]


async def test_a_boost_brings_the_boosted_post_with_its_own_flags(database: Database) -> None:
    author, booster = await make_account(), await make_account()
    post = await make_post(author, tags=("rope",))
    boost = await make_post(booster, boost_of=post)
    await Like.create(account=booster, post=post, uri="", created_at=START)
    (row,) = await statuses.load([boost.id], booster.id)
    assert row["author"]["id"] == booster.id
    assert row["boost"]["id"] == post.id
    assert row["boost"]["author"]["id"] == author.id
    assert [tag["name"] for tag in row["boost"]["tags"]] == ["rope"]
    assert row["boost"]["flags"] == Flags(is_liked=True, is_boosted=True)


async def test_flags_are_the_readers_own(database: Database) -> None:
    reader, other, author = [await make_account() for _ in range(3)]
    liked, bookmarked, asked, boosted, untouched = [await make_post(author) for _ in range(5)]
    await Like.create(account=reader, post=liked, uri="", created_at=START)
    await Bookmark.create(account=reader, post=bookmarked, created_at=START)
    await Poll.create(post=asked, options=[])
    for choice in (0, 2):
        await PollVote.create(post=asked, account=reader, choice=choice, created_at=START)
    await PollVote.create(post=asked, account=other, choice=1, created_at=START)
    await make_post(reader, boost_of=boosted)
    await Like.create(account=other, post=untouched, uri="", created_at=START)
    ids = [post.id for post in (liked, bookmarked, asked, boosted, untouched)]
    found = await statuses.flags(ids, reader.id)
    assert found[liked.id] == Flags(is_liked=True)
    assert found[bookmarked.id] == Flags(is_bookmarked=True)
    assert found[boosted.id] == Flags(is_boosted=True)
    assert sorted(found[asked.id].choices) == [0, 2]
    assert found[untouched.id] == Flags()
    assert await statuses.flags([], reader.id) == {}


async def test_a_stamp_changes_with_whatever_a_reader_can_see(database: Database) -> None:
    author, booster = await make_account(), await make_account()
    post = await make_post(author)
    boost = await make_post(booster, boost_of=post)
    before = await statuses.stamps([post.id, boost.id])
    assert before == await statuses.stamps([post.id, boost.id])
    assert before[post.id].content_id == before[boost.id].content_id == post.id
    for table, row, changed in (
        (Post, post, {post.id, boost.id}),
        (Account, author, {post.id, boost.id}),
        (Account, booster, {boost.id}),
        (Post, boost, {boost.id}),
    ):
        await table.filter(id=row.id).update(revision=row.revision + 1)
        after = await statuses.stamps([post.id, boost.id])
        assert {each for each in after if after[each] != before[each]} == changed
        before = after
    assert await statuses.stamps([]) == {}
    assert await statuses.stamps([1]) == {}


async def test_history_and_addresses_are_for_readers_of_the_post(database: Database) -> None:
    author, other = await make_account(), await make_account()
    post = await make_post(author, visibility="private")
    for text in ("one", "two"):
        await PostRevision.create(post=post, content=text, media=[{"id": 1}], created_at=START)
    rows = await statuses.history(post.id, author.id)
    assert [row["content"] for row in rows] == ["one", "two"]
    assert rows[0]["media"] == [{"id": 1}]
    assert rows[0]["poll"] is None
    assert await statuses.history(post.id, other.id) == []
    assert await statuses.find(post.uri, author.id) == post.id
    assert await statuses.find(post.uri, None) is None
