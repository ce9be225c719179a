"""Posts: Create, Update and Delete of what our members write, and the counts of their polls."""

from federation import recipients
from federation.contexts import PUBLIC
from federation.objects import note
from federation.publishing import groups
from federation.publishing.desk import Desk, Draft
from federation.publishing.groups import Said
from models import addresses
from models.actions.deliveries import Inbox
from models.actions.outgoing import Parcel
from models.events import PollTallied, PostEdited, PostPublished, PostWithdrawn
from models.queries import documents
from models.queries import recipients as reachable
from models.queries.documents import PostFacts
from models.values.roster import Roster


async def published(desk: Desk, event: PostPublished) -> list[Parcel]:
    """Tell of a new post; nothing if it is deleted already, its Delete is another event."""
    facts = await _living(event.post_id)
    if facts is None:
        return []
    return await _told(desk, facts, "Create", addresses.create(facts.post["uri"]), ())


async def edited(desk: Desk, event: PostEdited) -> list[Parcel]:
    """Tell of a post's newest form, once for several edits that were not yet told."""
    facts = await _living(event.post_id)
    return [] if facts is None else await _told(desk, facts, "Update", "", ())


async def tallied(desk: Desk, event: PollTallied) -> list[Parcel]:
    """Tell the counts of a poll of ours to its readers and to everybody who voted."""
    facts = await _living(event.post_id)
    if facts is None:
        return []
    voters = await reachable.voters(event.post_id)
    return await _told(desk, facts, "Update", "", voters)


async def withdrawn(desk: Desk, event: PostWithdrawn) -> list[Parcel]:
    """Tell that a post is gone, to all who got it and to all who answered it."""
    facts = await documents.post(event.post_id)
    if facts is None or facts.post["deleted_at"] is None:
        return []
    return await _told(desk, facts, "Delete", "", await reachable.involved(event.post_id))


async def _living(post_id: int) -> PostFacts | None:
    facts = await documents.post(post_id)
    return None if facts is None or facts.post["deleted_at"] is not None else facts


async def _told(
    desk: Desk, facts: PostFacts, kind: str, uri: str, others: list[str] | tuple[str, ...]
) -> list[Parcel]:
    """Return the activity about a post and, at the host of its community, the Announces of it."""
    post = facts.post
    is_open = post["visibility"] in ("public", "unlisted")
    roster = await recipients.of_community(post["community_id"]) if is_open else None
    to, cc = note.audience(facts)
    wire = note.to_wire(desk.home, facts)
    draft = Draft(
        type=kind,
        uri=uri,
        actor_uri=post["author_uri"],
        signer_id=post["author_id"],
        object=await desk.signed(wire, post["author_id"]) if kind != "Delete" else wire,
        object_uri=post["uri"],
        to=to if is_open or kind != "Delete" or to else [PUBLIC],
        cc=cc,
        audience=post["group_uri"],
        community_id=roster.community_id if roster is not None else None,
        erases=post["uri"] if kind == "Delete" else None,
    )
    inboxes = await _inboxes(desk, facts, roster, others)
    parcel = await desk.seal(draft, inboxes)
    if roster is None or not roster.is_hosted:
        return [parcel]
    said = Said(
        uri=parcel.uri,
        type=kind,
        actor_uri=parcel.actor_uri,
        object_uri=parcel.object_uri,
        body=parcel.body,
        starts_thread=post["in_reply_to_uri"] is None,
        is_ours=True,
    )
    return [parcel, *await groups.announced(desk, roster, said)]


async def _inboxes(
    desk: Desk, facts: PostFacts, roster: Roster | None, others: list[str] | tuple[str, ...]
) -> list[Inbox]:
    post = facts.post
    inboxes = await recipients.of_post(
        desk.home, post["id"], post["author_id"], post["visibility"], roster
    )
    partners = [inbox for inbox in inboxes if inbox.is_partner]
    return recipients.collected(desk.home, partners, [inbox.url for inbox in inboxes], others)
