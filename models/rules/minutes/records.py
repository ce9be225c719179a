"""Records: minutes, seals and statuses, as they travel, with their ids and signatures.

Minutes are signed by their secretary, a seal by one sealer over one minutes, a status by one sealer
that leaves a term (R1, R2, R4); an exclusion by one that waits in vain (R13). All are shaped and
signed here; whether they may be believed is for `minutes/chain.py` to say.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from models.rules import canon
from models.rules.refusal import Refusal, Refused
from models.rules.signing import Signatures
from models.rules.values import Cut, Id, Moment, Number, PartnerId, Signature, shaped

MINUTES_TAG = "hanse/minutes/1"
SEAL_TAG = "hanse/seal/1"
STATUS_TAG = "hanse/status/1"
EXCLUSION_TAG = "hanse/exclusion/1"


class Countersign(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a certificate keeps of one seal: with the minutes it stands under, the seal again."""

    partner: PartnerId
    time: Moment
    sig: Signature


Certificate = Annotated[list[Countersign], Meta(max_length=64)]
"""The seals of a quorum, by partner id ascending, each partner once."""


class Seal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sealer's word that it recomputed these minutes and will seal no others in their place."""

    v: Literal[1]
    community: Id
    minutes: Id
    term: Number
    height: Number
    partner: PartnerId
    time: Moment
    sig: Signature


class High(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The highest certified minutes that somebody knows, with the proof."""

    term: Number
    height: Number
    minutes: Id
    certificate: Certificate


class Status(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sealer's word that it seals in no term before `term`, and what it knew then (R4)."""

    v: Literal[1]
    community: Id
    term: Number
    partner: PartnerId
    high: High | None
    """None before any minutes were certified."""
    sig: Signature


class Exclusion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sealer's word that another one gave no sign of life (R13)."""

    v: Literal[1]
    community: Id
    roster: Number
    subject: PartnerId
    partner: PartnerId
    time: Moment
    sig: Signature


class Start(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By what right the first minutes of a term open it."""

    statuses: Annotated[list[Status], Meta(max_length=64)]
    """By partner id ascending, each partner once."""
    exclusions: Annotated[list[Exclusion], Meta(max_length=64)]
    """R13: by everybody but the subject, at least 30 days old."""


class Minutes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One link of the agreed order, as it travels."""

    v: Literal[1]
    community: Id
    term: Number
    height: Number
    parent: Id | None
    """None at height 0."""
    parent_certificate: Certificate
    roster: Number
    secretary: PartnerId
    time: Moment
    cut: Cut
    """How far each log counts from here on; never less than in the parent."""
    closes: Annotated[list[Id], Meta(max_length=1000)]
    """The ballots that end here, ascending: what R7 says, repeated for the reader."""
    state: Id
    start: Start | None
    """Only in the first minutes of a term above 0."""
    sig: Signature


Record = TypeVar("Record", Minutes, Seal, Status, Exclusion)
SealOrStatus = TypeVar("SealOrStatus", Seal, Status)
TAGS: dict[type, str] = {
    Minutes: MINUTES_TAG,
    Seal: SEAL_TAG,
    Status: STATUS_TAG,
    Exclusion: EXCLUSION_TAG,
}


def read(raw: bytes, kind: type[Record]) -> Record:
    """Return the record in `raw`, canonical and well shaped; its signature is checked later.

    Refused with the reasons of `canon.parse` or `malformed`. Linear in the size.
    """
    record: Record = shaped(canon.parse(raw, canon.MAX_EVIDENCE), kind)
    return record


def raw(record: Record) -> bytes:
    """Return the canonical bytes in which a record travels. Linear."""
    return canon.encode(msgspec.to_builtins(record))


def signed(record: Record) -> bytes:
    """Return what the record's signature covers. Linear."""
    return canon.signed_bytes(TAGS[type(record)], msgspec.to_builtins(record))


def identify(record: Record) -> str:
    """Return the id of a record: SHA-256 of what its signature covers. Linear."""
    return canon.sha256(signed(record))


def sign(claim: dict[str, Any], kind: type[Record], key: str, signatures: Signatures) -> Record:
    """Return a record of our own: `claim` is all fields but `v` and `sig`, as JSON values.

    KeyError when the private half of `key` is not held; Refused with `not_canonical`, `malformed`.
    Linear.
    """
    whole = {"v": 1, **claim}
    signature = signatures.sign(key, canon.signed_bytes(TAGS[kind], whole))
    record: Record = shaped({**whole, "sig": signature}, kind)
    return record


def verify(record: Record, key: str, signatures: Signatures) -> None:
    """Refuse (signature_invalid) a record that the private half of `key` did not sign. Linear."""
    if not signatures.verify(key, signed(record), record.sig):
        raise Refused(Refusal.SIGNATURE_INVALID, type(record).__name__.lower())


def verify_any(record: SealOrStatus, keys: Sequence[str | None], signatures: Signatures) -> str:
    """Return the first of `keys` that signed a seal or status.

    Refused with `not_a_sealer` when there is no key, or `signature_invalid`. O(keys).
    """
    known = [key for key in keys if key is not None]
    if not known:
        raise Refused(Refusal.NOT_A_SEALER, record.partner)
    for key in known[:-1]:
        if signatures.verify(key, signed(record), record.sig):
            return key
    verify(record, known[-1], signatures)
    return known[-1]


def seal_of(minutes: Minutes, minutes_id: str, countersign: Countersign) -> Seal:
    """Return the seal that a certificate's line stands for."""
    return Seal(
        v=1,
        community=minutes.community,
        minutes=minutes_id,
        term=minutes.term,
        height=minutes.height,
        partner=countersign.partner,
        time=countersign.time,
        sig=countersign.sig,
    )
