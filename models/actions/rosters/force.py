"""Force: a draft that everybody signed replaces the roster before it, once and for good."""

from typing import Any

import orjson

from models import sql
from models.actions.accounts import by_uri
from models.actions.members.actors import group_of, insert_actor
from models.home import Home
from models.ids import to_milliseconds
from models.rows import columns, entity
from models.tables.community import Community

_PARTNER = (
    "INSERT INTO partner (community_id, domain, name, actor_uri, key, inbox, is_self, is_host,"
    " joined_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (community_id, domain) DO UPDATE"
    " SET name = excluded.name, actor_uri = excluded.actor_uri, key = excluded.key,"
    " inbox = excluded.inbox, is_self = excluded.is_self, is_host = excluded.is_host,"
    " left_at = NULL"
)


async def signatures(draft_id: int) -> dict[str, Any]:
    """Return the proofs under a draft by the domain of who gave them."""
    found = await sql.rows(
        "SELECT domain, proof FROM roster_signature WHERE draft_id = ?", [draft_id]
    )
    return {row["domain"]: orjson.loads(row["proof"]) for row in found}


async def signers(draft: sql.Row) -> set[str]:
    """Return whose signatures a draft needs: all it names, and all of the roster in force."""
    document = orjson.loads(draft["document"])
    current = await sql.rows(
        "SELECT domain FROM partner WHERE community_id = ? AND left_at IS NULL",
        [draft["community_id"]],
    )
    return {seat["domain"] for seat in document["partners"]} | {row["domain"] for row in current}


async def bring_into_force(home: Home, draft: sql.Row, proofs: dict[str, Any]) -> bool:
    """Put a completely signed draft in force; returns False when a later one is already.

    The caller has made sure that nobody's signature is missing.
    """
    document = orjson.loads(draft["document"])
    signed = {**document, "proof": [proofs[domain] for domain in sorted(proofs)]}
    changed = await sql.write(
        "UPDATE community SET state = 'active', roster_version = ?, roster = ?, name = ?,"
        " summary = ?, slug = ?, domain = ?, is_hosted = ? WHERE id = ? AND roster_version < ?"
        f" RETURNING {columns(Community)}",
        [
            document["version"],
            orjson.dumps(signed).decode(),
            document["name"],
            document["summary"],
            document["slug"],
            document["domain"],
            document["host"] == home.domain,
            draft["community_id"],
            document["version"],
        ],
    )
    if not changed:
        return False
    await sql.write("UPDATE roster_draft SET state = 'complete' WHERE id = ?", [draft["id"]])
    await sql.write(
        "UPDATE roster_draft SET state = 'void'"
        " WHERE community_id = ? AND state = 'open' AND version <= ?",
        [draft["community_id"], document["version"]],
    )
    await _seat(home, draft["community_id"], document)
    await _know_group(home, entity(Community, changed[0]))
    return True


async def _seat(home: Home, community_id: int, document: dict[str, Any]) -> None:
    now = to_milliseconds(home.clock.now())
    seats = document["partners"]
    await sql.write(
        "UPDATE partner SET left_at = ? WHERE community_id = ? AND left_at IS NULL"
        f" AND domain NOT IN ({sql.marks(len(seats))})",
        [now, community_id, *(seat["domain"] for seat in seats)],
    )
    await sql.write_many(
        _PARTNER,
        (
            (
                community_id,
                seat["domain"],
                seat["name"],
                seat["actor"],
                seat["key"],
                seat["inbox"],
                seat["domain"] == home.domain,
                seat["domain"] == document["host"],
                now,
            )
            for seat in seats
        ),
    )


async def _know_group(home: Home, community: Community) -> None:
    """Give the community its Group's account, from the roster alone while the host is not asked.

    A Group that is served here is made with its keys by `members.create_group`.
    """
    if community.account_id:
        return
    known = await by_uri(community.uri)
    if known is None and not community.is_hosted:
        known = await insert_actor(home, group_of(community), None)
    if known is not None:
        await sql.write(
            "UPDATE community SET account_id = ? WHERE id = ?", [known.id, community.id]
        )
