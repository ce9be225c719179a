"""Threads: what stands around a post, what it said before, and who liked or boosted it."""

import msgspec

from models.errors import NotFound
from models.queries import reactions, statuses, threads
from models.sql import Row
from server.api.entities.account import Account
from server.api.entities.history import StatusEdit, StatusSource, present_edits
from server.api.entities.status import Status
from server.api.presenting import accounts_of, statuses_by_id
from server.call import Call, PageForm
from server.routing import Nothing, Routes

routes = Routes()

_ABOVE, _BELOW = 40, 60
"""How much of a thread a reader without a login gets, as at Mastodon."""


class Context(msgspec.Struct, frozen=True):
    """What stands above and below a post."""

    ancestors: list[Status]
    descendants: list[Status]


async def _readable(call: Call[object]) -> int:
    post_id = call.path_id
    if not await statuses.readable([post_id], call.viewer_id):
        raise NotFound(f"post {post_id}")
    return post_id


async def _row(call: Call[object]) -> Row:
    rows = await statuses.load([call.path_id], call.viewer_id)
    if not rows:
        raise NotFound(f"post {call.path_id}")
    return rows[0]


@routes.get("/api/v1/statuses/{id}/context", public=True, scope="read:statuses", entity=Context)
async def show_context(call: Call[Nothing]) -> Context:
    """Show the thread around a post, in the one true order."""
    found = await threads.context(call.home, call.path_id, call.viewer_id)
    above, below = found.ancestors, found.descendants
    if call.viewer_id is None:
        above, below = above[-_ABOVE:], below[:_BELOW]
    shown = await statuses_by_id(call.desk, [*above, *below], call.viewer_id)
    return Context(
        [shown[each] for each in above if each in shown],
        [shown[each] for each in below if each in shown],
    )


@routes.get("/api/v1/statuses/{id}/source", scope="read:statuses", entity=StatusSource)
async def show_source(call: Call[Nothing]) -> StatusSource:
    """Show the own post as it was typed."""
    row = await _row(call)
    if row["author_id"] != call.member_id:
        raise NotFound(f"post {row['id']} is somebody else's")
    return StatusSource(str(row["id"]), row["source"], row["spoiler"])


@routes.get(
    "/api/v1/statuses/{id}/history", public=True, scope="read:statuses", entity=list[StatusEdit]
)
async def show_history(call: Call[Nothing]) -> list[StatusEdit]:
    """Show all versions of a post, the oldest first and the present one last."""
    row = await _row(call)
    earlier = await statuses.history(row["id"], call.viewer_id)
    return present_edits(call.home, row, earlier)


@routes.get(
    "/api/v1/statuses/{id}/favourited_by",
    public=True,
    scope="read:accounts",
    form=PageForm,
    entity=list[Account],
)
async def list_likers(call: Call[PageForm]) -> list[Account]:
    """List who likes a post."""
    post_id = await _readable(call)
    entries = await reactions.liked_by(post_id, call.viewer_id, call.page(call.form, 40, 80))
    return await accounts_of(call.desk, call.link_entries(entries))


@routes.get(
    "/api/v1/statuses/{id}/reblogged_by",
    public=True,
    scope="read:accounts",
    form=PageForm,
    entity=list[Account],
)
async def list_boosters(call: Call[PageForm]) -> list[Account]:
    """List who boosted a post."""
    post_id = await _readable(call)
    entries = await reactions.boosted_by(post_id, call.viewer_id, call.page(call.form, 40, 80))
    return await accounts_of(call.desk, call.link_entries(entries))
