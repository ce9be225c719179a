"""Following: a member follows somebody, or joins a community by following its Group."""

from collections.abc import Sequence

import orjson

from models import addresses, ids, outbox, sql
from models.actions import notifications, sight
from models.actions.relations.tying import count, fill_home, is_blocked_between, sever
from models.errors import Forbidden, Invalid, NotFound
from models.events import FollowRequested, FollowWithdrawn
from models.home import Home
from models.ids import to_milliseconds
from models.rows import columns, entity
from models.tables.account import Account
from models.tables.relation import Follow
from models.transaction import transaction

_LANGUAGES = 64


async def follow(
    home: Home,
    account: Account,
    target: Account,
    *,
    shows_boosts: bool = True,
    notifies: bool = False,
    languages: Sequence[str] = (),
) -> Follow:
    """Follow somebody, or change how an existing follow shows; the same follow however often.

    Errors:
        NotFound: the target is suspended or deleted.
        Forbidden: one of both blocks the other.
        Invalid: nobody follows themselves, or an actor that speaks for a server.
    """
    if sight.is_gone(target):
        raise NotFound(detail=f"account {target.id} is gone")
    if target.id == account.id or target.type == "Application":
        raise Invalid("Validation failed: This account cannot be followed")
    wanted = orjson.dumps([tag[:16] for tag in languages[:_LANGUAGES]]).decode()
    uri = addresses.activity(home.base_url, ids.token(home.clock.now()))
    async with transaction():
        if await is_blocked_between(account.id, target.id):
            raise Forbidden(detail=f"accounts {account.id} and {target.id} are blocked")
        state = "accepted" if await _answers_at_once(target) else "pending"
        stored = await sql.write(
            "INSERT INTO follow (follower_id, target_id, state, uri, shows_boosts, notifies,"
            " languages, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (follower_id, target_id) DO UPDATE SET"
            " shows_boosts = excluded.shows_boosts, notifies = excluded.notifies,"
            f" languages = excluded.languages RETURNING {columns(Follow)}",
            [
                account.id,
                target.id,
                state,
                uri,
                shows_boosts,
                notifies,
                wanted,
                to_milliseconds(home.clock.now()),
            ],
        )
        if stored[0]["uri"] == uri:
            await _begin(home, account, target, uri, state)
    return entity(Follow, stored[0])


async def _answers_at_once(target: Account) -> bool:
    if target.is_local:
        return not target.is_locked
    if target.type != "Group":
        return False
    found = await sql.row(
        "SELECT id FROM community WHERE account_id = ? AND state = 'active'", [target.id]
    )
    return found is not None


async def _begin(home: Home, account: Account, target: Account, uri: str, state: str) -> None:
    if state == "accepted":
        await count(account.id, target.id, 1)
        await fill_home(account.id, target.id)
    if target.is_local:
        kind: notifications.Kind = "follow" if state == "accepted" else "follow_request"
        await notifications.add(home, kind, target.id, account.id)
        return
    event = FollowRequested(actor_id=account.id, target_id=target.id, follow_uri=uri)
    await outbox.record(home.clock, event, home.wake)


async def unfollow(home: Home, account: Account, target: Account) -> None:
    """Follow somebody no longer, or take a request back; nothing to end is fine."""
    async with transaction():
        uri = await sever(account.id, target.id)
        if uri is not None and not target.is_local:
            event = FollowWithdrawn(actor_id=account.id, target_id=target.id, follow_uri=uri)
            await outbox.record(home.clock, event, home.wake)
