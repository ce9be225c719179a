"""Search: finds what is there and readable, and takes any text as text."""

import pytest

from models.actions import reactions
from models.database import Database
from models.home import Home
from models.queries import search
from models.tables.relation import Block
from tests.factories import START, make_account, make_follow, make_post


async def test_accounts_are_found_by_handle_and_by_shown_name(
    database: Database, home: Home
) -> None:
    me = await make_account("me")
    exact = await make_account("kai", display_name="K.", is_discoverable=False)
    followed = await make_account("kaiser", "far.example")
    known = await make_account("kaia", "far.example", followers_count=9)
    named = await make_account("xyz", display_name="Ökonomin Kai")
    far = await make_account("abc", "far.example", display_name="Kai afar")
    hidden = await make_account("kaibuch", is_discoverable=False)
    await make_follow(me, followed)
    await make_account("kaiser", suspended_at=START)
    blocker = await make_account("kaiblock")
    await Block.create(account=blocker, target=me, uri="", created_at=START)
    found = await search.accounts(home, me.id, "@KAI")
    assert found == [exact.id, followed.id, known.id, named.id]
    assert hidden.id not in found
    assert far.id not in found
    await make_follow(me, far)
    assert far.id in await search.accounts(home, me.id, "kai")
    only_followed = await search.accounts(home, me.id, "kai", is_following=True)
    assert set(only_followed) == {followed.id, far.id}
    assert await search.accounts(home, me.id, "kaiser@far.example") == [followed.id]
    assert await search.accounts(home, me.id, "kaiser@far") == [followed.id]
    assert await search.accounts(home, me.id, "ökonomin") == [named.id]
    assert await search.accounts(home, me.id, "kai", limit=1, offset=1) == [followed.id]


async def test_posts_are_found_by_every_word_and_only_by_what_is_read(
    database: Database, home: Home
) -> None:
    me, author = await make_account(), await make_account()
    first = await make_post(author, "Über die <b>Hanse</b> &amp; ihre Städte")
    second = await make_post(author, "kleine Hanse", spoiler="über Städte")
    markup = await make_post(author, '<a href="https://hanse.example/über">STÄDTE</a>')
    await make_post(author, boost_of=first)
    assert await search.posts(home, me.id, "hanse ÜBER städte") == [second.id, first.id]
    assert markup.id not in await search.posts(home, me.id, "href")
    assert await search.posts(home, me.id, "& ihre") == [first.id]
    assert await search.posts(home, me.id, "hanse", limit=1, offset=1) == [first.id]
    assert await search.posts(home, me.id, "hanse", author_id=me.id) == []
    assert await search.posts(home, me.id, "hanse", author_id=author.id) == [second.id, first.id]


async def test_a_search_finds_nothing_the_reader_may_not_read(
    database: Database, home: Home
) -> None:
    me, author, blocked = [await make_account() for _ in range(3)]
    await Block.create(account=me, target=blocked, uri="", created_at=START)
    for visibility in ("private", "direct"):
        await make_post(author, "treasure", visibility=visibility, tags=("treasure",))
    await make_post(author, "treasure", deleted_at=START)
    await make_post(blocked, "treasure")
    assert await search.posts(home, me.id, "treasure") == []
    assert len(await search.posts(home, author.id, "treasure")) == 3
    assert await search.tags(home, "treas") == []


async def test_an_unlisted_post_is_found_by_those_whom_it_concerns_only(
    database: Database, home: Home
) -> None:
    author, stranger, mentioned = [await make_account() for _ in range(3)]
    post = await make_post(author, "quiet", visibility="unlisted", mentions=(mentioned,))
    await make_follow(stranger, author)
    assert await search.posts(home, stranger.id, "quiet") == []
    for reader in (author, mentioned):
        assert await search.posts(home, reader.id, "quiet") == [post.id]


@pytest.mark.parametrize("act", ["like", "bookmark", "boost", "reply"])
async def test_an_unlisted_post_is_found_again_by_who_did_something_with_it(
    database: Database, home: Home, act: str
) -> None:
    author, reader = await make_account(), await make_account()
    post = await make_post(author, "quiet", visibility="unlisted")
    if act == "like":
        await reactions.like(home, reader, post.id)
    elif act == "bookmark":
        await reactions.bookmark(home, reader, post.id)
    elif act == "boost":
        await make_post(reader, boost_of=post)
    else:
        await make_post(reader, "yes", reply_to=post)
    assert await search.posts(home, reader.id, "quiet") == [post.id]


async def test_tags_are_found_by_their_beginning_shortest_first(
    database: Database, home: Home
) -> None:
    author = await make_account()
    await make_post(author, tags=("Hansetag", "Hanse", "Hafen", "Öl"))
    await make_post(author, tags=("hanse",))
    assert await search.tags(home, "#HANS") == ["hanse", "hansetag"]
    assert await search.tags(home, "ö") == ["öl"]
    assert await search.tags(home, "ha", limit=1, offset=1) == ["hanse"]


@pytest.mark.parametrize(
    "text", ["%", "_", "\\", "'", "\x00", "?", "$1", "", " ", "@", "#", "a" * 100_000, "%" * 999]
)
async def test_any_typed_text_is_only_text(database: Database, home: Home, text: str) -> None:
    me = await make_account("me", display_name="Me")
    await make_post(me, "plain", tags=("plain",))
    assert await search.accounts(home, me.id, text) == []
    assert await search.posts(home, me.id, text) == []
    assert await search.tags(home, text) == []
