"""Rosters: Offer of a draft or of the complete roster, Accept with our signature.

They go from Organization to Organization. The Accept embeds the very document that it agrees to,
with the proof of the one who accepts; the last Offer carries all proofs, so that each partner can
check for itself that nobody is missing.
"""

from typing import Any

from federation import recipients
from federation.origin import origin_of
from federation.publishing.desk import Desk, Draft
from models import addresses
from models.actions.deliveries import Inbox
from models.actions.outgoing import Parcel
from models.events import RosterCompleted, RosterProposed, RosterSigned
from models.queries import recipients as reachable
from models.queries import rosters as sheets
from models.queries.rosters import DraftSheet


async def proposed(desk: Desk, event: RosterProposed) -> list[Parcel]:
    """Offer a draft of ours to every partner that it names, unless its signature is about to."""
    sheet = await sheets.draft(event.draft_id)
    if sheet is None or desk.home.domain in sheet.proofs:
        return []
    return await _offered(desk, sheet, [])


async def signed(desk: Desk, event: RosterSigned) -> list[Parcel]:
    """Send our signature to the proposer; a draft of our own is offered with it to everybody.

    With ours alone: what others signed goes out once all did.
    """
    sheet = await sheets.draft(event.draft_id)
    proof = sheet.proofs.get(desk.home.domain) if sheet is not None else None
    if sheet is None or proof is None:
        return []
    if desk.home.is_ours(sheet.uri):
        return await _offered(desk, sheet, [proof]) if sheet.state == "open" else []
    base = str(origin_of(sheet.uri))
    proposer = next(
        (
            each
            for each in sheet.document["partners"]
            if each["actor"] == addresses.partner_actor(base)
        ),
        None,
    )
    if proposer is None:
        return []
    document = {**sheet.document, "proof": proof}
    partners = [Inbox(proposer["inbox"], is_partner=True)]
    return await _spoken(desk, "Accept", document, partners, [proposer["actor"]])


async def completed(desk: Desk, event: RosterCompleted) -> list[Parcel]:
    """Send the complete roster to every partner, if it was our draft that became complete."""
    sheet = await sheets.in_force(event.community_id)
    if sheet is None or not desk.home.is_ours(sheet.uri):
        return []
    return await _offered(desk, sheet, [sheet.proofs[domain] for domain in sorted(sheet.proofs)])


async def _offered(desk: Desk, sheet: DraftSheet, proofs: list[dict[str, Any]]) -> list[Parcel]:
    document = {**sheet.document, "proof": proofs} if proofs else sheet.document
    others = [each for each in sheet.document["partners"] if each["domain"] != desk.home.domain]
    former = await recipients.of_community(sheet.community_id)
    partners = [Inbox(each["inbox"], is_partner=True) for each in others]
    if former is not None:
        # Whoever leaves has to sign as well, and to hear that it is done.
        partners += recipients.partner_inboxes([former])
    return await _spoken(desk, "Offer", document, partners, [each["actor"] for each in others])


async def _spoken(
    desk: Desk, kind: str, document: dict[str, Any], partners: list[Inbox], to: list[str]
) -> list[Parcel]:
    """Return what our Organization says about a roster."""
    uri = addresses.partner_actor(desk.home.base_url)
    speaker = await reachable.account_id(uri)
    if speaker is None:
        raise LookupError(f"{uri} does not exist")
    draft = Draft(
        type=kind,
        actor_uri=uri,
        signer_id=speaker,
        object=document,
        object_uri=document["id"],
        to=to,
    )
    return [await desk.seal(draft, recipients.collected(desk.home, partners))]
