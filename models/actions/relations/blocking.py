"""Blocking: two accounts have nothing to do with each other, and the one who blocked decides."""

from models import addresses, ids, outbox, sql
from models.actions.relations.tying import empty_home, sever
from models.errors import Invalid
from models.events import AccountBlocked, BlockWithdrawn, FollowAnswered, FollowWithdrawn
from models.home import Home
from models.ids import to_milliseconds
from models.tables.account import Account
from models.transaction import joined, transaction

_INSERT = (
    "INSERT INTO block (account_id, target_id, uri, created_at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING RETURNING id"
)


async def _separate(account_id: int, target_id: int) -> tuple[str | None, str | None]:
    """End the follows between two accounts, and what they left of each other.

    Returns the URIs of the follow by `account_id` and of the one by `target_id`.
    """
    mine = await sever(account_id, target_id)
    theirs = await sever(target_id, account_id)
    await empty_home(account_id, target_id)
    await empty_home(target_id, account_id)
    await sql.write(
        "DELETE FROM notification WHERE (account_id = ? AND source_id = ?)"
        " OR (account_id = ? AND source_id = ?)",
        [account_id, target_id, target_id, account_id],
    )
    return mine, theirs


async def block(home: Home, account: Account, target: Account) -> None:
    """Block somebody: follows end both ways, and neither hears of the other again.

    Errors:
        Invalid: nobody blocks themselves.
    """
    if target.id == account.id:
        raise Invalid("Validation failed: You cannot block yourself")
    uri = addresses.activity(home.base_url, ids.token(home.clock.now()))
    async with transaction():
        now = to_milliseconds(home.clock.now())
        if not await sql.write(_INSERT, [account.id, target.id, uri, now]):
            return
        mine, theirs = await _separate(account.id, target.id)
        if target.is_local:
            return
        if mine is not None:
            ended = FollowWithdrawn(actor_id=account.id, target_id=target.id, follow_uri=mine)
            await outbox.record(home.clock, ended, home.wake)
        if theirs is not None:
            refused = FollowAnswered(
                actor_id=account.id, follower_id=target.id, follow_uri=theirs, is_accepted=False
            )
            await outbox.record(home.clock, refused, home.wake)
        event = AccountBlocked(actor_id=account.id, target_id=target.id, block_uri=uri)
        await outbox.record(home.clock, event, home.wake)


async def unblock(home: Home, account: Account, target: Account) -> None:
    """Block somebody no longer; the follows that ended stay ended."""
    async with transaction():
        removed = await sql.write(
            "DELETE FROM block WHERE account_id = ? AND target_id = ? RETURNING uri",
            [account.id, target.id],
        )
        if removed and not target.is_local:
            event = BlockWithdrawn(
                actor_id=account.id, target_id=target.id, block_uri=removed[0]["uri"]
            )
            await outbox.record(home.clock, event, home.wake)


async def accept_block(home: Home, actor: Account, target: Account, block_uri: str) -> None:
    """Take in that a remote actor blocks one of ours; joins the caller's transaction."""
    async with joined():
        now = to_milliseconds(home.clock.now())
        if await sql.write(_INSERT, [actor.id, target.id, block_uri, now]):
            await _separate(actor.id, target.id)


async def accept_unblock(
    home: Home, actor: Account, target: Account | None, block_uri: str = ""
) -> None:
    """Take in that a remote actor blocks one of ours no longer; joins the caller's transaction.

    The block is named by its target, or by its own id where the Undo tells only that.
    """
    async with joined():
        await sql.write(
            "DELETE FROM block WHERE account_id = ? AND (target_id = ? OR (uri = ? AND uri <> ''))",
            [actor.id, 0 if target is None else target.id, block_uri],
        )
