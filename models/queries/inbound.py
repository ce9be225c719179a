"""Inbound: what must be known to judge activities from elsewhere, many at once.

Processing enters with the uris that a batch of activities names and gets every answer in one
statement each. Nothing here decides anything.
"""

from collections.abc import Collection

import msgspec

from models import sql
from models.tables.account import Account


class AccountState(msgspec.Struct, frozen=True):
    """What tells whether an account that is held in memory is still the one in the database.

    Not its revision: that grows with every post, and the count of posts matters to nobody here.
    """

    id: int
    updated_at: int
    fetched_at: int | None
    suspended_at: int | None
    deleted_at: int | None


class KeyRow(msgspec.Struct, frozen=True):
    """A stored public key: `kind` "rsa" (PEM) or "ed25519" (Multikey)."""

    uri: str
    kind: str
    public: str
    owner: str


async def states(uris: Collection[str]) -> dict[str, AccountState]:
    """Return the state of each known account."""
    if not uris:
        return {}
    rows = await sql.rows(
        "SELECT id, uri, updated_at, fetched_at, suspended_at, deleted_at FROM account"
        f" WHERE uri IN ({sql.marks(len(uris))})",
        list(uris),
    )
    return {
        row["uri"]: AccountState(
            row["id"],
            row["updated_at"],
            row["fetched_at"],
            row["suspended_at"],
            row["deleted_at"],
        )
        for row in rows
    }


async def accounts(identifiers: Collection[int]) -> list[Account]:
    """Return the accounts with these numbers."""
    return await Account.filter(id__in=list(identifiers)) if identifiers else []


async def followed(follower_id: int, follow_uri: str) -> Account | None:
    """Return whom an account follows under this Follow."""
    return await Account.filter(followed__follower_id=follower_id, followed__uri=follow_uri).first()


async def posts(uris: Collection[str]) -> dict[str, int]:
    """Return the number of each known post, tombstones included."""
    if not uris:
        return {}
    rows = await sql.rows(
        f"SELECT id, uri FROM post WHERE uri IN ({sql.marks(len(uris))})", list(uris)
    )
    return {row["uri"]: row["id"] for row in rows}


async def known_activities(uris: Collection[str]) -> dict[str, int | None]:
    """Return those uris under which an activity had its effect here, each with its community."""
    if not uris:
        return {}
    rows = await sql.rows(
        f"SELECT uri, community_id FROM activity WHERE uri IN ({sql.marks(len(uris))})",
        list(uris),
    )
    return {row["uri"]: row["community_id"] for row in rows}


async def activity_type(uri: str, actor_uri: str) -> str | None:
    """Return the type of an activity of this actor that had its effect here."""
    row = await sql.row(
        "SELECT type FROM activity WHERE uri = ? AND actor_uri = ?", [uri, actor_uri]
    )
    return None if row is None else str(row["type"])


async def activity_body(uri: str) -> bytes | None:
    """Return the exact bytes of an activity that had its effect here, if they are kept."""
    row = await sql.row("SELECT body FROM activity WHERE uri = ?", [uri])
    return bytes(row["body"]) if row is not None and row["body"] is not None else None


async def key(key_id: str) -> KeyRow | None:
    """Return a stored key that its owner still uses; a deleted owner's stays, for its Delete."""
    row = await sql.row(
        "SELECT k.uri, k.kind, k.public, a.uri AS owner FROM key k"
        " JOIN account a ON a.id = k.account_id WHERE k.uri = ? AND k.retired_at IS NULL",
        [key_id],
    )
    return None if row is None else KeyRow(row["uri"], row["kind"], row["public"], row["owner"])


async def is_narrow(post_id: int) -> bool:
    """Tell whether a post was sent to some people only."""
    row = await sql.row("SELECT visibility FROM post WHERE id = ?", [post_id])
    return row is not None and row["visibility"] in ("private", "direct")


async def concerns_us(author_id: int, addressees: Collection[str]) -> bool:
    """Tell whether somebody here follows the author or is addressed."""
    followed = await sql.row(
        "SELECT 1 AS found FROM follow f JOIN account a ON a.id = f.follower_id"
        " WHERE f.target_id = ? AND f.state = 'accepted' AND a.is_local LIMIT 1",
        [author_id],
    )
    if followed is not None or not addressees:
        return followed is not None
    listed = list(addressees)
    return (
        await sql.row(
            "SELECT 1 AS found FROM account a LEFT JOIN community c ON c.account_id = a.id"
            f" WHERE a.uri IN ({sql.marks(len(listed))}) AND (a.is_local OR c.id IS NOT NULL)"
            " LIMIT 1",
            listed,
        )
        is not None
    )
