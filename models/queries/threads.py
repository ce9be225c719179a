"""Threads: what stands above and below a post, in the one true order.

The API's context, the thread page and the ActivityPub context enter here. The order comes from
post ids and from who answers whom, never from when something arrived, so that every partner shows
the same thread in the same order (product.md, concern 18). Hidden posts are left out one by one;
what answers them stays, at the same depth.
"""

from collections import defaultdict

import msgspec

from models import sql
from models.errors import NotFound
from models.home import Home
from models.queries import visibility

_LONGEST = 4_096
"""Most posts of one thread that are read; the oldest ones count."""
_DEEPEST = 512
"""Most ancestors that are followed; also the end of a chain somebody tied into a ring."""

_ABOVE = (
    "WITH RECURSIVE above(id, parent_id, depth) AS ("
    "SELECT id, in_reply_to_id, 1 FROM post WHERE id = ?"
    " UNION ALL SELECT u.id, u.in_reply_to_id, b.depth + 1"
    f" FROM above b JOIN post u ON u.id = b.parent_id WHERE b.depth < {_DEEPEST})"
    f" SELECT p.id FROM above w JOIN post p ON p.id = w.id{visibility.JOINS}"
)


class Context(msgspec.Struct, frozen=True):
    """The surroundings of a post, as ids."""

    ancestors: list[int]
    """From the thread's first post down to the parent."""
    descendants: list[int]
    """Depth first; answers to the same post by id, which is by time."""
    depths: list[int]
    """How far below the post each descendant stands; a direct answer has 1."""


async def context(home: Home, post_id: int, viewer_id: int | None) -> Context:
    """Return what stands around a post.

    Errors:
        NotFound: there is no such post for this reader.
    """
    law, law_values = visibility.readable(viewer_id)
    post = await sql.row(
        "SELECT p.id, p.thread_id, p.in_reply_to_id"
        f" FROM post p{visibility.JOINS} WHERE p.id = ? AND {law}",
        [post_id, *law_values],
    )
    if post is None:
        raise NotFound(f"post {post_id} for reader {viewer_id}")
    wish, wish_values = visibility.wanted(viewer_id, home.clock.now())
    shown, values = f"{law} AND {wish}", [*law_values, *wish_values]
    ancestors: list[int] = []
    if post["in_reply_to_id"] is not None:
        found = await sql.rows(
            f"{_ABOVE} WHERE {shown} ORDER BY w.depth DESC", [post["in_reply_to_id"], *values]
        )
        ancestors = [each for each in dict.fromkeys(row["id"] for row in found) if each != post_id]
    # The oldest posts of the thread, hidden ones included, because they hold their answers.
    members = await sql.rows(
        f"SELECT p.id, p.in_reply_to_id, CASE WHEN {shown} THEN 1 ELSE 0 END AS is_shown"
        f" FROM post p{visibility.JOINS}"
        f" WHERE p.thread_id = ? AND p.boost_of_id IS NULL ORDER BY p.id LIMIT {_LONGEST}",
        [*values, post["thread_id"]],
    )
    descendants, depths = _below(post_id, members)
    return Context(ancestors, descendants, depths)


def _below(post_id: int, members: list[sql.Row]) -> tuple[list[int], list[int]]:
    answers: defaultdict[int, list[sql.Row]] = defaultdict(list)
    for row in reversed(members):
        if row["in_reply_to_id"] is not None:
            answers[row["in_reply_to_id"]].append(row)
    found: list[int] = []
    depths: list[int] = []
    waiting = [(row, 1) for row in answers.pop(post_id, ())]
    while waiting:
        row, depth = waiting.pop()
        if row["is_shown"]:
            found.append(row["id"])
            depths.append(depth)
        waiting.extend((below, depth + 1) for below in answers.pop(row["id"], ()))
    return found, depths
