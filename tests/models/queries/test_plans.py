"""Plans: no reader walks through a whole table, and no page is sorted before it is cut.

Every statement is taken from the query itself and explained by SQLite, so that a new condition
which loses its index fails here and not on a busy instance.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Any

import pytest
from tortoise.context import require_context

from models.database import Database
from models.home import Home
from models.queries import (
    accounts,
    collections,
    communities,
    hashtags,
    logs,
    notifications,
    reactions,
    relations,
    search,
    statuses,
    threads,
    timelines,
)
from models.queries.notifications import Filter
from models.queries.paging import Page
from models.queries.timelines import Choice
from models.settings import DatabaseSettings
from tests.databases import SQLite
from tests.factories import make_account, make_community, make_post

_LARGE = (
    *("post", "home_entry", "notification", "account", "activity", "follow", "block", "mute"),
    *("mention", "media", "post_tag", "post_like", "bookmark", "poll_vote", "post_revision"),
)
_ALIASES = ("a", "oa", "na", "za", *"phntobflrmxsvkewuz")
"""How the statements name these tables; `c` and `q`, communities and partners, are few."""
_QUERIES: dict[str, Callable[[Home, Page], Awaitable[Any]]] = {
    "home": lambda home, page: timelines.home(home, 1, page),
    "public": lambda home, page: timelines.public(home, 1, page),
    "public anonymous": lambda home, page: timelines.public(home, None, page),
    "local": lambda home, page: timelines.public(home, 1, page, Choice(is_local=True)),
    "remote": lambda home, page: timelines.public(home, 1, page, Choice(is_local=False)),
    "media": lambda home, page: timelines.public(home, 1, page, Choice(has_media=True)),
    "community": lambda home, page: timelines.community(home, 1, 1, page),
    "tag": lambda home, page: timelines.tag(home, 1, "rope", page, Choice(tag="sea")),
    "account": lambda home, page: timelines.account(home, 1, 1, page, Choice(has_replies=False)),
    "threads": lambda home, page: communities.threads(home, 1, 1, page),
    "notifications": lambda home, page: notifications.page(
        home, 1, page, Filter(kinds=("follow",), without=("poll",), source_id=2)
    ),
    "followers": lambda home, page: relations.followers(1, page),
    "following": lambda home, page: relations.following(1, page),
    "requests": lambda home, page: relations.requests(1, page),
    "bookmarks": lambda home, page: reactions.bookmarks(1, page),
    "likes": lambda home, page: reactions.likes(1, page),
    "liked by": lambda home, page: reactions.liked_by(1, 1, page),
    "boosted by": lambda home, page: reactions.boosted_by(1, 1, page),
    "outbox": lambda home, page: collections.outbox(1, page),
    "replies": lambda home, page: collections.replies(1, page),
    "thread": lambda home, page: collections.thread(1, page),
    "actor followers": lambda home, page: collections.followers(1, page),
    "actor following": lambda home, page: collections.following(1, page),
    "log": lambda home, page: logs.page(1, 0, 20),
}
_UNSORTED: dict[str, Callable[[Home, Page], Awaitable[Any]]] = {
    "load": lambda home, page: statuses.load([1, 2], 1),
    "stamps": lambda home, page: statuses.stamps([1, 2]),
    "flags": lambda home, page: statuses.flags([1, 2], 1),
    "history": lambda home, page: statuses.history(1, 1),
    "find": lambda home, page: statuses.find("https://alpha.example/1", 1),
    "accounts": lambda home, page: accounts.load([1, 2]),
    "handle": lambda home, page: accounts.find("anna", "alpha.example"),
    "relationships": lambda home, page: accounts.relationships(home, 1, [1, 2]),
    "blocks": lambda home, page: relations.blocks(1, page),
    "mutes": lambda home, page: relations.mutes(home, 1, page),
    "unread": lambda home, page: notifications.count_unread(home, 1, 0),
    "search accounts": lambda home, page: search.accounts(home, 1, "anna"),
    "search tags": lambda home, page: search.tags(home, "rope"),
    "hashtag": lambda home, page: hashtags.history(home, "rope"),
    "census": lambda home, page: communities.census(home, 1),
    "joined": lambda home, page: communities.joined(1),
}


@pytest.fixture
def database_settings(sqlite_databases: SQLite, tmp_path: Any) -> DatabaseSettings:
    """A SQLite database: the plans explained here are its own."""
    return sqlite_databases.new(tmp_path)


async def _plans(
    query: Callable[[Home, Page], Awaitable[Any]],
    home: Home,
    page: Page,
    database_settings: DatabaseSettings,
) -> list[str]:
    """Run a query and return SQLite's plan for each of its statements, line by line."""
    statements: list[str] = []
    client = require_context().connections.get("reader")
    await client.read("SELECT 1", [])
    client._quick.set_trace_callback(statements.append)
    try:
        await query(home, page)
    finally:
        client._quick.set_trace_callback(None)
    lines: list[str] = []
    with closing(sqlite3.connect(database_settings.url.removeprefix("sqlite://"))) as connection:
        for statement in statements:
            rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
            lines += [row[3] for row in rows]
    assert lines
    return lines


def _full_scans(lines: list[str]) -> list[str]:
    names = {*_LARGE, *_ALIASES}
    return [line for line in lines if line.startswith("SCAN ") and line.split()[1] in names]


@pytest.mark.parametrize("page", [Page(), Page(max_id=10**15), Page(min_id=5)], ids=str)
@pytest.mark.parametrize("name", _QUERIES)
async def test_a_page_is_one_index_range_already_in_order(
    database: Database, home: Home, database_settings: DatabaseSettings, name: str, page: Page
) -> None:
    lines = await _plans(_QUERIES[name], home, page, database_settings)
    assert _full_scans(lines) == []
    assert [line for line in lines if "TEMP B-TREE FOR ORDER BY" in line] == []


@pytest.mark.parametrize("name", _UNSORTED)
async def test_a_lookup_reads_by_index(
    database: Database, home: Home, database_settings: DatabaseSettings, name: str
) -> None:
    lines = await _plans(_UNSORTED[name], home, Page(), database_settings)
    assert _full_scans(lines) == []


async def test_a_context_reads_one_thread_by_index(
    database: Database, home: Home, database_settings: DatabaseSettings
) -> None:
    community = await make_community()
    author = await make_account()
    root = await make_post(author, community=community)
    answer = await make_post(author, reply_to=root)

    async def query(home: Home, page: Page) -> object:
        return await threads.context(home, answer.id, author.id)

    lines = await _plans(query, home, Page(), database_settings)
    assert any("thread_id=?" in line for line in lines)
    assert [line for line in _full_scans(lines) if line.split()[1] not in {"b", "w"}] == []
