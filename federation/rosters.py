"""Rosters between partners: found, propose, sign, complete; nobody can be added or left out.

The story. One partner writes a draft (`found`, or later an amendment) and offers it to all whom it
names. Each partner's admin looks at it and signs (`sign`): before that, this instance asks every
other named domain itself for its Organization and compares the key, so that a proposer cannot put a
key of its own beside a partner's name. The signature goes back to the proposer. Once all are there,
the proposer sends the draft with all proofs to everybody, and each partner checks every one of them
against the keys in the document that it signed itself.

What arrives is an Offer (a draft, or the complete roster) or an Accept (a signature), both from a
partner's Organization. Here they are judged from what we have, without network, because processing
calls inside a transaction. A refusal has a reason; nothing of it is kept.

What never becomes true: a community with one signature missing; a document that differs by a byte
from the one signed; a signature under another draft, an older version or by another key; a draft
that names us with a key or a domain that is not ours; an offer from somebody it does not name.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from federation import rostering
from federation.context import Federation
from federation.errors import Reason, Rejected
from federation.origin import origin_of, same_origin
from federation.reading import embedded, text
from federation.registry import DUPLICATE, Effect
from federation.rostering import RosterDocument
from federation.signatures.documents import actor_keys
from federation.signatures.proof import add_proof
from federation.verified import Verified
from models import addresses
from models.actions import roster as actions
from models.errors import Conflict, NotFound, Problem
from models.queries import recipients as reachable
from models.queries import rosters as sheets
from models.tables.community import RosterDraft
from models.values.roster import Founding, PartnerInvite


class Rosters:
    """What an admin does with rosters: looks partners up, founds, signs."""

    def __init__(self, federation: Federation) -> None:
        self._ctx = federation

    async def discover_partner(self, domain: str) -> PartnerInvite:
        """Return a partner as its own server describes it.

        Raises Rejected(NOT_A_PARTNER) when there is no Organization with an Ed25519 key,
        Unreachable when the server does not answer.
        """
        home = self._ctx.home
        if domain == home.domain:
            return await self._ourselves()
        scheme = "http" if self._ctx.test_mode.plain_http else "https"
        uri = addresses.partner_actor(f"{scheme}://{domain}")
        fetched = await self._ctx.fetcher.document(uri, kinds=("Organization",), fresh=True)
        document = fetched.body
        key = next((each for each in actor_keys(document) if each.kind == "ed25519"), None)
        inbox = _inbox(document)
        if key is None or key.key_id != addresses.proof_key(fetched.uri) or inbox is None:
            raise Rejected(Reason.NOT_A_PARTNER, f"{uri} has no inbox or no key for proofs")
        name = text(document, "name")
        return PartnerInvite(
            domain=origin_of(fetched.uri).authority,
            name=name.value[:200] if name else domain,
            actor_uri=fetched.uri,
            key=key.multibase(),
            inbox=inbox,
        )

    async def found(
        self, founding: Founding, others: tuple[str, ...], *, signs: bool = True
    ) -> RosterDraft:
        """Write the first draft with us and the partners at these domains, and offer it to them.

        `founding.partners` is filled in here; with `signs` our own signature is put under it.
        """
        partners = [await self._ourselves()]
        partners += [await self.discover_partner(domain) for domain in sorted(set(others))]
        draft = await actions.found(
            self._ctx.home,
            Founding(
                slug=founding.slug,
                domain=founding.domain,
                name=founding.name,
                summary=founding.summary,
                partners=tuple(partners),
            ),
        )
        if signs:
            await self.sign(draft.id)
        return draft

    async def sign(self, draft_id: int) -> bool:
        """Put our Organization's signature under a draft; returns whether it is now complete.

        Every other partner's key is compared with what its own server says. Raises
        Rejected(KEY_REFUSED) when one differs, Unreachable when one cannot be asked, NotFound or
        Conflict when there is nothing to sign.
        """
        sheet = await sheets.draft(draft_id)
        if sheet is None:
            raise NotFound(f"roster draft {draft_id}")
        if sheet.state != "open":
            raise Conflict("This draft is no longer open", f"{sheet.uri} is {sheet.state}")
        document = rostering.read(sheet.document)
        await self._check_keys(document)
        pair = await self._ctx.signers.pair(await self._speaker())
        signed = add_proof(sheet.document, pair.ed25519, self._ctx.clock.now())
        return await actions.sign(self._ctx.home, draft_id, signed["proof"])

    async def _check_keys(self, document: RosterDocument) -> None:
        for named in document.partners:
            real = await self.discover_partner(named.domain)
            if (real.key, real.actor_uri) != (named.key, named.actor):
                raise Rejected(Reason.KEY_REFUSED, f"{named.domain} has another key than the draft")

    async def _ourselves(self) -> PartnerInvite:
        home = self._ctx.home
        pair = await self._ctx.signers.pair(await self._speaker())
        speaker = await reachable.actor(await self._speaker())
        return PartnerInvite(
            domain=home.domain,
            name=(speaker or {}).get("display_name") or home.domain,
            actor_uri=pair.actor_uri,
            key=pair.ed25519.public().multibase(),
            inbox=addresses.shared_inbox(home.base_url),
        )

    async def _speaker(self) -> int:
        return await _speaker(self._ctx)


async def receive_offer(federation: Federation, verified: Verified) -> Effect:
    """Keep a draft for our admin, or put a complete roster in force; Rejected for anything else."""
    shown = embedded(verified.document.get("object"))
    if shown is None or shown.get("type") != "Roster":
        raise Rejected(Reason.NOT_ALLOWED, "an Offer of something else than a roster")
    raw = rostering.unsigned(shown)
    document = rostering.read(raw)
    await _check_sender(federation, document, verified)
    proofs = rostering.proofs_in(shown)
    former = await actions.by_uri(document.community)
    named = {each.domain for each in document.partners}
    if len(proofs) >= len(named):
        agreed = rostering.complete(raw, proofs, former)
        with _refused():
            news = await actions.accept_roster(federation.home, raw, agreed)
        federation.communities.forget()
        return Effect(object_uri=document.id) if news else DUPLICATE
    if not same_origin(document.id, verified.actor.uri):
        raise Rejected(Reason.ORIGIN_MISMATCH, f"{document.id[:200]} is not the proposer's")
    if former is not None and document.version <= former.version:
        return DUPLICATE
    proposer = document.by_actor(verified.actor.uri)
    for proof in proofs:
        if proposer is not None:
            rostering.check_proof(raw, proof, proposer)
    with _refused():
        await actions.receive_draft(federation.home, document.id, raw)
        if proposer is not None and proofs:
            await actions.add_signature(federation.home, document.id, proposer.domain, proofs[0])
    return Effect(object_uri=document.id)


async def receive_signature(federation: Federation, verified: Verified) -> Effect:
    """Put a partner's signature under our draft; Rejected unless it fits to the byte."""
    shown = embedded(verified.document.get("object"))
    if shown is None or shown.get("type") != "Roster":
        raise Rejected(Reason.NOT_ALLOWED, "an Accept of nothing that we asked")
    sheet = await sheets.draft_by_uri(str(shown.get("id")))
    if sheet is None or not federation.home.is_ours(sheet.uri):
        raise Rejected(Reason.OBJECT_UNKNOWN, f"no draft {str(shown.get('id'))[:200]}")
    document = rostering.read(sheet.document)
    signer = document.by_actor(verified.actor.uri)
    if signer is None:
        former = await actions.by_uri(document.community)
        seats = former.partners if former is not None else ()
        seat = next((each for each in seats if each.actor_uri == verified.actor.uri), None)
        if seat is None:
            raise Rejected(Reason.NOT_A_PARTNER, verified.actor.uri)
        signer = rostering.NamedPartner(
            seat.domain, seat.name, seat.actor_uri, seat.key, seat.inbox
        )
    proofs = rostering.proofs_in(shown)
    if len(proofs) != 1:
        raise Rejected(Reason.PROOF_MISSING, "an Accept carries the proof of its sender")
    # Over the draft as we keep it: what the sender shows beside its proof decides nothing.
    rostering.check_proof(sheet.document, proofs[0], signer)
    is_complete = await actions.add_signature(federation.home, sheet.uri, signer.domain, proofs[0])
    if is_complete:
        federation.communities.forget()
    return Effect(object_uri=sheet.uri)


async def _check_sender(
    federation: Federation, document: RosterDocument, verified: Verified
) -> None:
    """Refuse a roster from somebody it does not name, or which names us wrongly or not at all."""
    if document.by_actor(verified.actor.uri) is None:
        raise Rejected(Reason.NOT_A_PARTNER, f"{verified.actor.uri} is not in its own roster")
    ours = document.partner(federation.home.domain)
    if ours is None:
        raise Rejected(Reason.NOT_FOR_US, "we are not in this roster")
    pair = await federation.signers.pair(await _speaker(federation))
    if ours.actor != pair.actor_uri or ours.key != pair.ed25519.public().multibase():
        raise Rejected(Reason.KEY_REFUSED, "the roster names us with a key that is not ours")


@contextmanager
def _refused() -> Iterator[None]:
    """Turn what the community's own rules refuse into the refusal that the sender's log shows."""
    try:
        yield
    except Problem as problem:
        raise Rejected(Reason.NOT_ALLOWED, str(problem)) from problem


async def _speaker(federation: Federation) -> int:
    uri = addresses.partner_actor(federation.home.base_url)
    found = await reachable.account_id(uri)
    if found is None:
        raise NotFound(f"{uri} does not exist yet")
    return found


def _inbox(document: dict[str, Any]) -> str | None:
    """Return where a partner takes everything: its shared inbox, else the Organization's own."""
    endpoints = document.get("endpoints")
    shared = endpoints.get("sharedInbox") if isinstance(endpoints, dict) else None
    for claimed in (shared, document.get("inbox")):
        if isinstance(claimed, str) and same_origin(claimed, str(document["id"])):
            return claimed
    return None
