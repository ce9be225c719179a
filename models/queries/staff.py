"""Staff: who answers for this instance.

The instance document enters here; of the login only the account is shown.
"""

from models import sql


async def contact() -> int | None:
    """Return the account of the first admin, or None while there is none."""
    found = await sql.row(
        "SELECT m.account_id FROM member m JOIN account a ON a.id = m.account_id"
        " WHERE m.role = 'admin' AND m.state = 'active' AND a.suspended_at IS NULL"
        " AND a.deleted_at IS NULL ORDER BY m.account_id LIMIT 1"
    )
    return None if found is None else int(found["account_id"])


async def count_waiting() -> int:
    """Return how many people wait for an account."""
    found = await sql.row("SELECT COUNT(*) AS count FROM member WHERE state = 'waiting'")
    return 0 if found is None else int(found["count"])
