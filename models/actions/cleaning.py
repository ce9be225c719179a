"""Cleaning: forgetting what only served repetition and repair, in small pieces.

Each call removes at most a few thousand rows, so that nobody waits long for the write lock, and
tells how many; the worker calls again while there is more. What a reader, a partner or a late
repetition could still ask for is never touched.
"""

from datetime import timedelta

from models import sql
from models.ids import to_milliseconds
from models.ports import Clock

_AT_ONCE = 2_000
_IDEMPOTENCY = timedelta(hours=2)
_GRANT = timedelta(days=1)


async def forget_events(clock: Clock, older_than: timedelta) -> int:
    """Delete events that were published long ago."""
    return await _delete("event", "state = 'done' AND created_at < ?", clock, older_than)


async def forget_activities(clock: Clock, older_than: timedelta) -> int:
    """Delete old remote activities outside of any community; a community's log is kept whole."""
    condition = "NOT is_local AND community_id IS NULL AND created_at < ?"
    return await _delete("activity", condition, clock, older_than)


async def forget_access(clock: Clock) -> int:
    """Delete idempotency keys, used or expired codes and browser sessions that are over."""
    removed = await _delete("idempotency_key", "created_at < ?", clock, _IDEMPOTENCY)
    removed += await _delete("oauth_grant", "expires_at < ?", clock, _GRANT)
    return removed + await _delete("web_session", "expires_at < ?", clock, timedelta())


async def _delete(table: str, condition: str, clock: Clock, older_than: timedelta) -> int:
    before = to_milliseconds(clock.now() - older_than)
    gone = await sql.write(
        f"DELETE FROM {table} WHERE id IN"
        f" (SELECT id FROM {table} WHERE {condition} ORDER BY id LIMIT {_AT_ONCE}) RETURNING id",
        [before],
    )
    return len(gone)
