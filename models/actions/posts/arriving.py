"""Arriving: a post comes into being here, be it our member's or a stranger's.

The one place where rows, threads, communities, counters, timelines and notifications of a new post
come together. A post may arrive before the one it answers: it waits as an orphan, the first of its
own thread, and is put in its place when the parent arrives. Everything here runs in the
transaction of the action that entered.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from models import sql
from models.actions.posts.places import OPEN, Parent, Place
from models.actions.posts.spreading import Spread, notify, spread
from models.actions.posts.writing import NewRow, insert, insert_wrapper, mention, tag
from models.home import Home
from models.ids import from_milliseconds, to_milliseconds


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
    row = arrival.row
    post_id = await insert(row)
    if post_id is None:
        return None
    await mention(post_id, arrival.mentioned, arrival.silent)
    await tag(post_id, arrival.tags)
    wrapper_id = None
    if arrival.place is not None and arrival.starts_thread:
        wrapper_id = await insert_wrapper(
            arrival.place.group_id,
            arrival.place.uri,
            post_id,
            row.uri,
            (row.published_at, row.received_at),
        )
    await _count(row, arrival.parent)
    await _gather_orphans(row, post_id, arrival.place)
    await spread(_spread(arrival, post_id, wrapper_id))
    await notify(
        home,
        post_id,
        row.author_id,
        list(arrival.members),
        tells_followers=not arrival.is_reply and row.visibility != "direct",
    )
    return post_id


def _spread(arrival: Arrival, post_id: int, wrapper_id: int | None) -> Spread:
    row, parent, place = arrival.row, arrival.parent, arrival.place
    return Spread(
        post_id=post_id,
        author_id=row.author_id,
        visibility=row.visibility,
        is_local=row.is_local,
        language=row.language,
        answers=None if parent is None else parent.author_id,
        is_orphan=arrival.is_reply and parent is None,
        wrapper=None if wrapper_id is None or place is None else (place.group_id, wrapper_id),
    )


async def _count(row: NewRow, parent: Parent | None) -> None:
    published = to_milliseconds(row.published_at)
    await sql.write(
        "UPDATE account SET posts_count = posts_count + 1, revision = revision + 1, last_post_at ="
        " CASE WHEN last_post_at IS NULL OR last_post_at < ? THEN ? ELSE last_post_at END"
        " WHERE id = ?",
        [published, published, row.author_id],
    )
    if parent is not None:
        await sql.write(
            "UPDATE post SET replies_count = replies_count + 1, revision = revision + 1"
            " WHERE id = ?",
            [parent.id],
        )


async def _gather_orphans(row: NewRow, post_id: int, place: Place | None) -> None:
    """Put replies that came before this post under it, with the threads they had begun."""
    thread_id = post_id if row.thread_id is None else row.thread_id
    orphans = await sql.write(
        "UPDATE post SET in_reply_to_id = ?, revision = revision + 1"
        " WHERE in_reply_to_uri = ? AND in_reply_to_id IS NULL AND in_reply_to_uri IS NOT NULL"
        " AND deleted_at IS NULL RETURNING id",
        [post_id, row.uri],
    )
    if not orphans:
        return
    heads = [orphan["id"] for orphan in orphans]
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
    times: tuple[datetime, datetime] = (
        from_milliseconds(row["published_at"]),
        from_milliseconds(row["received_at"]),
    )
    wrapper_id = await insert_wrapper(place.group_id, place.uri, post_id, row["uri"], times)
    if wrapper_id is not None:
        await spread(
            Spread(
                post_id=post_id,
                author_id=row["author_id"],
                visibility=row["visibility"],
                is_local=False,
                language=row["language"],
                wrapper=(place.group_id, wrapper_id),
            )
        )
