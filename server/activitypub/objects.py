"""Objects and activities under their own ids.

Some peers believe an activity only after fetching it (NodeBB), others show a post only from its
origin (Mastodon), so everything public that we ever sent can be fetched, byte for byte as it was
signed. A post for few readers is shown to a signed request of one of them; to anybody else it does
not exist.
"""

from aiohttp import web

from federation.objects import note
from federation.signatures.proof import add_proof
from models.errors import Gone, NotFound
from models.ids import from_milliseconds
from models.queries import activities, documents, statuses
from server.activitypub.answers import asked_uri, document
from server.activitypub.readers import signed_reader
from server.keys import ASSEMBLY

routes = web.RouteTableDef()


async def show_post(request: web.Request) -> web.StreamResponse:
    """Show a post with its author's proof, or a Tombstone once it was deleted."""
    uri = asked_uri(request)
    facts = await documents.post_by_uri(uri)
    if facts is None or not facts.post["is_local"] or facts.post["boost_of_id"] is not None:
        raise NotFound(uri)
    assembly = request.app[ASSEMBLY]
    if facts.post["deleted_at"] is not None:
        answer = document(note.document(assembly.home, facts))
        answer.set_status(410)
        return answer
    is_open = facts.post["visibility"] in ("public", "unlisted")
    if not is_open:
        reader = await signed_reader(request)
        if reader is None or not await statuses.readable([facts.post["id"]], reader.id):
            raise NotFound(uri)
    pair = await assembly.federation.signers.pair(facts.post["author_id"])
    changed = from_milliseconds(facts.post["edited_at"] or facts.post["published_at"])
    proven = add_proof(note.document(assembly.home, facts), pair.ed25519, changed)
    return document(proven, is_private=not is_open)


@routes.get("/users/{username}/posts/{token}/activity", name="create_activity")
@routes.get("/activities/{token}", name="activity")
@routes.get("/c/{slug}/announces/{form}/{name}", name="announce")
async def show_activity(request: web.Request) -> web.StreamResponse:
    """Show an activity of ours exactly as it was sent."""
    uri = asked_uri(request)
    found = await activities.by_uri(uri)
    if found is None or not found.is_local or not found.is_public:
        raise NotFound(uri)
    if found.body is None:
        raise Gone(uri)
    return document(found.body)
