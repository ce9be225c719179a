"""Relations: pages of accounts that stand to one account as follower, followed, blocked, muted.

The API and the pages enter here. The cursor is the relation's own id, because that is what the
list is ordered by; accounts that are suspended or gone do not show. Whether a list may be shown at
all is for the caller to know: blocks, mutes and requests are for their owner only.
"""

from models import sql
from models.home import Home
from models.ids import to_milliseconds
from models.queries.paging import Entry, Page

_ALIVE = "b.suspended_at IS NULL AND b.deleted_at IS NULL"


async def _page(
    page: Page, table: str, other: str, condition: str, values: list[int | str]
) -> list[Entry]:
    span, bounds = page.span("r.id")
    found = await sql.rows(
        f"SELECT r.id AS cursor, r.{other} AS id FROM {table} r"
        f" JOIN account b ON b.id = r.{other}"
        f" WHERE {condition} AND {span} AND {_ALIVE}{page.ordered('r.id')}",
        [*values, *bounds, page.limit],
    )
    return page.newest_first([Entry(row["cursor"], row["id"]) for row in found])


async def followers(account_id: int, page: Page) -> list[Entry]:
    """Return who follows the account; of a Group, who joined."""
    condition = "r.target_id = ? AND r.state = 'accepted'"
    return await _page(page, "follow", "follower_id", condition, [account_id])


async def following(account_id: int, page: Page) -> list[Entry]:
    """Return whom the account follows."""
    condition = "r.follower_id = ? AND r.state = 'accepted'"
    return await _page(page, "follow", "target_id", condition, [account_id])


async def requests(account_id: int, page: Page) -> list[Entry]:
    """Return who waits for the account's consent to follow it."""
    condition = "r.target_id = ? AND r.state = 'pending'"
    return await _page(page, "follow", "follower_id", condition, [account_id])


async def blocks(account_id: int, page: Page) -> list[Entry]:
    """Return whom the account blocks."""
    return await _page(page, "block", "target_id", "r.account_id = ?", [account_id])


async def mutes(home: Home, account_id: int, page: Page) -> list[Entry]:
    """Return whom the account mutes at this moment."""
    condition = "r.account_id = ? AND (r.expires_at IS NULL OR r.expires_at > ?)"
    now = to_milliseconds(home.clock.now())
    return await _page(page, "mute", "target_id", condition, [account_id, now])
