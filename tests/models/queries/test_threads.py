"""Threads: above and below a post, in an order that every partner shares."""

import pytest

from models.database import Database
from models.errors import NotFound
from models.home import Home
from models.queries import threads
from models.tables.post import Post
from models.tables.relation import Block
from tests.factories import START, make_account, make_post


async def test_a_context_has_ancestors_down_and_answers_depth_first(
    database: Database, home: Home
) -> None:
    author = await make_account()
    root = await make_post(author, minutes=0)
    first = await make_post(author, minutes=1, reply_to=root)
    second = await make_post(author, minutes=2, reply_to=root)
    deep = await make_post(author, minutes=5, reply_to=first)
    deeper = await make_post(author, minutes=6, reply_to=deep)
    late = await make_post(author, minutes=3, reply_to=first)
    await make_post(author, minutes=4, boost_of=root, thread_id=root.id)
    found = await threads.context(home, root.id, None)
    assert found.ancestors == []
    assert found.descendants == [first.id, late.id, deep.id, deeper.id, second.id]
    assert found.depths == [1, 2, 2, 3, 1]
    found = await threads.context(home, deep.id, None)
    assert found.ancestors == [root.id, first.id]
    assert found.descendants == [deeper.id]


async def test_the_order_does_not_depend_on_the_order_of_arrival(
    database: Database, home: Home
) -> None:
    author = await make_account()
    root = await make_post(author, minutes=0)
    arrived = [await make_post(author, minutes=each, reply_to=root) for each in (9, 3, 7, 1)]
    found = await threads.context(home, root.id, None)
    assert found.descendants == sorted(post.id for post in arrived)


async def test_hidden_posts_drop_out_one_by_one_and_their_answers_stay(
    database: Database, home: Home
) -> None:
    author, reader, blocked = [await make_account() for _ in range(3)]
    await Block.create(account=reader, target=blocked, uri="", created_at=START)
    root = await make_post(author)
    private = await make_post(author, reply_to=root, visibility="private")
    below_private = await make_post(author, reply_to=private)
    tombstone = await make_post(author, reply_to=root, deleted_at=START)
    below_tombstone = await make_post(author, reply_to=tombstone)
    of_blocked = await make_post(blocked, reply_to=root)
    below_blocked = await make_post(author, reply_to=of_blocked)
    found = await threads.context(home, root.id, reader.id)
    assert found.descendants == [below_private.id, below_tombstone.id, below_blocked.id]
    assert found.depths == [2, 2, 2]
    above = await threads.context(home, below_blocked.id, reader.id)
    assert above.ancestors == [root.id]
    everybody = await threads.context(home, below_blocked.id, None)
    assert everybody.ancestors == [root.id, of_blocked.id]


async def test_a_post_the_reader_may_not_see_has_no_context(database: Database, home: Home) -> None:
    author, other = await make_account(), await make_account()
    secret = await make_post(author, visibility="direct")
    for post_id, viewer_id in ((secret.id, None), (secret.id, other.id), (1, other.id)):
        with pytest.raises(NotFound):
            await threads.context(home, post_id, viewer_id)


async def test_a_ring_of_answers_ends(database: Database, home: Home) -> None:
    author = await make_account()
    root = await make_post(author)
    answer = await make_post(author, reply_to=root)
    await Post.filter(id=root.id).update(in_reply_to_id=answer.id)
    found = await threads.context(home, root.id, None)
    assert found.ancestors == [answer.id]
    assert answer.id in found.descendants
    assert len(found.descendants) <= 2


async def test_a_long_chain_is_read_to_its_beginning(database: Database, home: Home) -> None:
    author = await make_account()
    chain = [await make_post(author, minutes=0)]
    for number in range(1, 60):
        chain.append(await make_post(author, minutes=number, reply_to=chain[-1]))
    found = await threads.context(home, chain[-1].id, None)
    assert found.ancestors == [post.id for post in chain[:-1]]
    assert (await threads.context(home, chain[0].id, None)).depths == list(range(1, 60))
