"""Visibility: who may read a post, as a pure function.

The same predicate as the SQL of `models/queries/visibility.py`; a property test holds both
together. Whoever already has the facts in hand (streams, notifications, tests) enters here. Nothing
is readable by default: each way to read a post is named below. No decision of the assembly changes
it: it holds under all rules.
"""

from typing import Literal

import msgspec


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What decides about one post and one reader."""

    visibility: Literal["public", "unlisted", "private", "direct"]
    author_id: int
    is_deleted: bool = False
    is_author_gone: bool = False
    """Suspended or deleted."""
    is_blocked: bool = False
    """The author blocks the reader."""
    is_following: bool = False
    """The reader follows the author, and was accepted."""
    is_mentioned: bool = False
    """The post names the reader, silently or not."""
    boosted: "Facts | None" = None
    """The same about what this post boosts."""


def can_see(viewer_id: int | None, facts: Facts) -> bool:
    """Return whether the reader (None: anybody) may read the post; a boost needs both."""
    if not _can_see_one(viewer_id, facts):
        return False
    return facts.boosted is None or _can_see_one(viewer_id, facts.boosted)


def _can_see_one(viewer_id: int | None, facts: Facts) -> bool:
    if facts.is_deleted or facts.is_author_gone:
        return False
    is_open = facts.visibility in ("public", "unlisted")
    if viewer_id is None:
        return is_open
    if viewer_id == facts.author_id:
        return True
    if facts.is_blocked:
        return False
    return is_open or facts.is_mentioned or (facts.visibility == "private" and facts.is_following)
