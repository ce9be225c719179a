"""Pages: bounds, order and hidden rows, as every list of the API promises them."""

import pytest

from models.database import Database
from models.home import Home
from models.queries import timelines
from models.queries.paging import Page, batch
from models.tables.post import Post
from models.tables.relation import Block
from tests.factories import START, make_account, make_post, put_home


@pytest.fixture
async def filled(database: Database) -> tuple[int, list[int]]:
    """A reader and the ids of the ten posts in their home, oldest first."""
    reader, author = await make_account(), await make_account()
    posts = [await make_post(author) for _ in range(10)]
    await put_home(reader, *posts)
    return reader.id, [post.id for post in posts]


async def test_pages_are_newest_first_and_bounds_are_exclusive(
    filled: tuple[int, list[int]], home: Home
) -> None:
    reader, ids = filled
    newest = ids[::-1]
    for page, expected in (
        (Page(), newest),
        (Page(limit=3), newest[:3]),
        (Page(max_id=ids[7], limit=3), [ids[6], ids[5], ids[4]]),
        (Page(since_id=ids[2], limit=3), [ids[9], ids[8], ids[7]]),
        (Page(min_id=ids[2], limit=3), [ids[5], ids[4], ids[3]]),
        (Page(min_id=ids[2], max_id=ids[5], limit=9), [ids[4], ids[3]]),
        (Page(min_id=ids[2], max_id=ids[9], limit=2), [ids[4], ids[3]]),
        (Page(since_id=ids[2], max_id=ids[5], limit=9), [ids[4], ids[3]]),
        (Page(since_id=ids[4], min_id=ids[2], limit=2), [ids[6], ids[5]]),
        (Page(min_id=ids[9]), []),
        (Page(max_id=ids[0]), []),
        (Page(max_id=ids[2], min_id=ids[5]), []),
    ):
        assert await timelines.home(home, reader, page) == expected, page


async def test_walking_back_and_forth_meets_every_post_once(
    filled: tuple[int, list[int]], home: Home
) -> None:
    reader, ids = filled
    back: list[int] = []
    page = Page(limit=3)
    while found := await timelines.home(home, reader, page):
        back += found
        page = Page(max_id=found[-1], limit=3)
    assert back == ids[::-1]
    forth: list[int] = []
    page = Page(min_id=0, limit=3)
    while found := await timelines.home(home, reader, page):
        forth = found + forth
        page = Page(min_id=found[0], limit=3)
    assert forth == ids[::-1]


@pytest.mark.parametrize("number", [-1, -(2**80), 2**63, 2**80])
async def test_numbers_out_of_range_are_bounds_like_any_other(
    filled: tuple[int, list[int]], home: Home, number: int
) -> None:
    reader, ids = filled
    is_large = number > 0
    for page, is_full in (
        (Page(max_id=number), is_large),
        (Page(since_id=number), not is_large),
        (Page(min_id=number), not is_large),
    ):
        assert await timelines.home(home, reader, page) == (ids[::-1] if is_full else []), page


async def test_a_stretch_of_hidden_posts_neither_shortens_nor_ends_a_page(
    database: Database, home: Home
) -> None:
    reader, seen, hidden = await make_account(), await make_account(), await make_account()
    await Block.create(account=reader, target=hidden, uri="", created_at=START)
    old = [await make_post(seen) for _ in range(2)]
    between = [await make_post(hidden) for _ in range(60)]
    new = await make_post(seen)
    await put_home(reader, *old, *between, new)
    await Post.filter(id__in=[post.id for post in between[:20]]).update(deleted_at=START)
    shown = [new.id, old[1].id, old[0].id]
    assert await timelines.home(home, reader.id, Page(limit=3)) == shown
    assert await timelines.home(home, reader.id, Page(max_id=new.id, limit=3)) == shown[1:]
    assert await timelines.home(home, reader.id, Page(min_id=old[1].id, limit=3)) == [new.id]


def test_batches_of_different_lengths_make_the_same_statement() -> None:
    assert batch([1]) == [1] * 20
    assert batch(list(range(20))) == list(range(20))
    assert len(batch(list(range(21)))) == 40
    assert set(batch([3, 4])) == {3, 4}
