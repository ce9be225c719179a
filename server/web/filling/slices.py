"""Slices: which part of a list a page shows, and the addresses of the parts beside it.

`?before=` goes back in time, `?after=` forward again. One row more than shown is asked for, so that
a link to the next part is there exactly when that part is.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

from models.errors import Malformed
from models.queries.paging import Page

T = TypeVar("T")

LENGTH = 20
_DIGITS = 19


class Slice(msgspec.Struct, frozen=True):
    """One part of a list, by the cursor next to which it lies."""

    path: str
    """The address of the list."""
    before: int | None = None
    after: int | None = None

    @property
    def page(self) -> Page:
        """The rows to ask for."""
        return Page(max_id=self.before, min_id=self.after, limit=LENGTH + 1)

    @property
    def is_first(self) -> bool:
        """Whether this is the newest part, under the address of the list itself."""
        return self.before is None and self.after is None

    def shown(self, found: Sequence[T]) -> list[T]:
        """Return what is shown of the found rows, which are newest first."""
        rows = list(found)
        if len(rows) <= LENGTH:
            return rows
        return rows[:LENGTH] if self.after is None else rows[-LENGTH:]

    def older_url(self, found: Sequence[object], oldest: int | None) -> str | None:
        """Return the part before this one; `oldest` is the cursor of the last shown row."""
        is_more = len(found) > LENGTH if self.after is None else True
        return f"{self.path}?before={oldest}" if is_more and oldest is not None else None

    def newer_url(self, found: Sequence[object], newest: int | None) -> str | None:
        """Return the part after this one; `newest` is the cursor of the first shown row."""
        if self.is_first:
            return None
        if newest is None:
            return self.path
        is_newest = self.after is not None and len(found) <= LENGTH
        return None if is_newest else f"{self.path}?after={newest}"


def asked(path: str, query: Mapping[str, str]) -> Slice:
    """Return the part of the list at `path` that the query asks for.

    Errors:
        Malformed: a cursor is no number.
    """
    return Slice(path, _cursor(query, "before"), _cursor(query, "after"))


def _cursor(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise Malformed(f"{name} must be a number")
    return int(text)
