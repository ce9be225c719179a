"""Fragments: posts that were serialised already, kept as bytes until they change.

The API's presenters enter here. A fragment is the part of a status that is the same for every
reader; it is good as long as the revisions it was made from (of the post, its author and, for a
boost, of what it boosts) are those of now. Bounded: when it is full, the older half is forgotten.
"""

from typing import Any

import msgspec

_MOST = 4_000


State = tuple[int | None, ...]
"""Revisions of a post and its author, and of the boosted post and its author."""


class Fragment(msgspec.Struct, frozen=True):
    """A serialised post, without what depends on the reader or on the hour."""

    state: State
    author_id: int
    boost_of_id: int | None
    head: bytes
    """A JSON object without its closing brace."""
    poll: dict[str, Any] | None
    """The row of its poll; how it looks depends on the reader and on the time."""


class Fragments:
    """The fragments of one process."""

    def __init__(self) -> None:
        self._kept: dict[int, Fragment] = {}

    def get(self, post_id: int, state: State) -> Fragment | None:
        """Return the fragment of a post in exactly this state, or None."""
        kept = self._kept.get(post_id)
        return kept if kept is not None and kept.state == state else None

    def put(self, post_id: int, fragment: Fragment) -> None:
        """Keep a fragment; an older one of the same post goes."""
        if len(self._kept) >= _MOST:
            for old in list(self._kept)[: _MOST // 2]:
                del self._kept[old]
        # The newest stands last, so that the older half is really the older one.
        self._kept.pop(post_id, None)
        self._kept[post_id] = fragment
