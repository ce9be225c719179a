"""A profile's page: a member's own words about themselves, and their newest public posts."""

from models.ids import from_milliseconds
from models.queries import communities, profiles, statuses
from models.sql import Row
from models.text import excerpt
from server.web.filling import people, posts
from server.web.filling.place import Place
from server.web.filling.slices import Slice
from server.web.views import PageView, ProfileView, SafeHtml

_DESCRIPTION_LENGTH = 200


async def fill(place: Place, account: Row, part: Slice, path: str) -> ProfileView:
    """Return the view of one of our own accounts."""
    # Most words of a community are answers, so a profile without them would often look empty.
    found = await profiles.posts(place.home, None, account["id"], part.page, has_replies=True)
    ids = part.shown(found)
    rows = await statuses.load(ids, None)
    joined = {row["id"] for row in await communities.joined(account["id"])}
    who = people.person(place, account)
    header = people.picture(place, account["header_url"])
    return ProfileView(
        page=PageView(
            path=path,
            kind="profile",
            description=excerpt(account["note"], _DESCRIPTION_LENGTH),
            canonical_url=account["url"] if part.is_first else None,
            activity_url=account["uri"],
            image_url=who.avatar_url,
            creator_handle=who.handle,
            next_url=part.older_url(found, ids[-1] if ids else None),
            previous_url=part.newer_url(found, ids[0] if ids else None),
            media_origins=place.venture.media_origins,
            is_indexable=account["is_indexable"],
        ),
        person=who,
        bio=SafeHtml(account["note"]),
        posts=posts.posts(place, rows),
        fields=people.profile_fields(account),
        header_url=header,
        joined_at=from_milliseconds(account["created_at"]),
        communities=tuple(
            place.card_of(row) for row in place.venture.communities if row["id"] in joined
        ),
        post_count=account["posts_count"],
        following_count=account["following_count"],
        follower_count=account["followers_count"],
        is_locked=account["is_locked"],
    )
