"""Spreading: who finds a post in the home timeline, and who is notified of it.

Entries are written once, when the post arrives, with one INSERT over the followers, so that a home
page is one index range. Only people with a login have a home. Blocks and mutes are obeyed when a
page is read; notifications obey them here.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import msgspec

from models import ids, sql
from models.home import Home
from models.ids import to_milliseconds
from models.sql import Step

_MEMBERS: Final = " FROM follow f JOIN member m ON m.account_id = f.follower_id"
_OF_THE_AUTHOR: Final = (
    "INSERT INTO home_entry (owner_id, post_id) SELECT f.follower_id, CAST(? AS BIGINT)"
    f"{_MEMBERS} WHERE f.target_id = ? AND f.state = 'accepted'"
)
_OF_THE_GROUP: Final = (
    # Who follows the author gets the post itself, everybody else the Group's boost of it.
    "INSERT INTO home_entry (owner_id, post_id) SELECT f.follower_id, CASE WHEN"
    " MAX(CASE WHEN f.target_id = ? THEN 1 ELSE 0 END) = 1"
    " THEN CAST(? AS BIGINT) ELSE MAX(w.id) END"
    f"{_MEMBERS} JOIN post w ON w.author_id = ? AND w.boost_of_id = ?"
    " WHERE f.target_id IN (?, ?) AND f.state = 'accepted' AND f.follower_id <> ?"
)
_FOLLOWS_PARENT: Final = (
    " AND (f.follower_id = ? OR EXISTS (SELECT 1 FROM follow g WHERE g.follower_id = f.follower_id"
    " AND g.target_id = ? AND g.state = 'accepted'))"
)
_IS_MENTIONED: Final = (
    " AND EXISTS (SELECT 1 FROM mention x WHERE x.post_id = ? AND x.account_id = f.follower_id)"
)
_NOT_SEEN: Final = (
    " AND NOT EXISTS (SELECT 1 FROM home_entry h WHERE h.owner_id = f.follower_id"
    " AND h.post_id = ?) AND NOT EXISTS (SELECT 1 FROM post b JOIN home_entry h"
    " ON h.post_id = b.id AND h.owner_id = f.follower_id WHERE b.boost_of_id = ? AND b.id > ?)"
)
_SPEAKS: Final = " AND (f.languages = '[]' OR f.languages LIKE ?)"
_UNSEEN: Final = timedelta(days=1)
_NOTIFY: Final = (
    "INSERT INTO notification (account_id, source_id, kind, post_id, created_at)"
    " SELECT n.id, CAST(? AS BIGINT), n.kind, CAST(? AS BIGINT), CAST(? AS BIGINT) FROM ({told}) n"
    " WHERE n.id <> ? AND NOT EXISTS (SELECT 1 FROM block b"
    " WHERE (b.account_id = n.id AND b.target_id = ?) OR (b.account_id = ? AND b.target_id = n.id))"
    " AND NOT EXISTS (SELECT 1 FROM mute u WHERE u.account_id = n.id AND u.target_id = ?"
    " AND u.hides_notifications AND (u.expires_at IS NULL OR u.expires_at > ?))"
    " ON CONFLICT DO NOTHING"
)
_MENTIONED: Final = (
    "SELECT m.account_id AS id, 'mention' AS kind FROM member m WHERE m.account_id IN ({people})"
)
_ASKED: Final = (
    "SELECT f.follower_id AS id, 'status' AS kind FROM follow f"
    " JOIN member m ON m.account_id = f.follower_id"
    " WHERE f.target_id = ? AND f.state = 'accepted' AND f.notifies"
)


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """A post that has just been written, and what decides who hears of it."""

    post_id: int
    author_id: int
    visibility: str
    is_local: bool
    """Whether the author has a home timeline here."""
    language: str = ""
    answers: int | None = None
    """Author of the post it answers."""
    is_orphan: bool = False
    """It answers a post that nobody here knows."""
    group_id: int | None = None
    """The Group that boosts it, when a thread of a community starts."""


def _speaking(language: str) -> tuple[str, list[object]]:
    primary = language.partition("-")[0]
    return (_SPEAKS, [f'%"{primary}"%']) if primary.isalnum() else ("", [])


def spread_steps(post: Spread) -> list[Step]:
    """Put a new post into the home timelines of everybody here who follows or joined.

    Of a thread that starts, the Group's boost must be written before.
    """
    steps = [enter_step(post.author_id, post.post_id)] if post.is_local else []
    if not post.is_orphan:
        steps.append(_followers_step(post))
    return steps


def _followers_step(post: Spread) -> Step:
    speaking, spoken = _speaking(post.language)
    if post.group_id is not None:
        author, group = post.author_id, post.group_id
        return (
            f"{_OF_THE_GROUP}{speaking} GROUP BY f.follower_id ON CONFLICT DO NOTHING",
            [author, post.post_id, group, post.post_id, author, group, author, *spoken],
        )
    statement = _OF_THE_AUTHOR + speaking
    parameters: list[object] = [post.post_id, post.author_id, *spoken]
    if post.answers is not None and post.answers != post.author_id:
        statement += _FOLLOWS_PARENT
        parameters += [post.answers, post.answers]
    if post.visibility == "direct":
        statement += _IS_MENTIONED
        parameters.append(post.post_id)
    return f"{statement} ON CONFLICT DO NOTHING", parameters


async def spread_boost(home: Home, boost_id: int, booster_id: int, boosted_id: int) -> None:
    """Put a boost into the homes of the booster's followers who have not seen the post today."""
    since = ids.boundary(home.clock.now() - _UNSEEN)
    await sql.write(
        f"{_OF_THE_AUTHOR} AND f.shows_boosts{_NOT_SEEN} ON CONFLICT DO NOTHING",
        [boost_id, booster_id, boosted_id if boosted_id > since else 0, boosted_id, since],
    )


def enter_step(owner_id: int, post_id: int) -> Step:
    """Put a post into one home timeline."""
    return (
        "INSERT INTO home_entry (owner_id, post_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [owner_id, post_id],
    )


def notify_steps(
    home: Home, post_id: int, author_id: int, mentioned: Sequence[int], *, tells_followers: bool
) -> list[Step]:
    """Notify those of our members whom a post mentions, and who asked to hear of each post.

    Nobody is notified of what comes from somebody they block or mute, or who blocks them.
    """
    told: list[str] = []
    people: list[int] = []
    if mentioned:
        told.append(_MENTIONED.format(people=sql.marks(len(mentioned))))
        people += mentioned
    if tells_followers:
        told.append(_ASKED)
        people.append(author_id)
    if not told:
        return []
    now = to_milliseconds(home.clock.now())
    statement = _NOTIFY.format(told=" UNION ALL ".join(told))
    return [(statement, [author_id, post_id, now, *people, *[author_id] * 4, now])]
