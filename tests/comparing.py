"""Comparing: what partners must agree on, by content and not by row.

A community is a set of threads; a thread is a tree of posts, each with its author, text, counts and
fate, in one order. What only concerns one instance (home timelines, read marks, times of arrival)
is left out. `double_effects` looks for what happened twice at one instance.
"""

import json
from typing import Any

import msgspec

from tests.instances import Instance

_POSTS = """
SELECT p.id, p.uri, a.uri AS author, p.content, p.spoiler, p.type, p.visibility, p.language,
       r.uri AS parent, t.uri AS thread, p.likes_count, p.boosts_count, p.replies_count,
       p.edited_at, p.deleted_at, o.options, o.voters_count
  FROM post p
  JOIN account a ON a.id = p.author_id
  LEFT JOIN post r ON r.id = p.in_reply_to_id
  LEFT JOIN post t ON t.id = p.thread_id
  LEFT JOIN poll o ON o.post_id = p.id
 WHERE (p.community_id IS NOT NULL OR p.deleted_at IS NOT NULL) AND p.boost_of_id IS NULL
 ORDER BY p.id
"""
_WRAPPERS = """
SELECT p.id, p.uri, b.uri AS boosted FROM post p JOIN account a ON a.id = p.author_id
  JOIN post b ON b.id = p.boost_of_id WHERE a.type = 'Group' AND p.deleted_at IS NULL ORDER BY p.id
"""
_DOUBLES = {
    "likes miscounted": "SELECT p.uri FROM post p WHERE p.community_id IS NOT NULL AND"
    " p.deleted_at IS NULL AND p.likes_count <>"
    " (SELECT count(*) FROM post_like l WHERE l.post_id = p.id)",
    "boosts miscounted": "SELECT p.uri FROM post p WHERE p.community_id IS NOT NULL AND"
    " p.deleted_at IS NULL AND p.boosts_count <> (SELECT count(*) FROM post b JOIN account a"
    " ON a.id = b.author_id WHERE b.boost_of_id = p.id AND b.deleted_at IS NULL"
    " AND a.type <> 'Group')",
    "replies miscounted": "SELECT p.uri FROM post p WHERE p.community_id IS NOT NULL AND"
    " p.deleted_at IS NULL AND p.boost_of_id IS NULL AND p.replies_count <> (SELECT count(*)"
    " FROM post c WHERE c.in_reply_to_id = p.id AND c.deleted_at IS NULL)",
    "a log with a gap": "SELECT community_id FROM activity WHERE seq IS NOT NULL"
    " GROUP BY community_id HAVING max(seq) <> count(*)",
    "an unfinished fault": "SELECT id, reason FROM receipt WHERE state = 'parked'",
}
"""What a second effect or half an effect would leave behind; rows are unique by the schema."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A post of a community, as every partner must show it."""

    id: int
    uri: str
    author: str
    parent: str | None
    thread: str | None
    text: str
    spoiler: str
    visibility: str
    likes: int
    boosts: int
    replies: int
    poll: tuple[tuple[str, int], ...] | None
    voters: int | None
    is_edited: bool


class State(msgspec.Struct, frozen=True, kw_only=True):
    """A community at one partner."""

    posts: tuple[Said, ...]
    deleted: frozenset[str]
    """Tombstones, with those of posts that came deleted and so never named their community."""
    boosted: tuple[tuple[int, str], ...]
    """What the Group boosts, in order, with the ids of the boosts."""

    @property
    def texts(self) -> list[str]:
        """What was said, in order."""
        return [each.text for each in self.posts]


async def state(instance: Instance) -> State:
    """Read the community at a partner."""
    rows = await instance.rows(_POSTS)
    wrappers = await instance.rows(_WRAPPERS)
    return State(
        posts=tuple(_said(row) for row in rows if row["deleted_at"] is None),
        deleted=frozenset(row["uri"] for row in rows if row["deleted_at"] is not None),
        boosted=tuple((row["id"], row["boosted"]) for row in wrappers),
    )


def _said(row: dict[str, Any]) -> Said:
    poll = None
    if row["options"] is not None:
        options = row["options"]
        raw = json.loads(options) if isinstance(options, str) else options
        poll = tuple((each["title"], each["votes"]) for each in raw)
    return Said(
        id=row["id"],
        uri=row["uri"],
        author=row["author"],
        parent=row["parent"],
        thread=row["thread"],
        text=row["content"],
        spoiler=row["spoiler"],
        visibility=row["visibility"],
        likes=row["likes_count"],
        boosts=row["boosts_count"],
        replies=row["replies_count"],
        poll=poll,
        voters=row["voters_count"],
        is_edited=row["edited_at"] is not None,
    )


async def agree(*instances: Instance) -> State:
    """Fail unless all of these show the same; returns what they show."""
    first, *others = [(each.name, await state(each)) for each in instances]
    for name, other in others:
        assert other == first[1], f"{first[0]} and {name} differ:\n" + "\n".join(
            difference(first[1], other)
        )
    return first[1]


def difference(one: State, other: State) -> list[str]:
    """Return what the first has otherwise than the second, a line each."""
    mine = {each.uri: each for each in one.posts}
    theirs = {each.uri: each for each in other.posts}
    lines = [f"  - {uri} {mine[uri].text[:60]!r}" for uri in mine.keys() - theirs.keys()]
    lines += [f"  + {uri} {theirs[uri].text[:60]!r}" for uri in theirs.keys() - mine.keys()]
    for uri in mine.keys() & theirs.keys():
        for name in Said.__struct_fields__:
            pair = getattr(mine[uri], name), getattr(theirs[uri], name)
            if pair[0] != pair[1]:
                lines.append(f"  ! {uri} {name}: {pair[0]!r} / {pair[1]!r}")
    lines += [f"  deleted at one only: {uri}" for uri in one.deleted ^ other.deleted]
    lines += [f"  boosted at one only: {each}" for each in set(one.boosted) ^ set(other.boosted)]
    return sorted(lines)


async def double_effects(*instances: Instance) -> list[str]:
    """Return what happened twice or was miscounted at one of these."""
    return [
        f"{each.name}: {what}: {row}"
        for each in instances
        for what, statement in _DOUBLES.items()
        for row in await each.rows(statement)
    ]


async def settled(*instances: Instance) -> None:
    """Fail while something waits to be published, sent or given its effect."""
    for each in instances:
        for what, statement in (
            ("events", "SELECT count(*) AS n FROM event WHERE state = 'new'"),
            ("receipts", "SELECT count(*) AS n FROM receipt WHERE state IN ('new', 'deferred')"),
            ("deliveries", "SELECT count(*) AS n FROM delivery"),
        ):
            waiting = await each.value(statement)
            assert waiting == 0, f"{waiting} {what} wait at {each.name}"
