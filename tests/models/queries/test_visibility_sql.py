"""Visibility: the SQL and the pure function say the same about every post and every reader."""

import itertools
import random
from typing import Any

from models.database import Database
from models.queries import statuses
from models.rules.visibility import Facts, can_see
from models.tables.account import Account
from models.tables.post import Mention, Post
from models.tables.relation import Block
from tests.factories import START, make_account, make_follow, make_post

_VISIBILITIES = ("public", "unlisted", "private", "direct")
_GONE: tuple[dict[str, Any], ...] = ({}, {"suspended_at": START}, {"deleted_at": START})
_FOLLOWS = (None, "pending", "accepted")
_MENTIONS = (None, "loud", "silent")


async def _everything(reader: Account) -> dict[int, Facts]:
    """Write every combination of facts about a post by somebody else than `reader`."""
    known: dict[int, Facts] = {}
    for gone, blocks, follow in itertools.product(_GONE, (False, True), _FOLLOWS):
        author = await make_account(**gone)
        if blocks:
            await Block.create(account=author, target=reader, uri="", created_at=START)
        if follow:
            await make_follow(reader, author, state=follow)
        for visibility, deleted, mention in itertools.product(
            _VISIBILITIES, (None, START), _MENTIONS
        ):
            post = await make_post(author, visibility=visibility, deleted_at=deleted)
            if mention:
                is_silent = mention == "silent"
                await Mention.create(post=post, account=reader, is_silent=is_silent)
            known[post.id] = Facts(
                visibility=visibility,  # type: ignore[arg-type]
                author_id=author.id,
                is_deleted=deleted is not None,
                is_author_gone=bool(gone),
                is_blocked=blocks,
                is_following=follow == "accepted",
                is_mentioned=mention is not None,
            )
    return known


def _as_stranger(facts: Facts) -> Facts:
    return Facts(
        visibility=facts.visibility,
        author_id=facts.author_id,
        is_deleted=facts.is_deleted,
        is_author_gone=facts.is_author_gone,
    )


async def test_sql_and_rule_agree_on_every_combination_of_facts(database: Database) -> None:
    reader, stranger = await make_account("reader"), await make_account("stranger")
    known = await _everything(reader)
    for viewer_id, view in (
        (reader.id, lambda facts: facts),
        (stranger.id, _as_stranger),
        (None, _as_stranger),
    ):
        seen = set(await statuses.readable(list(known), viewer_id))
        expected = {each for each, facts in known.items() if can_see(viewer_id, view(facts))}
        assert seen == expected
        assert seen
        assert len(seen) < len(known)


async def test_authors_read_their_own_posts_unless_deleted(database: Database) -> None:
    author = await make_account()
    for visibility in _VISIBILITIES:
        post = await make_post(author, visibility=visibility)
        assert await statuses.readable([post.id], author.id) == [post.id]
        await Post.filter(id=post.id).update(deleted_at=START)
        assert await statuses.readable([post.id], author.id) == []


async def test_a_boost_is_readable_exactly_when_both_posts_are(database: Database) -> None:
    reader = await make_account("reader")
    known = await _everything(reader)
    posts = {post.id: post for post in await Post.all()}
    authors = {account.id: account for account in await Account.all()}
    chosen = random.Random(7)  # noqa: S311 - repeatable, not secret
    boosts: dict[int, Facts] = {}
    for _ in range(300):
        outer, inner = (posts[each] for each in chosen.sample(sorted(known), 2))
        booster = authors[outer.author_id]
        if await Post.filter(author=booster, boost_of_id=inner.id).exists():
            continue
        boost = await make_post(
            booster, boost_of=inner, visibility=outer.visibility, deleted_at=outer.deleted_at
        )
        facts = known[outer.id]
        boosts[boost.id] = Facts(
            visibility=facts.visibility,
            author_id=facts.author_id,
            is_deleted=facts.is_deleted,
            is_author_gone=facts.is_author_gone,
            is_blocked=facts.is_blocked,
            is_following=facts.is_following,
            boosted=known[inner.id],
        )
    seen = set(await statuses.readable(list(boosts), reader.id))
    assert seen == {each for each, facts in boosts.items() if can_see(reader.id, facts)}
    assert seen


async def test_a_boost_of_a_post_that_has_gone_is_not_readable(database: Database) -> None:
    author = await make_account()
    boost = await make_post(author, boost_of_id=12345, visibility="public")
    assert await statuses.readable([boost.id], None) == []
    assert await statuses.readable([boost.id], (await make_account()).id) == []
