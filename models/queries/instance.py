"""Instance: the few numbers that an instance tells the world about itself.

NodeInfo and the instance document enter here and keep the answer for some minutes: counting costs
more than everything else they do. Names of people are no part of it.
"""

from datetime import timedelta

import msgspec

from models import sql
from models.home import Home
from models.ids import to_milliseconds

_ALIVE = "a.suspended_at IS NULL AND a.deleted_at IS NULL"


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What NodeInfo calls usage."""

    members: int
    active_month: int
    """Members seen within 30 days."""
    active_half_year: int
    """Members seen within 180 days."""
    posts: int
    domains: int
    """Other instances that we know somebody of."""


async def counts(home: Home) -> Counts:
    """Return the numbers of this moment."""
    now = home.clock.now()
    members = await sql.row(
        "SELECT COUNT(*) AS members, COALESCE(SUM(a.posts_count), 0) AS posts,"
        " COALESCE(SUM(CASE WHEN m.last_seen_at > ? THEN 1 ELSE 0 END), 0) AS active_month,"
        " COALESCE(SUM(CASE WHEN m.last_seen_at > ? THEN 1 ELSE 0 END), 0) AS active_half_year"
        " FROM member m JOIN account a ON a.id = m.account_id"
        f" WHERE m.state = 'active' AND {_ALIVE}",
        [
            to_milliseconds(now - timedelta(days=30)),
            to_milliseconds(now - timedelta(days=180)),
        ],
    )
    domains = await sql.row(
        "SELECT COUNT(DISTINCT a.domain) AS domains FROM account a WHERE a.is_local = FALSE"
    )
    return Counts(**(members or {}), **(domains or {}))


async def peers() -> list[str]:
    """Return the domains of other instances that we know somebody of, in order."""
    found = await sql.rows(
        "SELECT DISTINCT a.domain FROM account a WHERE a.is_local = FALSE ORDER BY a.domain"
    )
    return [row["domain"] for row in found]
