"""Entry: one act of one partner, numbered, linked to the one before, and signed.

An entry proves that its author said it, and after which other things; `ts` is only a claim. Whether
it has an effect is for the fold to say, at the minutes that introduce it (R5). Under all rules.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from models.rules import canon
from models.rules.refusal import Refusal, Refused
from models.rules.signing import Signatures
from models.rules.values import Id, Key, Moment, Number, PartnerId, Signature, Slug, shaped

TAG = "hanse/entry/1"


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a partner's log, as it travels."""

    v: Literal[1]
    community: Id
    partner: PartnerId
    seq: Number
    prev: Id | None
    """The id of the entry with the number before; None at number 0."""
    roster: Number
    """The version of the roster at the anchor."""
    anchor: tuple[Number, Id] | None
    """Height and id of the newest final minutes that the author knew; None before there are any."""
    ts: Moment
    type: Slug
    body: dict[str, Any]
    blobs: Annotated[list[Id], Meta(max_length=64)]
    """Salted commitments to contents that travel apart and can be erased."""
    key: Key
    sig: Signature


class Signed(Struct, frozen=True, kw_only=True):
    """An entry whose signature was checked, with its id and its size; nothing else makes one."""

    id: str
    entry: Entry
    size: int


def read(raw: bytes, signatures: Signatures) -> Signed:
    """Return the entry in `raw`, canonical and signed by the key it names.

    Whether that key was its author's is for the chain to say. Refused with the reasons of
    `canon.parse`, `malformed`, `oversized` or `signature_invalid`. Linear in the size.
    """
    claim = canon.parse(raw, canon.MAX_EVIDENCE)
    entry: Entry = shaped(claim, Entry)
    if len(raw) > canon.MAX_ENTRY and entry.type != "evidence":
        raise Refused(Refusal.OVERSIZED, f"{len(raw)} bytes of {entry.type}")
    if (entry.seq == 0) != (entry.prev is None):
        raise Refused(Refusal.MALFORMED, "prev is null at number 0 and only there")
    signed = canon.signed_bytes(TAG, claim)
    if not signatures.verify(entry.key, signed, entry.sig):
        raise Refused(Refusal.SIGNATURE_INVALID, f"{entry.partner} {entry.seq}")
    return Signed(id=canon.sha256(signed), entry=entry, size=len(raw))


def write(claim: dict[str, Any], signatures: Signatures) -> tuple[bytes, Signed]:
    """Return the bytes and the value of a new entry of our own: `claim` is all fields but `sig`.

    KeyError when the key that `claim` names is not held; Refused with `not_canonical`, `malformed`
    or `oversized`. Linear in the size.
    """
    signed = canon.signed_bytes(TAG, claim)
    whole = {**claim, "sig": signatures.sign(claim["key"], signed)}
    raw = canon.encode(whole)
    entry: Entry = shaped(whole, Entry)
    limit = canon.MAX_EVIDENCE if entry.type == "evidence" else canon.MAX_ENTRY
    if len(raw) > limit:
        raise Refused(Refusal.OVERSIZED, f"{len(raw)} bytes of {entry.type}")
    return raw, Signed(id=canon.sha256(signed), entry=entry, size=len(raw))


def raw(entry: Entry) -> bytes:
    """Return the canonical bytes in which an entry travels. Linear."""
    return canon.encode(msgspec.to_builtins(entry))
