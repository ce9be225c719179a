"""Visibility: who may read a post, as SQL. The same predicate as `models/rules/visibility.py`.

Every query that returns posts enters here; there is no other place that decides. Statements name
the post `p`, and `JOINS` adds its author `a` and, of a boost, the boosted post `o` and its author
`oa`. `readable` is the law (blocked readers, followers, mentioned ones, tombstones, suspensions);
`unwanted` is the reader's own wish (whom they block or mute), which timelines obey besides and a
post asked for by its address does not.
"""

from datetime import datetime
from typing import Any

from models.ids import to_milliseconds

Clause = tuple[str, list[Any]]
"""A condition and its parameters, in order."""

JOINS = (
    " JOIN account a ON a.id = p.author_id"
    " LEFT JOIN post o ON o.id = p.boost_of_id"
    " LEFT JOIN account oa ON oa.id = o.author_id"
)


def _alive(post: str, author: str) -> str:
    return (
        f"{post}.deleted_at IS NULL AND {author}.suspended_at IS NULL"
        f" AND {author}.deleted_at IS NULL"
    )


def _open(post: str) -> str:
    return f"{post}.visibility IN ('public', 'unlisted')"


def _for_anybody(post: str, author: str) -> str:
    return f"{_alive(post, author)} AND {_open(post)}"


def _for_member(post: str, author: str) -> str:
    """Return the condition for a reader with a login; its four parameters are the reader's id."""
    return (
        f"{_alive(post, author)} AND ({post}.author_id = ? OR (NOT EXISTS"
        f" (SELECT 1 FROM block x WHERE x.account_id = {post}.author_id AND x.target_id = ?)"
        f" AND ({_open(post)} OR EXISTS"
        f" (SELECT 1 FROM mention x WHERE x.post_id = {post}.id AND x.account_id = ?)"
        f" OR ({post}.visibility = 'private' AND EXISTS"
        f" (SELECT 1 FROM follow x WHERE x.follower_id = ? AND x.target_id = {post}.author_id"
        " AND x.state = 'accepted')))))"
    )


def _with_boosted(condition: str, boosted: str) -> str:
    return f"{condition} AND (p.boost_of_id IS NULL OR ({boosted}))"


_ANYBODY = _with_boosted(_for_anybody("p", "a"), _for_anybody("o", "oa"))
_MEMBER = _with_boosted(_for_member("p", "a"), _for_member("o", "oa"))
_HIDDEN = (
    "SELECT target_id FROM block WHERE account_id = ? UNION ALL"
    " SELECT target_id FROM mute WHERE account_id = ? AND (expires_at IS NULL OR expires_at > ?)"
)
_UNWANTED = (
    f"(p.author_id IN ({_HIDDEN}) OR (p.boost_of_id IS NOT NULL AND o.author_id IN ({_HIDDEN})))"
)
_UNWANTED_BOOSTED = f"(p.boost_of_id IS NOT NULL AND o.author_id IN ({_HIDDEN}))"


def readable(viewer_id: int | None) -> Clause:
    """Return the condition under which the reader (None: anybody) may read `p`."""
    if viewer_id is None:
        return _ANYBODY, []
    return _MEMBER, [viewer_id] * 8


def wanted(viewer_id: int | None, now: datetime) -> Clause:
    """Return the condition under which `p` is by nobody whom the reader blocks or mutes."""
    if viewer_id is None:
        return "1 = 1", []
    return f"NOT {_UNWANTED}", [viewer_id, viewer_id, to_milliseconds(now)] * 2


def wanted_boosts(viewer_id: int | None, now: datetime) -> Clause:
    """Return the same for what `p` boosts only: a muted person's own profile stays readable."""
    if viewer_id is None:
        return "1 = 1", []
    return f"NOT {_UNWANTED_BOOSTED}", [viewer_id, viewer_id, to_milliseconds(now)]
