"""Rosters, read: drafts that wait for signatures, and what stands under them.

The transport of rosters and the admin's commands enter. What is in force is `actions.roster.load`.
"""

from typing import Any

import msgspec
import orjson

from models import sql
from models.sql import Row

_COLUMNS = "d.id, d.uri, d.community_id, d.version, d.document, d.state, c.uri AS community_uri"


class DraftSheet(msgspec.Struct, frozen=True):
    """A draft with the proofs that it has, by the domain of the partner who gave each."""

    id: int
    uri: str
    community_id: int
    community_uri: str
    version: int
    state: str
    document: dict[str, Any]
    proofs: dict[str, dict[str, Any]]

    @property
    def domains(self) -> frozenset[str]:
        """The partners that the draft names."""
        return frozenset(str(each["domain"]) for each in self.document["partners"])


async def _sheet(found: Row | None) -> DraftSheet | None:
    if found is None:
        return None
    signatures = await sql.rows(
        "SELECT domain, proof FROM roster_signature WHERE draft_id = ? ORDER BY id", [found["id"]]
    )
    return DraftSheet(
        found["id"],
        found["uri"],
        found["community_id"],
        found["community_uri"],
        found["version"],
        found["state"],
        orjson.loads(found["document"]),
        {row["domain"]: orjson.loads(row["proof"]) for row in signatures},
    )


async def draft(draft_id: int) -> DraftSheet | None:
    """Return a draft by its number."""
    return await _sheet(
        await sql.row(
            f"SELECT {_COLUMNS} FROM roster_draft d JOIN community c ON c.id = d.community_id"
            " WHERE d.id = ?",
            [draft_id],
        )
    )


async def draft_by_uri(uri: str) -> DraftSheet | None:
    """Return a draft by its id."""
    return await _sheet(
        await sql.row(
            f"SELECT {_COLUMNS} FROM roster_draft d JOIN community c ON c.id = d.community_id"
            " WHERE d.uri = ?",
            [uri],
        )
    )


async def in_force(community_id: int) -> DraftSheet | None:
    """Return the draft that became the roster in force, with all its proofs."""
    return await _sheet(
        await sql.row(
            f"SELECT {_COLUMNS} FROM roster_draft d JOIN community c ON c.id = d.community_id"
            " WHERE d.community_id = ? AND d.version = c.roster_version AND d.state = 'complete'",
            [community_id],
        )
    )


async def open_drafts(community_id: int) -> list[DraftSheet]:
    """Return the drafts of a community that wait for signatures, the oldest version first."""
    found = await sql.rows(
        f"SELECT {_COLUMNS} FROM roster_draft d JOIN community c ON c.id = d.community_id"
        " WHERE d.community_id = ? AND d.state = 'open' ORDER BY d.version, d.id",
        [community_id],
    )
    return [sheet for row in found if (sheet := await _sheet(row)) is not None]
