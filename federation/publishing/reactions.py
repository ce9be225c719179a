"""Reactions: Like and boost of a post, their Undo, and votes in a poll that lives elsewhere.

A like goes to the author of the post and, where the post belongs to a community, to all its
partners, so that every one of them counts the same. It names no public audience, as everywhere in
the fediverse, yet may be fetched by its id if the post may.
"""

from typing import Any

import orjson

from federation import recipients
from federation.contexts import CONTEXT, PUBLIC
from federation.objects import moments
from federation.publishing import groups
from federation.publishing.desk import Desk, Draft
from federation.publishing.groups import Said
from models import addresses, ids
from models.actions.deliveries import Inbox
from models.actions.outgoing import Parcel
from models.events import (
    BoostWithdrawn,
    LikeWithdrawn,
    PostBoosted,
    PostLiked,
    VoteCast,
)
from models.queries import documents
from models.queries import recipients as reachable
from models.queries.documents import PostFacts
from models.sql import Row
from models.values.roster import Roster


async def liked(desk: Desk, event: PostLiked) -> list[Parcel]:
    """Tell the author and the community of a like."""
    return await _reacted(desk, event.actor_id, event.post_id, event.like_uri, is_undone=False)


async def unliked(desk: Desk, event: LikeWithdrawn) -> list[Parcel]:
    """Tell that a like was taken back."""
    return await _reacted(desk, event.actor_id, event.post_id, event.like_uri, is_undone=True)


async def boosted(desk: Desk, event: PostBoosted) -> list[Parcel]:
    """Announce a post to the followers of the member who boosts it."""
    facts = await documents.post(event.post_id)
    if facts is None or facts.post["boost_of_uri"] is None:
        return []
    actor = await reachable.actor(event.actor_id)
    original = await documents.post(facts.post["boost_of_id"])
    if actor is None or original is None:
        return []
    post = facts.post
    public, followers = [PUBLIC], [actor["followers_uri"]]
    to, cc = (public, followers) if post["visibility"] == "public" else (followers, public)
    if post["visibility"] == "private":
        cc = []
    roster = await recipients.of_community(original.post["community_id"])
    draft = Draft(
        type="Announce",
        uri=post["uri"],
        actor_uri=actor["uri"],
        signer_id=actor["id"],
        object=post["boost_of_uri"],
        object_uri=post["boost_of_uri"],
        to=to,
        cc=[*cc, original.post["author_uri"]],
        community_id=roster.community_id if roster is not None else None,
        more={"published": moments.to_wire(post["published_at"])},
    )
    return [await desk.seal(draft, await _boost_inboxes(desk, actor, original, roster))]


async def unboosted(desk: Desk, event: BoostWithdrawn) -> list[Parcel]:
    """Tell that a boost was taken back."""
    actor = await reachable.actor(event.actor_id)
    original = await documents.post(event.boosted_id)
    if actor is None or original is None:
        return []
    roster = await recipients.of_community(original.post["community_id"])
    draft = Draft(
        type="Undo",
        actor_uri=actor["uri"],
        signer_id=actor["id"],
        object={
            "id": event.boost_uri,
            "type": "Announce",
            "actor": actor["uri"],
            "object": original.post["uri"],
        },
        object_uri=event.boost_uri,
        to=[PUBLIC],
        cc=[actor["followers_uri"], original.post["author_uri"]],
        community_id=roster.community_id if roster is not None else None,
    )
    return [await desk.seal(draft, await _boost_inboxes(desk, actor, original, roster))]


async def voted(desk: Desk, event: VoteCast) -> list[Parcel]:
    """Send a vote to the poll's author only, one activity for each choice (FEP-9967)."""
    actor = await reachable.actor(event.actor_id)
    facts = await documents.post(event.post_id)
    if actor is None or facts is None or facts.poll is None:
        return []
    titles = [option["title"] for option in orjson.loads(facts.poll["options"])]
    inboxes = recipients.collected(
        desk.home, [], await reachable.accounts([facts.post["author_id"]])
    )
    parcels = []
    for choice in event.choices:
        now = desk.home.clock.now()
        uri = addresses.post(actor["uri"], f"vote-{ids.token(now)}")
        vote: dict[str, Any] = {
            "@context": CONTEXT,
            "id": uri,
            "type": "Note",
            "attributedTo": actor["uri"],
            "to": [facts.post["author_uri"]],
            "cc": [],
            "name": titles[choice],
            "inReplyTo": facts.post["uri"],
            "published": moments.to_wire(now),
        }
        draft = Draft(
            type="Create",
            uri=addresses.create(uri),
            actor_uri=actor["uri"],
            signer_id=actor["id"],
            object=await desk.signed(vote, actor["id"]),
            object_uri=uri,
            to=[facts.post["author_uri"]],
        )
        parcels.append(await desk.seal(draft, inboxes))
    return parcels


async def _reacted(
    desk: Desk, actor_id: int, post_id: int, like_uri: str, *, is_undone: bool
) -> list[Parcel]:
    actor = await reachable.actor(actor_id)
    facts = await documents.post(post_id)
    if actor is None or facts is None:
        return []
    post = facts.post
    roster = await recipients.of_community(post["community_id"])
    like = {"id": like_uri, "type": "Like", "actor": actor["uri"], "object": post["uri"]}
    draft = Draft(
        type="Undo" if is_undone else "Like",
        uri="" if is_undone else like_uri,
        actor_uri=actor["uri"],
        signer_id=actor["id"],
        object=like if is_undone else post["uri"],
        object_uri=like_uri if is_undone else post["uri"],
        to=[post["author_uri"]],
        audience=post["group_uri"],
        community_id=roster.community_id if roster is not None else None,
        is_public=post["visibility"] in ("public", "unlisted"),
    )
    partners = recipients.partner_inboxes([roster] if roster is not None else [])
    author = await reachable.accounts([post["author_id"]])
    parcel = await desk.seal(draft, recipients.collected(desk.home, partners, author))
    if roster is None or not roster.is_hosted:
        return [parcel]
    said = Said(
        uri=parcel.uri,
        type=parcel.type,
        actor_uri=parcel.actor_uri,
        object_uri=parcel.object_uri,
        body=parcel.body,
        is_ours=True,
    )
    return [parcel, *await groups.announced(desk, roster, said)]


async def _boost_inboxes(
    desk: Desk, actor: Row, original: PostFacts, roster: Roster | None
) -> list[Inbox]:
    """A boost goes to the booster's followers, the author, and the partners who count it."""
    partners = recipients.partner_inboxes([roster] if roster is not None else [])
    followers = await reachable.followers(actor["id"])
    author = await reachable.accounts([original.post["author_id"]])
    return recipients.collected(desk.home, partners, followers, author)
