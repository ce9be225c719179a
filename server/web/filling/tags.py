"""The page of a hashtag: the public posts that carry it, newest first."""

from models.queries import statuses, timelines
from server.web.filling import posts
from server.web.filling.place import Place
from server.web.filling.slices import Slice
from server.web.views import PageView, TagView


async def fill(place: Place, name: str, part: Slice, path: str) -> TagView:
    """Return the view of a hashtag, which may have no posts at all."""
    found = await timelines.tag(place.home, None, name, part.page)
    ids = part.shown(found)
    rows = await statuses.load(ids, None)
    written = next(
        (tag["display"] for row in rows for tag in row["tags"] if tag["name"] == name.lower()), name
    )
    return TagView(
        page=PageView(
            path=path,
            canonical_url=f"{place.base_url}{part.path}" if part.is_first else None,
            next_url=part.older_url(found, ids[-1] if ids else None),
            previous_url=part.newer_url(found, ids[0] if ids else None),
            media_origins=place.venture.media_origins,
            is_indexable=False,
        ),
        name=written,
        posts=posts.posts(place, rows),
    )
