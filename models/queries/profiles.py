"""Profiles: somebody's page, by handle.

The pages enter here, always with the eyes of their reader. What is suspended or deleted looks like
what never was, except to say that a deleted one is gone.
"""

from models import sql
from models.errors import Gone, NotFound
from models.home import Home
from models.queries import accounts, timelines
from models.queries.paging import Page
from models.queries.timelines import Choice
from models.sql import Row


async def show(username: str, domain: str) -> Row:
    """Return the account of a profile, as `accounts.load` does.

    Errors:
        NotFound: nobody has this handle, or a suspended account, or one that waits for approval.
        Gone: the account was deleted by its owner.
    """
    found = await accounts.find(username, domain)
    if found is None or found["suspended_at"] is not None:
        raise NotFound(f"profile @{username}@{domain}")
    if found["deleted_at"] is not None:
        raise Gone(f"profile @{username}@{domain}")
    if found["is_local"] and await is_waiting(found["id"]):
        raise NotFound(f"profile @{username}@{domain}, which waits for approval")
    return found


async def is_waiting(account_id: int) -> bool:
    """Return whether an account of ours waits for approval: nobody sees it before."""
    waiting = "SELECT account_id FROM member WHERE account_id = ? AND state = 'waiting'"
    return await sql.row(waiting, [account_id]) is not None


async def posts(
    home: Home, viewer_id: int | None, account_id: int, page: Page, has_replies: bool = False
) -> list[int]:
    """Return ids of a profile's posts and boosts, without answers to others unless asked for."""
    choice = Choice(has_replies=has_replies)
    return await timelines.account(home, viewer_id, account_id, page, choice)
