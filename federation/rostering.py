"""Roster documents: their shape and their proofs, checked without network, database or clock.

Both sides of the exchange enter: whoever signs, and whoever receives what others signed. A roster
is believed only as a whole: every partner that it names, and every partner of the roster it
replaces, must have signed exactly this document with the key that the document pins (for partners
that leave, the key that the former roster pins). A host cannot add a name, change a word or do
without somebody, because each of these changes what the others have signed.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from federation.errors import Reason, Rejected
from federation.origin import origin_of, same_origin
from federation.signatures.keys import PublicKey, public_from_multibase
from federation.signatures.proof import MOST_PROOFS, proof_key_id, verify_proof
from models import addresses
from models.values.roster import Roster

_DOMAIN = re.compile(r"[a-z0-9.-]{1,253}(:[0-9]{1,5})?")


class NamedPartner(msgspec.Struct, frozen=True):
    """A partner as a roster document names it."""

    domain: str
    name: str
    actor: str
    key: str
    inbox: str

    def public_key(self) -> PublicKey:
        """Return the pinned key; SignatureInvalid(KEY_REFUSED) unless it is a sound Ed25519 key."""
        return public_from_multibase(self.key, addresses.proof_key(self.actor), self.actor)


class RosterDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="Roster"):
    """What partners sign; unknown members are refused, because nobody would know what they mean."""

    id: str
    community: str
    slug: str
    name: str
    summary: str
    domain: str
    version: int
    host: str
    partners: list[NamedPartner]

    def partner(self, domain: str) -> NamedPartner | None:
        """Return the partner of a domain, None if it is not named."""
        return next((each for each in self.partners if each.domain == domain), None)

    def by_actor(self, actor_uri: str) -> NamedPartner | None:
        """Return the partner whose Organization this is, None if it is not named."""
        return next((each for each in self.partners if each.actor == actor_uri), None)


def unsigned(embedded: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was signed of an embedded roster: all but the proofs and the context."""
    return {name: value for name, value in embedded.items() if name not in ("proof", "@context")}


def proofs_in(embedded: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the proofs that an embedded roster carries, none, one or many."""
    present = embedded.get("proof")
    proofs = present if isinstance(present, list) else [] if present is None else [present]
    if len(proofs) > MOST_PROOFS or not all(isinstance(each, dict) for each in proofs):
        raise Rejected(Reason.PROOF_INVALID, "not a list of proofs")
    return proofs


def read(document: Mapping[str, Any]) -> RosterDocument:
    """Return the document in its checked form; Rejected(SCHEMA_REFUSED) or ORIGIN_MISMATCH.

    Checked are its shape, that each partner stands in it once with Organization, key and inbox of
    one origin, that the host is one of them, and that the Group lies where the draft says it does.
    """
    try:
        roster = msgspec.convert(document, RosterDocument)
    except msgspec.ValidationError as error:
        raise Rejected(Reason.SCHEMA_REFUSED, f"roster: {error}") from error
    domains = [each.domain for each in roster.partners]
    actors = {each.actor for each in roster.partners}
    keys = {each.key for each in roster.partners}
    if not 2 <= len(domains) <= MOST_PROOFS or roster.version < 1:
        raise Rejected(Reason.SCHEMA_REFUSED, "roster: number of partners or version")
    if domains != sorted(set(domains)) or not len(actors) == len(keys) == len(domains):
        raise Rejected(Reason.SCHEMA_REFUSED, "roster: partners not in order, or not each once")
    if roster.partner(roster.host) is None:
        raise Rejected(Reason.SCHEMA_REFUSED, "roster: its host is no partner")
    for partner in roster.partners:
        _check_partner(partner)
    base = origin_of(roster.community)
    if roster.community != addresses.group(str(base), roster.slug) or not _DOMAIN.fullmatch(
        roster.domain
    ):
        raise Rejected(Reason.ORIGIN_MISMATCH, f"roster: {roster.community[:200]}")
    return roster


def _check_partner(partner: NamedPartner) -> None:
    if not _DOMAIN.fullmatch(partner.domain):
        raise Rejected(Reason.SCHEMA_REFUSED, f"roster: domain {partner.domain[:200]!r}")
    if origin_of(partner.actor).authority != partner.domain:
        raise Rejected(Reason.ORIGIN_MISMATCH, f"{partner.actor[:200]} of {partner.domain}")
    if not same_origin(partner.inbox, partner.actor):
        raise Rejected(Reason.ORIGIN_MISMATCH, f"{partner.inbox[:200]} of {partner.domain}")
    partner.public_key()


def check_proof(
    document: Mapping[str, Any], proof: Mapping[str, Any], partner: NamedPartner
) -> None:
    """Refuse a proof that this partner did not make over exactly this document.

    SignatureInvalid(PROOF_INVALID). A proof that expires is none: a signature under a roster stands
    until another roster replaces it.
    """
    verify_proof({**document, "proof": dict(proof)}, partner.public_key())


def complete(
    document: Mapping[str, Any], proofs: Sequence[Mapping[str, Any]], former: Roster | None
) -> dict[str, dict[str, Any]]:
    """Return the proof of each signer by domain once nobody's is missing and every one holds.

    Rejected(PROOF_MISSING) names who has not signed; SignatureInvalid(PROOF_INVALID) when one does
    not hold or a stranger's is among them.
    """
    roster = read(document)
    signers = {addresses.proof_key(each.actor): each for each in roster.partners}
    for seat in former.partners if former is not None else ():
        # A partner that stays under its old key must sign with the key it is known by.
        pinned = NamedPartner(seat.domain, seat.name, seat.actor_uri, seat.key, seat.inbox)
        signers[addresses.proof_key(seat.actor_uri)] = pinned
    found: dict[str, dict[str, Any]] = {}
    for proof in proofs:
        partner = signers.get(proof_key_id({"proof": proof}) or "")
        if partner is None:
            raise Rejected(Reason.PROOF_INVALID, "signed by somebody who is no partner")
        check_proof(document, proof, partner)
        found[partner.domain] = dict(proof)
    missing = sorted({each.domain for each in signers.values()} - found.keys())
    if missing:
        raise Rejected(Reason.PROOF_MISSING, f"roster lacks {', '.join(missing)}")
    return found
