"""A community's page: its threads, the one with the newest words first.

The order comes from post ids, so that every partner shows the same one (product.md, concern 18).
"""

from models.ids import from_milliseconds, moment_of
from models.queries import communities, statuses
from models.sql import Row
from server.web.filling import posts
from server.web.filling.place import Place
from server.web.filling.slices import Slice
from server.web.views import CommunityView, PageView, TopicView


async def fill(place: Place, row: Row, part: Slice, path: str) -> CommunityView:
    """Return the view of one of the venture's communities."""
    found = await communities.threads(place.home, None, row["id"], part.page)
    entries = part.shown(found)
    newest = {entry.id: entry.cursor for entry in entries}
    roots = await statuses.load([entry.id for entry in entries], None)
    topics = tuple(
        TopicView(
            post=posts.post(place, root),
            last_reply_at=moment_of(newest[root["id"]])
            if newest[root["id"]] != root["id"]
            else None,
        )
        for root in roots
    )
    return CommunityView(
        page=PageView(
            path=path,
            description=row["summary"],
            canonical_url=row["uri"] if part.is_first else None,
            activity_url=row["uri"],
            next_url=part.older_url(found, entries[-1].cursor if entries else None),
            previous_url=part.newer_url(found, entries[0].cursor if entries else None),
            media_origins=place.venture.media_origins,
        ),
        community=place.card_of(row),
        founded_at=from_milliseconds(row["created_at"]),
        topics=topics,
    )
