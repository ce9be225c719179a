"""Recipients: whose inboxes something of ours must reach, as few rows as there are servers.

Publishing enters with ids. Shared inboxes stand for everybody behind them, so a thousand followers
on one server are one row here. Our own accounts never appear: what they see was written when the
post was. Suspended and deleted accounts get nothing.
"""

from collections.abc import Sequence

from models import sql
from models.sql import Row

_INBOX = "CASE WHEN a.shared_inbox <> '' THEN a.shared_inbox ELSE a.inbox END AS inbox"
_REACHABLE = "NOT a.is_local AND a.suspended_at IS NULL AND a.deleted_at IS NULL AND a.inbox <> ''"


def _inboxes(rows: Sequence[Row]) -> list[str]:
    return [row["inbox"] for row in rows]


async def actor(account_id: int) -> Row | None:
    """Return who an account is: names, addresses and whether it is ours."""
    return await sql.row(
        "SELECT id, uri, type, username, domain, display_name, followers_uri, is_local, inbox"
        " FROM account WHERE id = ?",
        [account_id],
    )


async def account_id(uri: str) -> int | None:
    """Return the number of an account."""
    found = await sql.row("SELECT id FROM account WHERE uri = ?", [uri])
    return None if found is None else int(found["id"])


async def followers(target_id: int) -> list[str]:
    """Return the inboxes of everybody elsewhere who follows this account."""
    return _inboxes(
        await sql.rows(
            f"SELECT DISTINCT {_INBOX} FROM follow f JOIN account a ON a.id = f.follower_id"
            f" WHERE f.target_id = ? AND f.state = 'accepted' AND {_REACHABLE}",
            [target_id],
        )
    )


async def accounts(ids: Sequence[int]) -> list[str]:
    """Return the inboxes of these accounts, as far as they live elsewhere."""
    if not ids:
        return []
    return _inboxes(
        await sql.rows(
            f"SELECT DISTINCT {_INBOX} FROM account a"
            f" WHERE a.id IN ({sql.marks(len(ids))}) AND {_REACHABLE}",
            ids,
        )
    )


async def addressed(post_id: int) -> list[str]:
    """Return the inboxes of those a post mentions, and of the author it replies to or boosts.

    The Group of the community a post is in is left out: its host hears of the post as a partner,
    and a Group on a domain of its own would be told the same a second time.
    """
    return _inboxes(
        await sql.rows(
            f"SELECT DISTINCT {_INBOX} FROM account a WHERE {_REACHABLE} AND a.id IN ("
            "SELECT account_id FROM mention WHERE post_id = ?"
            " UNION SELECT o.author_id FROM post p"
            " JOIN post o ON o.id = p.in_reply_to_id OR o.id = p.boost_of_id"
            " WHERE p.id = ? AND p.visibility IN ('public', 'unlisted'))"
            " AND NOT EXISTS (SELECT 1 FROM community c JOIN post w ON w.community_id = c.id"
            " WHERE c.account_id = a.id AND w.id = ?)",
            [post_id, post_id, post_id],
        )
    )


async def involved(post_id: int) -> list[str]:
    """Return the inboxes of those who answered, liked or boosted: they hold a copy too."""
    return _inboxes(
        await sql.rows(
            f"SELECT DISTINCT {_INBOX} FROM account a WHERE {_REACHABLE} AND a.id IN ("
            "SELECT account_id FROM post_like WHERE post_id = ?"
            " UNION SELECT author_id FROM post WHERE in_reply_to_id = ?"
            " UNION SELECT author_id FROM post WHERE boost_of_id = ?)",
            [post_id, post_id, post_id],
        )
    )


async def voters(post_id: int) -> list[str]:
    """Return the inboxes of those who voted in a poll of ours and wait for its counts."""
    return _inboxes(
        await sql.rows(
            f"SELECT DISTINCT {_INBOX} FROM poll_vote v JOIN account a ON a.id = v.account_id"
            f" WHERE v.post_id = ? AND {_REACHABLE}",
            [post_id],
        )
    )


async def activity(activity_id: int) -> Row | None:
    """Return a stored activity: uri, type, actor_uri, object_uri, audience, body."""
    return await sql.row(
        "SELECT id, uri, type, actor_uri, object_uri, audience, body FROM activity WHERE id = ?",
        [activity_id],
    )


async def activity_body(uri: str) -> bytes | None:
    """Return the exact bytes of an activity, if they are kept."""
    found = await sql.row("SELECT body FROM activity WHERE uri = ?", [uri])
    return None if found is None or found["body"] is None else bytes(found["body"])
