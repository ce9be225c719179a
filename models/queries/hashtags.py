"""Hashtags: what is shown of one besides its timeline.

The API enters here. Only public posts count, so that a tag says nothing about private ones.
"""

from datetime import timedelta

import msgspec

from models import sql
from models.home import Home
from models.ids import boundary, moment_of, to_milliseconds
from models.queries import visibility

_DAYS = 7
_MOST = 5_000
_DAY_MILLISECONDS = 86_400_000


class Day(msgspec.Struct, frozen=True):
    """How often a hashtag was used on one day (UTC)."""

    starts_at: int
    """Milliseconds since 1970."""
    uses: int
    accounts: int


async def history(home: Home, name: str) -> list[Day]:
    """Return the last seven days of a hashtag, today first; days without use included.

    Of very busy tags the newest 5,000 uses count.
    """
    now = home.clock.now()
    today = to_milliseconds(now) // _DAY_MILLISECONDS
    law, values = visibility.readable(None)
    found = await sql.rows(
        "SELECT p.id, p.author_id FROM post_tag t JOIN post p ON p.id = t.post_id"
        f"{visibility.JOINS} WHERE t.name = ? AND t.post_id > ? AND p.visibility = 'public'"
        f" AND {law} ORDER BY t.post_id DESC LIMIT {_MOST}",
        [name.lower(), boundary(now - timedelta(days=_DAYS)), *values],
    )
    authors: dict[int, list[int]] = {today - back: [] for back in range(_DAYS)}
    for row in found:
        day = to_milliseconds(moment_of(row["id"])) // _DAY_MILLISECONDS
        authors.get(day, []).append(row["author_id"])
    return [
        Day(day * _DAY_MILLISECONDS, len(each), len(set(each))) for day, each in authors.items()
    ]
