"""Timelines: which posts stand on a page, as ids; `statuses` loads what they say.

The API, the pages and the feeds enter here. Ids come first because most readers already hold the
serialised post and only ask whether it is still the same (`statuses.stamps`). Every timeline is
one statement over one index range; what the reader may not or does not want to see is skipped
within it. Nothing here changes a row.
"""

import msgspec

from models.home import Home
from models.queries import visibility
from models.queries.paging import Page
from models.queries.selection import select
from models.queries.statuses import STAMP, Stamp
from models.queries.visibility import Clause
from models.sql import Row

_NO_REPLY = (
    "((p.in_reply_to_id IS NULL AND p.in_reply_to_uri IS NULL) OR EXISTS"
    " (SELECT 1 FROM post r WHERE r.id = p.in_reply_to_id AND r.author_id = p.author_id))"
)
_MEDIA = "EXISTS (SELECT 1 FROM media f WHERE f.post_id = p.id)"
_PARTNERS = "SELECT q.domain FROM partner q WHERE q.left_at IS NULL"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of a timeline the reader chose; the default is all of it."""

    is_local: bool | None = None
    """True: by our own members only. False: by others only."""
    has_media: bool = False
    has_replies: bool = True
    has_boosts: bool = True
    tag: str | None = None

    def clauses(self) -> list[Clause]:
        """Return the conditions this choice adds."""
        chosen: list[Clause] = []
        if self.is_local is not None:
            chosen.append((f"p.is_local = {'TRUE' if self.is_local else 'FALSE'}", []))
        if self.has_media:
            chosen.append((_MEDIA, []))
        if not self.has_replies:
            chosen.append((_NO_REPLY, []))
        if not self.has_boosts:
            chosen.append(("p.boost_of_id IS NULL", []))
        if self.tag is not None:
            tagged = "EXISTS (SELECT 1 FROM post_tag k WHERE k.post_id = p.id AND k.name = ?)"
            chosen.append((tagged, [self.tag.lower()]))
        return chosen


_EVERYTHING = Choice()


async def _ids(page: Page, column: str, source: str, clauses: list[Clause]) -> list[int]:
    return [row["id"] for row in await select(page, column, source, clauses)]


async def home(home: Home, viewer_id: int, page: Page) -> list[int]:
    """Return a page of a member's home timeline.

    A community's boost is left out when the boosted post itself stands in this home, because the
    member follows its author (client-api.md §4.2).
    """
    return [row["id"] for row in await _home(home, viewer_id, page, "p.id")]


async def stamped_home(home: Home, viewer_id: int, page: Page) -> list[Stamp]:
    """Return the same page with the stamps of its posts: the busiest page saves a statement."""
    return [Stamp(**row) for row in await _home(home, viewer_id, page, STAMP)]


async def _home(home: Home, viewer_id: int, page: Page, shown: str) -> list[Row]:
    twice = (
        "NOT (p.boost_of_id IS NOT NULL AND a.type = 'Group' AND EXISTS"
        " (SELECT 1 FROM home_entry e WHERE e.owner_id = ? AND e.post_id = p.boost_of_id))"
    )
    clauses: list[Clause] = [
        ("h.owner_id = ?", [viewer_id]),
        visibility.readable(viewer_id),
        visibility.wanted(viewer_id, home.clock.now()),
        (twice, [viewer_id]),
    ]
    source = "home_entry h JOIN post p ON p.id = h.post_id"
    return await select(page, "h.post_id", source, clauses, shown)


async def public(
    home: Home, viewer_id: int | None, page: Page, choice: Choice = _EVERYTHING
) -> list[int]:
    """Return a page of the whole venture: our members, our communities and our partners' members.

    No boosts, and no replies except to oneself. People from elsewhere appear in the communities
    they post into, and here only by that.
    """
    clauses: list[Clause] = [
        ("p.visibility = 'public' AND p.boost_of_id IS NULL", []),
        (_NO_REPLY, []),
        visibility.readable(viewer_id),
        visibility.wanted(viewer_id, home.clock.now()),
        *choice.clauses(),
    ]
    if choice.is_local is not True:
        ours = f"(p.is_local = TRUE OR p.community_id IS NOT NULL OR a.domain IN ({_PARTNERS}))"
        clauses.append((ours, []))
    return await _ids(page, "p.id", "post p", clauses)


async def community(
    home: Home,
    viewer_id: int | None,
    community_id: int,
    page: Page,
    choice: Choice = _EVERYTHING,
) -> list[int]:
    """Return a page of the threads of a community by their first posts, newest first.

    Depends on post ids alone, so that every partner shows the same order. Replies stand in their
    threads; `communities.threads` orders by newest activity.
    """
    clauses: list[Clause] = [
        ("p.community_id = ? AND p.boost_of_id IS NULL AND p.thread_id = p.id", [community_id]),
        visibility.readable(viewer_id),
        visibility.wanted(viewer_id, home.clock.now()),
        *choice.clauses(),
    ]
    return await _ids(page, "p.id", "post p", clauses)


async def tag(
    home: Home, viewer_id: int | None, name: str, page: Page, choice: Choice = _EVERYTHING
) -> list[int]:
    """Return a page of the public posts with a hashtag, however it is written."""
    clauses: list[Clause] = [
        ("t.name = ?", [name.lower()]),
        ("p.visibility = 'public' AND p.boost_of_id IS NULL", []),
        visibility.readable(viewer_id),
        visibility.wanted(viewer_id, home.clock.now()),
        *choice.clauses(),
    ]
    return await _ids(page, "t.post_id", "post_tag t JOIN post p ON p.id = t.post_id", clauses)


async def account(
    home: Home,
    viewer_id: int | None,
    account_id: int,
    page: Page,
    choice: Choice = _EVERYTHING,
) -> list[int]:
    """Return a page of what an account posted and boosted, as far as this reader may see it.

    A person whom the reader mutes stays readable on their own profile; their boosts of people
    whom the reader mutes or blocks do not show.
    """
    clauses: list[Clause] = [
        ("p.author_id = ?", [account_id]),
        visibility.readable(viewer_id),
        visibility.wanted_boosts(viewer_id, home.clock.now()),
        *choice.clauses(),
    ]
    return await _ids(page, "p.id", "post p", clauses)
