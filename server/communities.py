"""Communities, as an admin founds, extends, signs and looks at them.

`hanse community` and the demo enter here. Founding is a matter between partners: one writes a
draft, each looks at it and signs. What is recorded here leaves the house when the instance runs;
nobody has to wait at a terminal for the others' signatures.
"""

from typing import Any, Literal

import msgspec

from models.actions import roster as actions
from models.actions.members import create_group
from models.errors import Conflict, NotFound
from models.home import Home
from models.queries import communities, logs
from models.queries import rosters as sheets
from models.queries.rosters import DraftSheet
from models.values.roster import Founding, PartnerInvite
from server.actors import keys_for
from server.assembly import Assembly


class PartnerState(msgspec.Struct, frozen=True, kw_only=True):
    """One partner of a community or of a draft."""

    domain: str
    name: str
    key: str
    has_signed: bool
    is_host: bool
    is_self: bool
    log_head: int | None
    """How far this instance has read the partner's log; None before there is one."""


class CommunityState(msgspec.Struct, frozen=True, kw_only=True):
    """A community as its admins see it."""

    slug: str
    name: str
    handle: str
    uri: str
    state: Literal["founding", "active"]
    version: int
    """Version of the roster in force, 0 before there is one."""
    host: str
    log_head: int
    """Newest entry of this instance's own log of the community."""
    partners: list[PartnerState]
    drafts: list["DraftState"]
    """What waits for signatures."""


class DraftState(msgspec.Struct, frozen=True, kw_only=True):
    """A roster that is being signed."""

    id: int
    uri: str
    version: int
    host: str
    partners: list[PartnerState]

    @property
    def waits_for_us(self) -> bool:
        """Whether this instance's own signature is missing."""
        return any(each.is_self and not each.has_signed for each in self.partners)


async def found(assembly: Assembly, founding: Founding, others: tuple[str, ...]) -> CommunityState:
    """Write the first draft, sign it and offer it to the partners at the domains `others`.

    Errors:
        Rejected, Unreachable: a domain is no partner, or does not answer.
        Conflict: there is such a community already.
    """
    draft = await assembly.rosters.found(founding, others, signs=False)
    community = await communities.by_id(draft.community_id)
    if community is None:
        raise NotFound(f"community {draft.community_id}")
    if community.account_id is None:
        await create_group(assembly.home, community, await keys_for(community.uri))
    await assembly.rosters.sign(draft.id)
    return await show(assembly.home, draft.community_id)


async def invite(assembly: Assembly, community_id: int, domain: str) -> CommunityState:
    """Write the next roster with one partner more, sign it and offer it to all."""
    roster = await actions.load(community_id)
    if roster is None:
        raise Conflict("This community is still being founded", detail=domain)
    if roster.partner(domain) is not None:
        raise Conflict("This is a partner already", detail=domain)
    seats = [
        PartnerInvite(
            domain=seat.domain,
            name=seat.name,
            actor_uri=seat.actor_uri,
            key=seat.key,
            inbox=seat.inbox,
        )
        for seat in roster.partners
    ]
    newcomer = await assembly.rosters.discover_partner(domain)
    draft = await actions.amend(assembly.home, community_id, (*seats, newcomer))
    await assembly.rosters.sign(draft.id)
    return await show(assembly.home, community_id)


async def accept(assembly: Assembly, draft_id: int) -> bool:
    """Sign a draft for this partner; returns whether it came into force by that."""
    return await assembly.rosters.sign(draft_id)


async def find(name: str) -> int:
    """Return the id of the community with this slug, handle or URI, the founding ones included.

    Errors:
        NotFound: there is none, or several share the slug.
    """
    wanted = name.strip().lower().removeprefix("@")
    found = [
        row["id"]
        for row in await communities.known()
        if wanted in (row["slug"], f"{row['slug']}@{row['domain']}", row["uri"].lower())
    ]
    if len(found) != 1:
        reason = "several communities are called" if found else "there is no community"
        raise NotFound(f"{reason} {name}")
    return int(found[0])


async def listing(home: Home) -> list[CommunityState]:
    """Return every community this instance takes part in or was invited to, by name."""
    return [await show(home, row["id"]) for row in await communities.known()]


async def show(home: Home, community_id: int) -> CommunityState:
    """Return one community with its partners, its drafts and who signed them."""
    row = await communities.show(community_id)
    if row is None:
        raise NotFound(f"community {community_id}")
    signed = await sheets.in_force(community_id)
    drafts = [_draft(home, sheet) for sheet in await sheets.open_drafts(community_id)]
    heads = await logs.read_so_far(community_id)
    partners = _partners(home, signed.document, signed.proofs, heads) if signed else []
    hosts = [each.domain for each in partners if each.is_host] or [each.host for each in drafts]
    return CommunityState(
        slug=row["slug"],
        name=row["name"],
        handle=f"@{row['slug']}@{row['domain']}",
        uri=row["uri"],
        state=row["state"],
        version=row["roster_version"],
        host=hosts[0] if hosts else "",
        log_head=await logs.newest(community_id),
        partners=partners,
        drafts=drafts,
    )


def _draft(home: Home, sheet: DraftSheet) -> DraftState:
    return DraftState(
        id=sheet.id,
        uri=sheet.uri,
        version=sheet.version,
        host=sheet.document["host"],
        partners=_partners(home, sheet.document, sheet.proofs, {}),
    )


def _partners(
    home: Home, document: dict[str, Any], proofs: dict[str, Any], heads: dict[str, int]
) -> list[PartnerState]:
    return [
        PartnerState(
            domain=each["domain"],
            name=each["name"],
            key=each["key"],
            has_signed=each["domain"] in proofs,
            is_host=each["domain"] == document["host"],
            is_self=each["domain"] == home.domain,
            log_head=heads.get(each["domain"]),
        )
        for each in document["partners"]
    ]
