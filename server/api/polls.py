"""Polls: looking at one and voting in it."""

import msgspec

from models.actions import polls
from models.errors import NotFound
from models.queries import statuses
from models.sql import Row
from server.api.entities.poll import Poll
from server.api.presenting import poll_of, reader_of
from server.call import Call
from server.routing import Nothing, Routes

routes = Routes()


class VoteForm(msgspec.Struct, kw_only=True):
    """The options a member chose, counted from 0."""

    choices: list[int]


async def _post(call: Call[object]) -> Row:
    rows = await statuses.load([call.path_id], call.viewer_id)
    if not rows or rows[0]["poll"] is None:
        raise NotFound(f"poll {call.path_id}")
    return rows[0]


async def _shown(call: Call[object]) -> Poll:
    row = await _post(call)
    reader = reader_of(row["author_id"], call.viewer_id, row["flags"])
    return poll_of(call.desk, row["poll"], reader)


@routes.get("/api/v1/polls/{id}", public=True, scope="read:statuses", entity=Poll)
async def show_poll(call: Call[Nothing]) -> Poll:
    """Show a poll."""
    return await _shown(call)


@routes.post("/api/v1/polls/{id}/votes", scope="write:statuses", form=VoteForm, entity=Poll)
async def vote(call: Call[VoteForm]) -> Poll:
    """Vote in a poll; a vote cannot be changed."""
    await polls.vote(call.home, await call.member(), call.path_id, call.form.choices)
    return await _shown(call)
