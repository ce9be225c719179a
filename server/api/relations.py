"""Relations: following (which is also joining a Group), blocking, muting, and follow requests."""

import msgspec

from models.actions import accounts, relations, sight
from models.errors import NotFound
from models.queries import accounts as shown
from models.queries import relations as lists
from models.tables.account import Account as AccountRow
from server.api.entities.account import Account, MutedAccount, account_facts
from server.api.entities.relationship import Relationship, present_relationship
from server.api.entities.values import time_or_none
from server.api.presenting import accounts_of
from server.call import Call, PageForm
from server.routing import Nothing, Routes

routes = Routes()

_MOST = 80


class FollowForm(msgspec.Struct, kw_only=True):
    """How a follow shall show; what is left out stays as it is."""

    reblogs: bool | None = None
    notify: bool | None = None
    languages: list[str] | None = None


class MuteForm(msgspec.Struct, kw_only=True):
    """For how long, and whether notifications are hidden too."""

    notifications: bool = True
    duration: int = 0


async def _target(account_id: int) -> AccountRow:
    found = await accounts.by_id(account_id)
    if found is None or sight.is_gone(found):
        raise NotFound(f"account {account_id}")
    return found


async def _standing(call: Call[object], account_id: int) -> Relationship:
    found = await shown.relationships(call.home, call.member_id, [account_id])
    return present_relationship(found[0])


@routes.post(
    "/api/v1/accounts/{id}/follow", scope="write:follows", form=FollowForm, entity=Relationship
)
async def follow(call: Call[FollowForm]) -> Relationship:
    """Follow an account, or change how its posts show; following a Group is joining it."""
    target, form = await _target(call.path_id), call.form
    before = (await shown.relationships(call.home, call.member_id, [target.id]))[0]
    is_new = not before.is_following and not before.is_requested
    boosts = (is_new or before.shows_boosts) if form.reblogs is None else form.reblogs
    await relations.follow(
        call.home,
        await call.member(),
        target,
        shows_boosts=boosts,
        notifies=before.notifies if form.notify is None else form.notify,
        languages=before.languages if form.languages is None else tuple(form.languages[:50]),
    )
    return await _standing(call, target.id)


@routes.post("/api/v1/accounts/{id}/unfollow", scope="write:follows", entity=Relationship)
async def unfollow(call: Call[Nothing]) -> Relationship:
    """Follow an account no longer."""
    target = await _target(call.path_id)
    await relations.unfollow(call.home, await call.member(), target)
    return await _standing(call, target.id)


@routes.post(
    "/api/v1/accounts/{id}/remove_from_followers", scope="write:follows", entity=Relationship
)
async def remove_follower(call: Call[Nothing]) -> Relationship:
    """Make an account follow the member no longer."""
    target = await _target(call.path_id)
    await relations.remove_follower(call.home, await call.member(), target.id)
    return await _standing(call, target.id)


@routes.post("/api/v1/accounts/{id}/block", scope="write:blocks", entity=Relationship)
async def block(call: Call[Nothing]) -> Relationship:
    """Have nothing to do with an account any more."""
    target = await _target(call.path_id)
    await relations.block(call.home, await call.member(), target)
    return await _standing(call, target.id)


@routes.post("/api/v1/accounts/{id}/unblock", scope="write:blocks", entity=Relationship)
async def unblock(call: Call[Nothing]) -> Relationship:
    """End a block."""
    target = await _target(call.path_id)
    await relations.unblock(call.home, await call.member(), target)
    return await _standing(call, target.id)


@routes.post("/api/v1/accounts/{id}/mute", scope="write:mutes", form=MuteForm, entity=Relationship)
async def mute(call: Call[MuteForm]) -> Relationship:
    """Hide an account's posts for a while or for ever."""
    target = await _target(call.path_id)
    await relations.mute(
        call.home,
        await call.member(),
        target,
        hides_notifications=call.form.notifications,
        duration_seconds=call.form.duration,
    )
    return await _standing(call, target.id)


@routes.post("/api/v1/accounts/{id}/unmute", scope="write:mutes", entity=Relationship)
async def unmute(call: Call[Nothing]) -> Relationship:
    """Show an account's posts again."""
    target = await _target(call.path_id)
    await relations.unmute(call.home, await call.member(), target)
    return await _standing(call, target.id)


@routes.get("/api/v1/follow_requests", scope="read:follows", form=PageForm, entity=list[Account])
async def list_requests(call: Call[PageForm]) -> list[Account]:
    """List who waits for the member's consent."""
    entries = await lists.requests(call.member_id, call.page(call.form, 40, _MOST))
    return await accounts_of(call.desk, call.link_entries(entries))


@routes.post("/api/v1/follow_requests/{id}/authorize", scope="write:follows", entity=Relationship)
async def authorize_request(call: Call[Nothing]) -> Relationship:
    """Let somebody follow."""
    follower_id = call.path_id
    await relations.authorize(call.home, await call.member(), follower_id)
    return await _standing(call, follower_id)


@routes.post("/api/v1/follow_requests/{id}/reject", scope="write:follows", entity=Relationship)
async def reject_request(call: Call[Nothing]) -> Relationship:
    """Let somebody not follow."""
    follower_id = call.path_id
    await relations.reject(call.home, await call.member(), follower_id)
    return await _standing(call, follower_id)


@routes.get("/api/v1/blocks", scope="read:blocks", form=PageForm, entity=list[Account])
async def list_blocks(call: Call[PageForm]) -> list[Account]:
    """List whom the member blocks."""
    entries = await lists.blocks(call.member_id, call.page(call.form, 40, _MOST))
    return await accounts_of(call.desk, call.link_entries(entries))


@routes.get("/api/v1/mutes", scope="read:mutes", form=PageForm, entity=list[MutedAccount])
async def list_mutes(call: Call[PageForm]) -> list[MutedAccount]:
    """List whom the member mutes, and until when."""
    entries = await lists.mutes(call.home, call.member_id, call.page(call.form, 40, _MOST))
    ids = call.link_entries(entries)
    ends = {
        each.account_id: each.mute_expires_at
        for each in await shown.relationships(call.home, call.member_id, ids)
    }
    return [
        MutedAccount(**account_facts(call.home, row), mute_expires_at=time_or_none(ends[row["id"]]))
        for row in await shown.load(ids)
    ]
