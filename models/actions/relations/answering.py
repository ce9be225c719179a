"""Answering: follow requests are accepted and refused, by our members and by remote actors."""

from typing import Literal

from models import outbox, sql
from models.actions import notifications, sight
from models.actions.relations.tying import accept, count, is_blocked_between, sever
from models.errors import NotFound
from models.events import FollowAnswered
from models.home import Home
from models.ids import to_milliseconds
from models.tables.account import Account
from models.transaction import joined, transaction

Answer = Literal["accepted", "pending", "refused"]


async def _record(
    home: Home, target_id: int, follower_id: int, uri: str, *, is_accepted: bool
) -> None:
    event = FollowAnswered(
        actor_id=target_id, follower_id=follower_id, follow_uri=uri, is_accepted=is_accepted
    )
    await outbox.record(home.clock, event, home.wake)


async def _request(account: Account, follower_id: int, state: str) -> sql.Row:
    found = await sql.row(
        "SELECT f.uri, a.is_local FROM follow f JOIN account a ON a.id = f.follower_id"
        " WHERE f.follower_id = ? AND f.target_id = ? AND f.state = ?",
        [follower_id, account.id, state],
    )
    if found is None:
        raise NotFound(detail=f"account {follower_id} has no {state} follow of {account.id}")
    return found


async def authorize(home: Home, account: Account, follower_id: int) -> None:
    """Accept a request to follow a locked member; NotFound when there is none."""
    async with transaction():
        request = await _request(account, follower_id, "pending")
        if not await accept(follower_id, account.id):
            raise NotFound(detail=f"request of {follower_id} was answered meanwhile")
        await notifications.retract("follow_request", account.id, follower_id)
        await notifications.add(home, "follow", account.id, follower_id)
        if not request["is_local"]:
            await _record(home, account.id, follower_id, request["uri"], is_accepted=True)


async def reject(home: Home, account: Account, follower_id: int) -> None:
    """Refuse a request to follow a locked member; NotFound when there is none."""
    await _dismiss(home, account, follower_id, "pending")


async def remove_follower(home: Home, account: Account, follower_id: int) -> None:
    """End somebody's follow of a member; NotFound when there is none."""
    await _dismiss(home, account, follower_id, "accepted")


async def _dismiss(home: Home, account: Account, follower_id: int, state: str) -> None:
    async with transaction():
        request = await _request(account, follower_id, state)
        await sever(follower_id, account.id)
        if not request["is_local"]:
            await _record(home, account.id, follower_id, request["uri"], is_accepted=False)


async def accept_follow(home: Home, follower: Account, target: Account, follow_uri: str) -> Answer:
    """Take in a remote follow of one of ours and answer it; joins the caller's transaction.

    A repeated follow gets the same answer again: its sender may have lost the first one.
    """
    async with joined():
        if sight.is_gone(follower) or await is_blocked_between(follower.id, target.id):
            await _record(home, target.id, follower.id, follow_uri, is_accepted=False)
            return "refused"
        state = "pending" if target.is_locked else "accepted"
        stored = await sql.write(
            "INSERT INTO follow (follower_id, target_id, state, uri, shows_boosts, notifies,"
            " languages, created_at) VALUES (?, ?, ?, ?, ?, ?, '[]', ?)"
            " ON CONFLICT (follower_id, target_id) DO NOTHING RETURNING id",
            [
                follower.id,
                target.id,
                state,
                follow_uri,
                True,
                False,
                to_milliseconds(home.clock.now()),
            ],
        )
        if not stored:
            state = await _repeated(follower.id, target.id, follow_uri)
        else:
            await _began(home, follower, target, state)
        if state == "accepted":
            await _record(home, target.id, follower.id, follow_uri, is_accepted=True)
    return "accepted" if state == "accepted" else "pending"


async def _repeated(follower_id: int, target_id: int, follow_uri: str) -> str:
    known = await sql.write(
        "UPDATE follow SET uri = ? WHERE follower_id = ? AND target_id = ? RETURNING state",
        [follow_uri, follower_id, target_id],
    )
    state: str = known[0]["state"] if known else "pending"
    return state


async def _began(home: Home, follower: Account, target: Account, state: str) -> None:
    if state == "accepted":
        await count(follower.id, target.id, 1)
        await notifications.add(home, "follow", target.id, follower.id)
    else:
        await notifications.add(home, "follow_request", target.id, follower.id)


async def accept_answer(
    home: Home, actor: Account, follow_uri: str, is_accepted: bool, *, follower_uri: str = ""
) -> bool:
    """Take in a remote actor's answer to a follow of ours; joins the caller's transaction.

    The follow is found by its URI, or by its follower where the answer names only that. Returns
    False when we asked nothing of this actor.
    """
    async with joined():
        found = await sql.row(
            "SELECT f.follower_id FROM follow f JOIN account a ON a.id = f.follower_id"
            " WHERE f.target_id = ? AND a.is_local AND (f.uri = ? OR a.uri = ?)",
            [actor.id, follow_uri, follower_uri],
        )
        if found is None:
            return False
        if is_accepted:
            await accept(found["follower_id"], actor.id)
        else:
            await sever(found["follower_id"], actor.id)
    return True


async def accept_unfollow(home: Home, follower: Account, target: Account) -> bool:
    """End a remote follow of one of ours; joins the caller's transaction. False: there was none."""
    async with joined():
        return await sever(follower.id, target.id) is not None
