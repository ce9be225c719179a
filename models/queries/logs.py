"""Logs: our log of a community as other partners read it after an outage.

The handler of the log enters here. Each entry carries the exact bytes that its author signed, so
that the reader can check the proof; what is addressed to few is never served. Reading does not
move anything: the reader keeps the cursor.
"""

import msgspec

from models import sql


class LogEntry(msgspec.Struct, frozen=True):
    """One activity of the log."""

    seq: int
    uri: str
    body: bytes | None
    """None once its object was deleted: the Delete stands further on in the log."""


async def page(community_id: int, after_seq: int, limit: int) -> list[LogEntry]:
    """Return the entries that follow `after_seq`, oldest first."""
    found = await sql.rows(
        "SELECT seq, uri, body FROM activity WHERE community_id = ? AND seq > ?"
        " AND audience = 'public' ORDER BY seq LIMIT ?",
        [community_id, after_seq, limit],
    )
    return [LogEntry(row["seq"], row["uri"], row["body"]) for row in found]


async def newest(community_id: int) -> int:
    """Return the number of the newest entry, 0 when there is none."""
    found = await sql.row("SELECT log_seq FROM community WHERE id = ?", [community_id])
    return 0 if found is None else int(found["log_seq"])


async def read_so_far(community_id: int) -> dict[str, int]:
    """Return how far we have read each partner's log, by the partner's domain."""
    found = await sql.rows(
        "SELECT domain, seq FROM peer_cursor WHERE community_id = ?", [community_id]
    )
    return {row["domain"]: int(row["seq"]) for row in found}
