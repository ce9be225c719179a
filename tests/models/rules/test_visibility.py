"""Visibility: the rule as a function and as SQL are one rule."""

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import sql
from models.database import Database
from models.queries import visibility
from models.rules.visibility import Facts, can_see
from models.tables.account import Account
from models.tables.post import Mention
from models.tables.relation import Block
from tests.factories import START, make_account, make_follow, make_member, make_post

KINDS = ("public", "unlisted", "private", "direct")
_flags = st.fixed_dictionaries(
    {
        "visibility": st.sampled_from(KINDS),
        "is_own": st.booleans(),
        "is_deleted": st.booleans(),
        "is_author_gone": st.sampled_from([None, "suspended_at", "deleted_at"]),
        "is_blocked": st.booleans(),
        "follow": st.sampled_from([None, "pending", "accepted"]),
        "is_mentioned": st.booleans(),
    }
)


async def _write(viewer: Account, chosen: dict[str, Any], boosted: Any = None) -> tuple[Any, Facts]:
    """Write one post as the flags say; returns it and the facts about it."""
    author = viewer if chosen["is_own"] else await make_account()
    if not chosen["is_own"]:
        if chosen["follow"]:
            await make_follow(viewer, author, state=chosen["follow"])
        if chosen["is_blocked"]:
            await Block.create(account=author, target=viewer, uri="u", created_at=START)
        if chosen["is_author_gone"]:
            await Account.filter(id=author.id).update(**{chosen["is_author_gone"]: START})
    post = await make_post(
        author,
        visibility=chosen["visibility"],
        deleted_at=START if chosen["is_deleted"] else None,
        boost_of=None if boosted is None else boosted[0],
    )
    if chosen["is_mentioned"]:
        await Mention.create(post=post, account=viewer)
    others = not chosen["is_own"]
    return post, Facts(
        visibility=chosen["visibility"],
        author_id=author.id,
        is_deleted=chosen["is_deleted"],
        is_author_gone=others and chosen["is_author_gone"] is not None,
        is_blocked=others and chosen["is_blocked"],
        is_following=others and chosen["follow"] == "accepted",
        is_mentioned=chosen["is_mentioned"],
        boosted=None if boosted is None else boosted[1],
    )


async def _sees(viewer_id: int | None, post_id: int) -> bool:
    condition, parameters = visibility.readable(viewer_id)
    found = await sql.row(
        f"SELECT p.id FROM post p{visibility.JOINS} WHERE p.id = ? AND {condition}",
        [post_id, *parameters],
    )
    return found is not None


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(chosen=_flags, boosted=st.none() | _flags)
async def test_the_function_and_the_query_agree(
    database: Database, tmp_path: Path, chosen: dict[str, Any], boosted: dict[str, Any] | None
) -> None:
    viewer = await make_member()
    inner = None if boosted is None else await _write(viewer, boosted)
    post, facts = await _write(viewer, chosen, inner)
    assert await _sees(viewer.id, post.id) is can_see(viewer.id, facts)
    assert await _sees(None, post.id) is can_see(None, facts)


def test_nothing_is_readable_without_a_reason() -> None:
    hidden = Facts(visibility="direct", author_id=1)
    assert not can_see(None, hidden)
    assert not can_see(2, hidden)
    assert can_see(1, hidden)


def test_a_boost_shows_no_more_than_what_it_boosts() -> None:
    private = Facts(visibility="private", author_id=1)
    boost = Facts(visibility="public", author_id=3, boosted=private)
    assert not can_see(2, boost)
    assert not can_see(None, boost)
