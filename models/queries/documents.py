"""Documents: everything that the ActivityPub form of our actors and posts is made of.

Publishing and the handlers that serve documents enter here with ids; each call costs a fixed number
of statements however many ids are given. The caller decides who may see the result: nothing is
hidden here, drafts of a private post least of all.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from models import sql
from models.sql import Row

_POST = (
    "SELECT p.*, a.uri AS author_uri, a.followers_uri AS author_followers_uri,"
    " a.username AS author_username, t.uri AS thread_uri, t.is_local AS thread_is_local,"
    " b.uri AS boost_of_uri, g.uri AS group_uri, g.followers_uri AS group_followers_uri,"
    " g.username AS group_username, g.domain AS group_domain"
    " FROM post p JOIN account a ON a.id = p.author_id"
    " LEFT JOIN post t ON t.id = p.thread_id LEFT JOIN post b ON b.id = p.boost_of_id"
    " LEFT JOIN community c ON c.id = p.community_id LEFT JOIN account g ON g.id = c.account_id"
)
_MENTIONS = (
    "SELECT m.post_id, m.is_silent, a.uri, a.username, a.domain, a.type"
    " FROM mention m JOIN account a ON a.id = m.account_id WHERE m.post_id IN ({})"
    " ORDER BY m.id"
)
_TAGS = "SELECT post_id, name, display FROM post_tag WHERE post_id IN ({}) ORDER BY id"
_MEDIA = "SELECT * FROM media WHERE post_id IN ({}) AND state = 'ready' ORDER BY post_id, position"
_POLLS = "SELECT * FROM poll WHERE post_id IN ({})"


class PostFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One post with what stands around it; rows as the tables have them, moments in ms."""

    post: Row
    mentions: list[Row]
    tags: list[Row]
    media: list[Row]
    poll: Row | None


class ActorFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One of our actors with its public keys, and its community if it is a Group."""

    account: Row
    keys: list[Row]
    community: Row | None


async def _by_post(statement: str, ids: Sequence[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in await sql.rows(statement.format(sql.marks(len(ids))), ids):
        found.setdefault(row["post_id"], []).append(row)
    return found


async def posts(ids: Sequence[int]) -> dict[int, PostFacts]:
    """Return the facts of each post that exists, deleted ones included."""
    if not ids:
        return {}
    rows = await sql.rows(f"{_POST} WHERE p.id IN ({sql.marks(len(ids))})", ids)
    mentions = await _by_post(_MENTIONS, ids)
    tags = await _by_post(_TAGS, ids)
    media = await _by_post(_MEDIA, ids)
    polls = await _by_post(_POLLS, ids)
    return {
        row["id"]: PostFacts(
            post=row,
            mentions=mentions.get(row["id"], []),
            tags=tags.get(row["id"], []),
            media=media.get(row["id"], []),
            poll=next(iter(polls.get(row["id"], ())), None),
        )
        for row in rows
    }


async def post(identifier: int) -> PostFacts | None:
    """Return the facts of one post, or None if there is no such row."""
    return (await posts([identifier])).get(identifier)


async def _actor(condition: str, value: Any) -> ActorFacts | None:
    # Who waits for approval does not exist for others yet.
    account = await sql.row(
        f"SELECT * FROM account WHERE is_local AND {condition} AND NOT EXISTS"
        " (SELECT 1 FROM member m WHERE m.account_id = account.id AND m.state = 'waiting')",
        [value],
    )
    if account is None:
        return None
    keys = await sql.rows(
        "SELECT uri, kind, public FROM key WHERE account_id = ? AND retired_at IS NULL ORDER BY id",
        [account["id"]],
    )
    community = None
    if account["type"] == "Group":
        community = await sql.row("SELECT * FROM community WHERE account_id = ?", [account["id"]])
    return ActorFacts(account=account, keys=keys, community=community)


async def actor(account_id: int) -> ActorFacts | None:
    """Return the facts of one of our actors by its number."""
    return await _actor("id = ?", account_id)


async def actor_by_uri(uri: str) -> ActorFacts | None:
    """Return the facts of one of our actors by its ActivityPub id."""
    return await _actor("uri = ?", uri)


async def post_by_uri(uri: str) -> PostFacts | None:
    """Return the facts of the post with this ActivityPub id."""
    found = await sql.row("SELECT id FROM post WHERE uri = ?", [uri])
    return None if found is None else await post(found["id"])
