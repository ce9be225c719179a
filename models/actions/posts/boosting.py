"""Boosting: somebody shows a post to their followers, and takes that back.

A boost is a row of its own whose author and post are unique together, so two at once are one. The
boosts of Groups carry threads into homes and are not counted: every thread has one.
"""

from datetime import datetime

from models import addresses, ids, outbox, sql
from models.actions import notifications, sight
from models.actions.posts.arriving import adopt
from models.actions.posts.places import OPEN, Place
from models.actions.posts.reading import clamped
from models.actions.posts.spreading import enter_step, spread_boost
from models.actions.posts.withdrawing import remember, remove_boost
from models.actions.posts.writing import NewRow, insert, stored
from models.errors import Invalid, NotFound
from models.events import BoostWithdrawn, PostBoosted
from models.home import Home
from models.ids import to_milliseconds
from models.rows import columns, entity
from models.tables.account import Account
from models.tables.post import Post
from models.transaction import joined, transaction
from models.values.member import Visibility
from models.values.remote_post import Accepted, RemoteBoost


async def boost(
    home: Home, account: Account, post_id: int, visibility: Visibility = "public"
) -> Post:
    """Boost a post the member may read, and return the boost; the same again when it was boosted.

    Errors:
        NotFound: the member may not read it, or it is not for passing on.
        Invalid: a boost cannot be direct.
    """
    if visibility == "direct":
        raise Invalid("Validation failed: Visibility cannot be direct")
    async with transaction():
        target = await sight.visible(account, post_id)
        is_own = target["author_id"] == account.id
        if target["visibility"] not in OPEN and not (target["visibility"] == "private" and is_own):
            raise NotFound(detail=f"post {target['id']} is not for passing on")
        now = ids.from_milliseconds(to_milliseconds(home.clock.now()))
        row = NewRow(
            uri=addresses.activity(home.base_url, ids.token(now)),
            author_id=account.id,
            type="Announce",
            boost_of_id=target["id"],
            visibility=visibility if target["visibility"] in OPEN else "private",
            published_at=now,
            received_at=now,
            is_local=True,
        )
        boost_id = await insert(row)
        if boost_id is None:
            return await _existing(account, target["id"])
        await _count(home, boost_id, account, target)
        await sql.write(*enter_step(account.id, boost_id))
        event = PostBoosted(actor_id=account.id, post_id=boost_id)
        await outbox.record(home.clock, event, home.wake)
    return stored(row, boost_id)


async def _existing(account: Account, boosted_id: int) -> Post:
    found = await sql.row(
        f"SELECT {columns(Post)} FROM post WHERE author_id = ? AND boost_of_id = ?",
        [account.id, boosted_id],
    )
    if found is None:
        raise NotFound(detail=f"the boost of {boosted_id} was taken back meanwhile")
    return entity(Post, found)


async def _count(home: Home, boost_id: int, booster: Account, target: sql.Row) -> None:
    if booster.type != "Group":
        await sql.write(
            "UPDATE post SET boosts_count = boosts_count + 1, revision = revision + 1 WHERE id = ?",
            [target["id"]],
        )
        if target["is_author_local"]:
            await notifications.add(home, "reblog", target["author_id"], booster.id, target["id"])
    await spread_boost(home, boost_id, booster.id, target["id"])


async def unboost(home: Home, account: Account, post_id: int) -> None:
    """Take a boost back; `post_id` is the boosted post or the boost. Nothing to take is fine."""
    async with transaction():
        found = await sql.row(
            "SELECT id, uri, boost_of_id FROM post WHERE author_id = ?"
            " AND (boost_of_id = ? OR (id = ? AND boost_of_id IS NOT NULL))",
            [account.id, post_id, post_id],
        )
        if found is None or not await remove_boost(found["id"], found["boost_of_id"], account.id):
            return
        event = BoostWithdrawn(
            actor_id=account.id, boost_uri=found["uri"], boosted_id=found["boost_of_id"]
        )
        await outbox.record(home.clock, event, home.wake)


async def accept_boost(home: Home, boost: RemoteBoost) -> Accepted:
    """Take in a remote boost; joins the caller's transaction.

    The Group's own boost lets the post into its community. "unknown": the post is not here; fetch
    and accept it first, then call again.
    """
    actor = boost.actor
    if sight.is_gone(actor) or home.is_ours(boost.uri):
        return Accepted(outcome="ignored")
    async with joined():
        target = await sql.row(
            "SELECT p.id, p.uri, p.author_id, p.community_id, p.visibility, p.deleted_at,"
            " p.boost_of_id, a.is_local AS is_author_local FROM post p"
            " JOIN account a ON a.id = p.author_id WHERE p.uri = ?",
            [boost.object_uri],
        )
        if target is None:
            return Accepted(outcome="unknown")
        if (
            target["deleted_at"] is not None
            or target["boost_of_id"] is not None
            or target["visibility"] not in OPEN
        ):
            return Accepted(outcome="ignored", post_id=target["id"])
        adopted = await _let_in(actor, target)
        if adopted is not None:
            return adopted
        boost_id = await insert(_row(home, boost, target))
        if boost_id is None:
            return Accepted(
                outcome="duplicate", post_id=target["id"], community_id=target["community_id"]
            )
        await _count(home, boost_id, actor, target)
    return Accepted(outcome="accepted", post_id=target["id"], community_id=target["community_id"])


def _row(home: Home, boost: RemoteBoost, target: sql.Row) -> NewRow:
    now: datetime = home.clock.now()
    return NewRow(
        uri=boost.uri,
        author_id=boost.actor.id,
        type="Announce",
        boost_of_id=target["id"],
        visibility=boost.visibility if boost.visibility != "direct" else "private",
        published_at=clamped(boost.published_at, now),
        received_at=now,
    )


async def _let_in(actor: Account, target: sql.Row) -> Accepted | None:
    """Let a post into the community whose Group boosts it, if it is one of ours."""
    if actor.type != "Group":
        return None
    found = await sql.row(
        "SELECT id, uri, is_hosted FROM community WHERE account_id = ? AND state = 'active'",
        [actor.id],
    )
    if found is None:
        return None
    place = Place(found["id"], actor.id, found["uri"], bool(found["is_hosted"]), False)
    starts = await adopt(target["id"], place)
    if starts is None:
        return None
    return Accepted(
        outcome="accepted", post_id=target["id"], community_id=place.id, starts_thread=starts
    )


async def accept_unboost(home: Home, uri: str, actor: Account) -> Accepted:
    """Take back a remote boost; joins the caller's transaction.

    One that has not come yet is remembered, so that it has no effect when it does.
    """
    if home.is_ours(uri):
        return Accepted(outcome="ignored")
    async with joined():
        found = await sql.row(
            "SELECT id, boost_of_id, deleted_at FROM post WHERE uri = ? AND author_id = ?",
            [uri, actor.id],
        )
        if found is None:
            kept = await remember(home, uri, actor.uri, actor.id)
            return Accepted(outcome="ignored", post_id=kept.post_id)
        if found["boost_of_id"] is None or found["deleted_at"] is not None:
            return Accepted(outcome="ignored")
        await remove_boost(found["id"], found["boost_of_id"], actor.id)
        community = await sql.row(
            "SELECT community_id FROM post WHERE id = ?", [found["boost_of_id"]]
        )
    return Accepted(
        outcome="accepted",
        post_id=found["boost_of_id"],
        community_id=None if community is None else community["community_id"],
    )
