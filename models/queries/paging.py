"""Pages: one slice of a long list, in the three ways in which clients ask for it.

Every query that pages enters here. `max_id` goes back in time, `since_id` shows the newest and may
leave a gap, `min_id` shows what stands directly above a known entry; answers are always newest
first. Bounds are exclusive, and hidden rows are skipped inside the statement that reads the range,
so that a page is short only where the list ends. A bound is a number already: text was refused
by whoever read the request.
"""

from collections.abc import Sequence
from typing import TypeVar

import msgspec

T = TypeVar("T")

_LARGEST = 2**63 - 1
_BATCH = 20


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What part of a list is asked for; numbers beyond 63 bits count as the nearest one inside."""

    max_id: int | None = None
    since_id: int | None = None
    min_id: int | None = None
    limit: int = 20

    def span(self, column: str) -> tuple[str, list[int]]:
        """Return the condition on `column`, always with both ends, and its two parameters.

        Both ends are always bound, so that each query has one text and always reads a range.
        """
        upper = _LARGEST if self.max_id is None else self.max_id
        lower = max(self.since_id or 0, self.min_id or 0)
        inside = [min(max(upper, 0), _LARGEST), min(max(lower, 0), _LARGEST)]
        return f"{column} < ? AND {column} > ?", inside

    def ordered(self, column: str) -> str:
        """Return the ORDER BY and LIMIT clause; its one parameter is `limit`."""
        return f" ORDER BY {column} {'DESC' if self.min_id is None else 'ASC'} LIMIT ?"

    def newest_first(self, found: Sequence[T]) -> list[T]:
        """Return rows in the order they are shown."""
        return list(found) if self.min_id is None else list(reversed(found))


class Entry(msgspec.Struct, frozen=True):
    """One row of a list whose cursor is not the id of what it shows (followers, bookmarks)."""

    cursor: int
    id: int


def batch(ids: Sequence[int]) -> list[int]:
    """Return `ids` filled up with repetitions to a multiple of 20, for an IN list.

    Lists of few different lengths make few different statements, which both databases keep
    prepared. `ids` has at least one.
    """
    return [*ids, *[ids[-1]] * (-len(ids) % _BATCH)]
