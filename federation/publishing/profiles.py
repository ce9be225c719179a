"""Profiles: Update of one of our actors, to its followers and to all partners of our communities.

All of them, not only those of the communities the actor is in: whoever left one, or was its guest,
is still read there, and must be hidden there when we suspend them.
"""

from federation import recipients
from federation.contexts import ACTOR_CONTEXT, PUBLIC
from federation.objects import actor as actor_object
from federation.publishing.desk import Desk, Draft
from models.actions import roster
from models.actions.outgoing import Parcel
from models.events import ProfileChanged
from models.queries import documents
from models.queries import recipients as reachable


async def changed(desk: Desk, event: ProfileChanged) -> list[Parcel]:
    """Tell of an actor's new name, picture, text or keys, or of its suspension."""
    facts = await documents.actor(event.actor_id)
    if facts is None:
        return []
    account = facts.account
    draft = Draft(
        type="Update",
        actor_uri=account["uri"],
        signer_id=account["id"],
        object={"@context": ACTOR_CONTEXT, **actor_object.to_wire(desk.home, facts)},
        object_uri=account["uri"],
        to=[PUBLIC],
        cc=[account["followers_uri"]] if account["followers_uri"] else [],
    )
    inboxes = recipients.collected(
        desk.home,
        recipients.partner_inboxes(await roster.communities()),
        await reachable.followers(account["id"]),
    )
    return [await desk.seal(draft, inboxes)]
