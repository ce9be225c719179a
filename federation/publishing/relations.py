"""Relations: Follow and its answers, Block, and their Undo; each goes to the one it concerns."""

from typing import Any

import orjson

from federation import recipients
from federation.publishing.desk import Desk, Draft
from models.actions.outgoing import Parcel
from models.events import (
    AccountBlocked,
    BlockWithdrawn,
    FollowAnswered,
    FollowRequested,
    FollowWithdrawn,
)
from models.queries import recipients as reachable
from models.sql import Row


async def requested(desk: Desk, event: FollowRequested) -> list[Parcel]:
    """Ask a remote account for its posts; for a Group this is joining."""
    return await _told(desk, event.actor_id, event.target_id, ("Follow", event.follow_uri))


async def unfollowed(desk: Desk, event: FollowWithdrawn) -> list[Parcel]:
    """Take a Follow back."""
    return await _undone(desk, event.actor_id, event.target_id, ("Follow", event.follow_uri))


async def blocked(desk: Desk, event: AccountBlocked) -> list[Parcel]:
    """Tell a remote account's server that it must not show us to it."""
    return await _told(desk, event.actor_id, event.target_id, ("Block", event.block_uri))


async def unblocked(desk: Desk, event: BlockWithdrawn) -> list[Parcel]:
    """Take a Block back."""
    return await _undone(desk, event.actor_id, event.target_id, ("Block", event.block_uri))


async def answered(desk: Desk, event: FollowAnswered) -> list[Parcel]:
    """Accept or refuse a remote follower; the Follow goes back as it came."""
    actor = await reachable.actor(event.actor_id)
    follower = await reachable.actor(event.follower_id)
    if actor is None or follower is None:
        return []
    kept = await reachable.activity_body(event.follow_uri)
    follow: dict[str, Any] = {
        "id": event.follow_uri,
        "type": "Follow",
        "actor": follower["uri"],
        "object": actor["uri"],
    }
    if kept is not None:
        # Lemmy compares the whole Follow; some others want its id only.
        follow = {key: value for key, value in orjson.loads(kept).items() if key != "@context"}
    draft = Draft(
        type="Accept" if event.is_accepted else "Reject",
        actor_uri=actor["uri"],
        signer_id=actor["id"],
        object=follow,
        object_uri=event.follow_uri,
        to=[follower["uri"]],
    )
    return await _sent(desk, draft, follower)


async def _told(desk: Desk, actor_id: int, target_id: int, what: tuple[str, str]) -> list[Parcel]:
    kind, uri = what
    actor, target = await reachable.actor(actor_id), await reachable.actor(target_id)
    if actor is None or target is None:
        return []
    draft = Draft(
        type=kind,
        uri=uri,
        actor_uri=actor["uri"],
        signer_id=actor["id"],
        object=target["uri"],
        object_uri=target["uri"],
        to=[target["uri"]],
    )
    return await _sent(desk, draft, target)


async def _undone(desk: Desk, actor_id: int, target_id: int, what: tuple[str, str]) -> list[Parcel]:
    kind, uri = what
    actor, target = await reachable.actor(actor_id), await reachable.actor(target_id)
    if actor is None or target is None:
        return []
    draft = Draft(
        type="Undo",
        actor_uri=actor["uri"],
        signer_id=actor["id"],
        object={"id": uri, "type": kind, "actor": actor["uri"], "object": target["uri"]},
        object_uri=uri,
        to=[target["uri"]],
    )
    return await _sent(desk, draft, target)


async def _sent(desk: Desk, draft: Draft, target: Row) -> list[Parcel]:
    inboxes = recipients.collected(desk.home, [], await reachable.accounts([target["id"]]))
    return [await desk.seal(draft, inboxes)]
