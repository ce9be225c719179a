"""Groups: what a community's host says in the name of the Group (FEP-1b12), and what others pass
on.

The host announces each accepted activity, unchanged, to the Group's followers and to the partners:
a partner whose direct way to the author is cut hears of it here, and believes the author's proof,
not us. A new thread is announced a second time as a plain object, which is the form that microblogs
read. Ids of Announces are derived from what they announce, so doing it twice says nothing new.

A partner that is not the host passes on what only it has received: an outsider answers one of its
members and knows nothing of a Group. The bytes go on as they came, under the signature of our
Organization; whoever receives them checks the proof or asks the origin.
"""

import msgspec
import orjson

from federation import recipients
from federation.contexts import PUBLIC
from federation.publishing.desk import Desk, Draft
from models import addresses
from models.actions.deliveries import Inbox
from models.actions.outgoing import Forwarding, Parcel
from models.events import ActivityAccepted
from models.queries import recipients as reachable
from models.values.roster import Roster

_ANNOUNCED = frozenset({"Create", "Update", "Delete", "Like", "Dislike", "Undo"})
"""A boost is not: no peer reads the Announce of an Announce, and partners get it directly."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What is announced, its author's bytes included."""

    uri: str
    type: str
    actor_uri: str
    object_uri: str
    body: bytes
    starts_thread: bool = False
    """Whether its object is, or was, the first post of a thread."""
    is_ours: bool = False
    """Whether it was made here, so that partners have it from us already."""


async def accepted(desk: Desk, event: ActivityAccepted) -> list[Parcel | Forwarding]:
    """Announce a received activity as the host, or pass it on as another partner."""
    stored = await reachable.activity(event.activity_id)
    roster = await recipients.of_community(event.community_id)
    if stored is None or stored["body"] is None or roster is None:
        # Deleted meanwhile, or the community has no roster in force any more.
        return []
    if roster.is_hosted:
        said = Said(
            uri=stored["uri"],
            type=stored["type"],
            actor_uri=stored["actor_uri"],
            object_uri=stored["object_uri"],
            body=bytes(stored["body"]),
            starts_thread=event.starts_thread,
        )
        return list(await announced(desk, roster, said))
    if event.reached_directly:
        return []
    home = desk.home
    speaker = await reachable.account_id(addresses.partner_actor(home.base_url))
    partners = recipients.collected(home, recipients.partner_inboxes([roster]))
    inboxes = recipients.without(partners, stored["actor_uri"])
    if speaker is None or not inboxes:
        return []
    return [Forwarding(activity_id=event.activity_id, signer_id=speaker, inboxes=tuple(inboxes))]


async def announced(desk: Desk, roster: Roster, said: Said) -> list[Parcel]:
    """Return the Group's Announces of an activity; nothing for what a Group does not announce."""
    group_id = roster.account_id
    if group_id is None or said.type not in _ANNOUNCED:
        return []
    partners = recipients.collected(desk.home, recipients.partner_inboxes([roster]))
    at_partners = {inbox.url for inbox in partners}
    followers = [
        inbox
        for inbox in await recipients.of_group(desk.home, group_id)
        if inbox.url not in at_partners
    ]
    relayed = followers if said.is_ours else [*partners, *followers]
    parcels = []
    if inboxes := recipients.without(relayed, said.actor_uri):
        parcels.append(await _activity_form(desk, roster, group_id, said, inboxes))
    if said.starts_thread and followers and said.type in ("Create", "Delete"):
        form = _object_form if said.type == "Create" else _taken_back
        parcels.append(await form(desk, roster, group_id, said, followers))
    return parcels


async def _activity_form(
    desk: Desk, roster: Roster, group_id: int, said: Said, inboxes: list[Inbox]
) -> Parcel:
    draft = Draft(
        type="Announce",
        uri=addresses.announce(roster.uri, said.uri, "activity"),
        actor_uri=roster.uri,
        signer_id=group_id,
        object=orjson.loads(said.body),
        # Under the post's id, so that erasing the post erases this copy of its words too.
        object_uri=said.uri if said.type == "Delete" else said.object_uri,
        to=[PUBLIC],
        cc=[addresses.followers(roster.uri)],
    )
    return await desk.seal(draft, inboxes)


async def _object_form(
    desk: Desk, roster: Roster, group_id: int, said: Said, inboxes: list[Inbox]
) -> Parcel:
    draft = Draft(
        type="Announce",
        uri=addresses.announce(roster.uri, said.object_uri, "post"),
        actor_uri=roster.uri,
        signer_id=group_id,
        object=said.object_uri,
        object_uri=said.object_uri,
        to=[PUBLIC],
        cc=[addresses.followers(roster.uri), said.actor_uri],
    )
    return await desk.seal(draft, inboxes)


async def _taken_back(
    desk: Desk, roster: Roster, group_id: int, said: Said, inboxes: list[Inbox]
) -> Parcel:
    """Undo the plain Announce: the one thing a Group can do that a microblog obeys."""
    announce = addresses.announce(roster.uri, said.object_uri, "post")
    draft = Draft(
        type="Undo",
        actor_uri=roster.uri,
        signer_id=group_id,
        object={
            "id": announce,
            "type": "Announce",
            "actor": roster.uri,
            "object": said.object_uri,
            "to": [PUBLIC],
            "cc": [addresses.followers(roster.uri)],
        },
        object_uri=announce,
        to=[PUBLIC],
        cc=[addresses.followers(roster.uri)],
    )
    return await desk.seal(draft, inboxes)
