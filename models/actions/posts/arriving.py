"""Arriving: a post comes into being here, be it our member's or a stranger's.

The one place where rows, threads, communities, counters, timelines and notifications of a new post
come together. A post may arrive before the one it answers: it waits as an orphan, the first of its
own thread, and is put in its place when the parent arrives. Everything here runs in the
transaction of the action that entered.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from models import sql
from models.actions.posts.places import OPEN, Parent, Place
from models.actions.posts.reading import part_steps
from models.actions.posts.spreading import Spread, notify_steps, spread_steps
from models.actions.posts.writing import (
    NewRow,
    first_id,
    mention_steps,
    next_id,
    row_step,
    tag_steps,
    wrapper_row,
)
from models.home import Home
from models.ids import from_milliseconds, to_milliseconds
from models.sql import Step
from models.values.remote_post import RemotePost

_WRAPPER_TRIES: Final = 2


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A post to be written, with whom and what it names."""

    row: NewRow
    parent: Parent | None = None
    place: Place | None = None
    """The community it is let into."""
    mentioned: Sequence[int] = ()
    silent: Sequence[int] = ()
    """Addressed without being named."""
    members: Sequence[int] = ()
    """Those of the mentioned who may have a login here."""
    tags: Sequence[str] = ()
    remote: RemotePost | None = None
    """Where attachments and poll are read from, when it comes from elsewhere."""

    @property
    def is_reply(self) -> bool:
        """Whether it answers something, known here or not."""
        return self.row.in_reply_to_uri is not None

    @property
    def starts_thread(self) -> bool:
        """Whether it is the first post of a thread of its community."""
        place = self.place
        return place is not None and not self.is_reply and place.group_id != self.row.author_id


async def arrive(home: Home, arrival: Arrival) -> int | None:
    """Write a new post and everything that follows from it; None when it is here already."""
    post_id: int | None = first_id(arrival.row)
    while post_id is not None:
        steps = _steps(home, arrival, post_id)
        answers = await sql.together(steps, gated=True)
        if answers[0]:
            orphans = [row["id"] for row in answers[1]]
            if orphans:
                await _gather(arrival, post_id, orphans)
            return post_id
        post_id = await next_id(arrival.row, post_id)
    return None


def _steps(home: Home, arrival: Arrival, post_id: int) -> list[Step]:
    """Return the statements that write a post under this id: itself, its orphans, the rest."""
    row = arrival.row
    steps = [row_step(row, post_id), _orphans_step(row, post_id)]
    steps += mention_steps(post_id, arrival.mentioned, arrival.silent)
    steps += tag_steps(post_id, arrival.tags)
    group_id = None
    if arrival.place is not None and arrival.starts_thread:
        group_id = arrival.place.group_id
        steps += _wrapper_steps(group_id, arrival.place.uri, post_id, row)
    steps += _count_steps(row, arrival.parent)
    parent = arrival.parent
    steps += spread_steps(
        Spread(
            post_id=post_id,
            author_id=row.author_id,
            visibility=row.visibility,
            is_local=row.is_local,
            language=row.language,
            answers=None if parent is None else parent.author_id,
            is_orphan=arrival.is_reply and parent is None,
            group_id=group_id,
        )
    )
    tells_followers = not arrival.is_reply and row.visibility != "direct"
    steps += notify_steps(
        home, post_id, row.author_id, arrival.members, tells_followers=tells_followers
    )
    if arrival.remote is not None:
        steps += part_steps(home, post_id, arrival.remote)
    return steps


def _wrapper_steps(group_id: int, group_uri: str, post_id: int, post: NewRow) -> list[Step]:
    """Return the INSERT of the Group's boost, under the first free of a few ids."""
    wrapper = wrapper_row(group_id, group_uri, post_id, post)
    identifier = first_id(wrapper)
    # Author and boosted post are unique together, so that only one of these has an effect.
    return [row_step(wrapper, identifier + each) for each in range(_WRAPPER_TRIES)]


def _count_steps(row: NewRow, parent: Parent | None) -> list[Step]:
    published = to_milliseconds(row.published_at)
    steps: list[Step] = [
        (
            "UPDATE account SET posts_count = posts_count + 1, revision = revision + 1,"
            " last_post_at = CASE WHEN last_post_at IS NULL OR last_post_at < ? THEN ?"
            " ELSE last_post_at END WHERE id = ?",
            [published, published, row.author_id],
        )
    ]
    if parent is not None:
        steps.append(
            (
                "UPDATE post SET replies_count = replies_count + 1, revision = revision + 1"
                " WHERE id = ?",
                [parent.id],
            )
        )
    return steps


def _orphans_step(row: NewRow, post_id: int) -> Step:
    """Put replies that came before this post under it."""
    return (
        "UPDATE post SET in_reply_to_id = ?, revision = revision + 1"
        " WHERE in_reply_to_uri = ? AND in_reply_to_id IS NULL AND in_reply_to_uri IS NOT NULL"
        " AND deleted_at IS NULL RETURNING id",
        [post_id, row.uri],
    )


async def _gather(arrival: Arrival, post_id: int, heads: list[int]) -> None:
    """Move the threads that orphans had begun into the thread of the post they answer."""
    row, place = arrival.row, arrival.place
    thread_id = post_id if row.thread_id is None else row.thread_id
    await sql.write(
        f"UPDATE post SET thread_id = ? WHERE thread_id IN ({sql.marks(len(heads))})",
        [thread_id, *heads],
    )
    await sql.write(
        "UPDATE post SET replies_count = replies_count + ?, revision = revision + 1 WHERE id = ?",
        [len(heads), post_id],
    )
    if place is not None:
        await claim_replies(thread_id, place.id)


async def claim_replies(thread_id: int, community_id: int) -> None:
    """Let what partners' members had already answered in a thread count to its community."""
    await sql.write(
        "UPDATE post SET community_id = ?, revision = revision + 1"
        " WHERE thread_id = ? AND community_id IS NULL AND boost_of_id IS NULL"
        " AND visibility IN ('public', 'unlisted') AND author_id IN (SELECT a.id FROM account a"
        " JOIN partner p ON p.domain = a.domain AND p.community_id = ? AND p.left_at IS NULL)",
        [community_id, thread_id, community_id],
    )


async def adopt(post_id: int, place: Place) -> bool | None:
    """Let a post that is here already into a community; its host, or a partner's log, vouches.

    Returns whether it starts a thread there, or None when it belonged to a community before or
    may not belong to one.
    """
    adopted = await sql.write(
        "UPDATE post SET community_id = ?, revision = revision + 1 WHERE id = ?"
        " AND community_id IS NULL AND deleted_at IS NULL AND boost_of_id IS NULL"
        f" AND visibility IN ({sql.marks(len(OPEN))}) RETURNING uri, author_id, thread_id,"
        " in_reply_to_uri, language, visibility, published_at, received_at",
        [place.id, post_id, *OPEN],
    )
    if not adopted:
        return None
    row = adopted[0]
    starts = row["in_reply_to_uri"] is None and row["author_id"] != place.group_id
    if starts:
        await _wrap(post_id, place, row)
        await claim_replies(row["thread_id"], place.id)
    return starts


async def _wrap(post_id: int, place: Place, row: sql.Row) -> None:
    post = NewRow(
        uri=row["uri"],
        author_id=row["author_id"],
        published_at=from_milliseconds(row["published_at"]),
        received_at=from_milliseconds(row["received_at"]),
    )
    spread = Spread(
        post_id=post_id,
        author_id=row["author_id"],
        visibility=row["visibility"],
        is_local=False,
        language=row["language"],
        group_id=place.group_id,
    )
    steps = _wrapper_steps(place.group_id, place.uri, post_id, post)
    await sql.together([*steps, *spread_steps(spread)])
