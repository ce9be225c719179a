"""Reactions: liking, boosting and bookmarking, and the lists of what a member liked and marked."""

import msgspec

from models.actions import posts, reactions
from models.queries import reactions as lists
from models.values.member import Visibility
from server.api.entities.status import Status
from server.api.presenting import own_status, page_of, status_bytes
from server.call import Call, PageForm
from server.routing import Nothing, Routes

routes = Routes()


class BoostForm(msgspec.Struct, kw_only=True):
    """For whom a boost is."""

    visibility: Visibility | None = None


@routes.post("/api/v1/statuses/{id}/favourite", scope="write:favourites", entity=Status)
async def like_status(call: Call[Nothing]) -> bytes:
    """Like a post."""
    await reactions.like(call.home, await call.member(), call.path_id)
    return await status_bytes(call.desk, call.path_id, call.member_id)


@routes.post("/api/v1/statuses/{id}/unfavourite", scope="write:favourites", entity=Status)
async def unlike_status(call: Call[Nothing]) -> bytes:
    """Like a post no longer."""
    shown = call.path_id
    await status_bytes(call.desk, shown, call.member_id)
    await reactions.unlike(call.home, await call.member(), shown)
    return await status_bytes(call.desk, shown, call.member_id)


@routes.post("/api/v1/statuses/{id}/reblog", scope="write:statuses", form=BoostForm, entity=Status)
async def boost_status(call: Call[BoostForm]) -> bytes:
    """Boost a post; the answer is the boost, which has an id of its own."""
    visibility = call.form.visibility or "public"
    boost = await posts.boost(call.home, await call.member(), call.path_id, visibility)
    return await own_status(call.desk, boost.id, call.member_id)


@routes.post(
    "/api/v1/statuses/{id}/unreblog",
    scope="write:statuses",
    entity=Status,
    limit="removals",
)
async def unboost_status(call: Call[Nothing]) -> bytes:
    """Take a boost back; the answer is the boosted post."""
    post_id = call.path_id
    await status_bytes(call.desk, post_id, call.member_id)
    await posts.unboost(call.home, await call.member(), post_id)
    return await status_bytes(call.desk, post_id, call.member_id)


@routes.post("/api/v1/statuses/{id}/bookmark", scope="write:bookmarks", entity=Status)
async def bookmark_status(call: Call[Nothing]) -> bytes:
    """Remember a post."""
    await reactions.bookmark(call.home, await call.member(), call.path_id)
    return await status_bytes(call.desk, call.path_id, call.member_id)


@routes.post("/api/v1/statuses/{id}/unbookmark", scope="write:bookmarks", entity=Status)
async def unbookmark_status(call: Call[Nothing]) -> bytes:
    """Remember a post no longer."""
    post_id = call.path_id
    await status_bytes(call.desk, post_id, call.member_id)
    await reactions.unbookmark(call.home, await call.member(), post_id)
    return await status_bytes(call.desk, post_id, call.member_id)


@routes.get("/api/v1/bookmarks", scope="read:bookmarks", form=PageForm, entity=list[Status])
async def list_bookmarks(call: Call[PageForm]) -> bytes:
    """List what the member remembered."""
    entries = await lists.bookmarks(call.member_id, call.page(call.form))
    return await page_of(call.desk, call.link_entries(entries), call.member_id)


@routes.get("/api/v1/favourites", scope="read:favourites", form=PageForm, entity=list[Status])
async def list_favourites(call: Call[PageForm]) -> bytes:
    """List what the member liked."""
    entries = await lists.likes(call.member_id, call.page(call.form))
    return await page_of(call.desk, call.link_entries(entries), call.member_id)
