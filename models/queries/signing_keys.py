"""Signing keys: the private halves that our own actors sign with.

Only `federation/signers.py` enters. What is read here must never reach a log, an answer or an
export.
"""

import msgspec

from models import sql


class SigningKey(msgspec.Struct, frozen=True):
    """A private key of ours that is in use; its text is never shown."""

    uri: str
    kind: str
    private: str
    owner: str

    def __repr__(self) -> str:
        return f"SigningKey({self.uri!r})"


async def in_use(account_id: int) -> list[SigningKey]:
    """Return the keys of an account that are not retired, the newest of each kind last."""
    found = await sql.rows(
        "SELECT k.uri, k.kind, k.private, a.uri AS owner FROM key k"
        " JOIN account a ON a.id = k.account_id WHERE k.account_id = ?"
        " AND k.private IS NOT NULL AND k.retired_at IS NULL ORDER BY k.id",
        [account_id],
    )
    return [SigningKey(row["uri"], row["kind"], row["private"], row["owner"]) for row in found]
