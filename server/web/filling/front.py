"""The front page of a partner: its communities, and the newest posts of its members."""

from models import addresses
from models.queries import statuses, timelines
from models.queries.timelines import Choice
from server.web.filling import posts
from server.web.filling.place import Place
from server.web.filling.slices import Slice
from server.web.views import HomeView, PageView


async def fill(place: Place, part: Slice, path: str) -> HomeView:
    """Return the view; `path` is the request's own path and query."""
    home = place.home
    found = await timelines.public(home, None, part.page, Choice(is_local=True))
    ids = part.shown(found)
    rows = await statuses.load(ids, None)
    older = part.older_url(found, ids[-1] if ids else None)
    return HomeView(
        page=PageView(
            path=path,
            description=place.venture.description,
            canonical_url=f"{home.base_url}/" if part.is_first else None,
            activity_url=addresses.instance_actor(home.base_url),
            next_url=older,
            previous_url=part.newer_url(found, ids[0] if ids else None),
            media_origins=place.venture.media_origins,
        ),
        description=place.venture.description,
        communities=tuple(place.card_of(row) for row in place.venture.communities),
        posts=posts.posts(place, rows),
    )
