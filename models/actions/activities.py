"""Activities: the memory of what had its effect here, and each community's log.

`record` is called in the transaction of the effect. A uri stands here once, whichever way the
activity came: from its author, announced by the Group, or from a partner's log. Activities of a
community get the next number of our log of it; partners read the log after the last number they
know, so that a number, once given, is never given again.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import msgspec

from models import sql
from models.ids import to_milliseconds
from models.ports import Clock


class NewActivity(msgspec.Struct, frozen=True, kw_only=True):
    """An activity to remember; `body` None keeps the memory without the words."""

    uri: str
    type: str
    actor_uri: str
    object_uri: str = ""
    audience: Literal["public", "addressed"] = "addressed"
    community_id: int | None = None
    body: bytes | None = None
    is_local: bool = False


async def record(clock: Clock, activities: Sequence[NewActivity]) -> dict[str, int]:
    """Write activities in order; returns the number of each that was not known before.

    One that was known outside of any community (a guest's, before the host let it in) is taken into
    the community's log and counts as new.
    """
    if not activities:
        return {}
    now = to_milliseconds(clock.now())
    following = await _reserve(activities)
    values: list[object] = []
    for each in activities:
        seq = None
        if each.community_id is not None:
            seq = following[each.community_id]
            following[each.community_id] += 1
        values += [
            each.uri,
            each.type[:32],
            each.actor_uri,
            each.object_uri,
            each.is_local,
            each.audience,
            each.community_id,
            seq,
            each.body,
            now,
        ]
    rows = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"] * len(activities))
    written = await sql.write(
        "INSERT INTO activity (uri, type, actor_uri, object_uri, is_local, audience, community_id,"
        f" seq, body, created_at) VALUES {rows} ON CONFLICT (uri) DO UPDATE SET"
        " community_id = excluded.community_id, seq = excluded.seq, body = excluded.body"
        " WHERE activity.community_id IS NULL AND excluded.community_id IS NOT NULL"
        " RETURNING id, uri",
        values,
    )
    return {row["uri"]: row["id"] for row in written}


async def _reserve(activities: Sequence[NewActivity]) -> dict[int, int]:
    """Take as many numbers of each community's log as are needed; returns the first of each."""
    wanted = Counter(each.community_id for each in activities if each.community_id is not None)
    first: dict[int, int] = {}
    # Always in the same order, so that two workers never wait for each other.
    for community_id in sorted(wanted):
        count = wanted[community_id]
        rows = await sql.write(
            "UPDATE community SET log_seq = log_seq + ? WHERE id = ? RETURNING log_seq",
            [count, community_id],
        )
        first[community_id] = rows[0]["log_seq"] - count + 1
    return first


async def erase(object_uris: Sequence[str]) -> None:
    """Empty the bodies of all activities about deleted objects; that they happened stays known."""
    if object_uris:
        await sql.write(
            "UPDATE activity SET body = NULL WHERE type <> 'Delete' AND object_uri"
            f" IN ({sql.marks(len(object_uris))})",
            list(object_uris),
        )
