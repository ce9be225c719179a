"""Seats: the partners of the rosters in force, as everybody else reads them."""

from itertools import groupby
from typing import Any, Final

import orjson

from models import sql
from models.values.roster import PartnerSeat, Roster

_SELECT: Final = (
    "SELECT c.id, c.account_id, c.uri, c.roster_version, p.domain, p.name, p.actor_uri, p.key,"
    " p.inbox, p.is_self, p.is_host FROM community c"
    " JOIN partner p ON p.community_id = c.id AND p.left_at IS NULL WHERE c.state = 'active'"
)
_ORDER: Final = " ORDER BY c.id, p.domain"


def _roster(rows: list[sql.Row]) -> Roster:
    head = rows[0]
    seats = tuple(
        PartnerSeat(
            domain=row["domain"],
            name=row["name"],
            actor_uri=row["actor_uri"],
            key=row["key"],
            inbox=row["inbox"],
            is_self=bool(row["is_self"]),
            is_host=bool(row["is_host"]),
        )
        for row in rows
    )
    return Roster(
        community_id=head["id"],
        account_id=head["account_id"],
        uri=head["uri"],
        version=head["roster_version"],
        host=next((seat.domain for seat in seats if seat.is_host), ""),
        partners=seats,
    )


async def _one(condition: str, value: object) -> Roster | None:
    found = await sql.rows(f"{_SELECT} AND {condition}{_ORDER}", [value])
    return _roster(found) if found else None


async def load(community_id: int) -> Roster | None:
    """Return the roster in force of a community, None while it is being founded."""
    return await _one("c.id = ?", community_id)


async def by_uri(uri: str) -> Roster | None:
    """Return the roster in force of the community with this Group, None if there is none."""
    return await _one("c.uri = ?", uri)


async def communities() -> list[Roster]:
    """Return the rosters in force of all communities this instance takes part in."""
    found = await sql.rows(_SELECT + _ORDER)
    return [_roster(list(rows)) for _, rows in groupby(found, key=lambda row: row["id"])]


async def of_group(account_id: int) -> tuple[PartnerSeat, ...]:
    """Return the partners of the community whose Group has this account, none if there is none."""
    roster = await _one("c.account_id = ?", account_id)
    return () if roster is None else roster.partners


async def document_of_group(account_id: int) -> dict[str, Any] | None:
    """Return the document in force of a Group's community, with every partner's proof."""
    found = await sql.row(
        "SELECT roster FROM community WHERE account_id = ? AND state = 'active'", [account_id]
    )
    if found is None or found["roster"] is None:
        return None
    document: dict[str, Any] = orjson.loads(found["roster"])
    return document
