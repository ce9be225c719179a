"""Evidence: two signed objects that cannot both be honest, whoever shows them (R12).

    entries   two entries of one author with one number, by one key
    seals     two seals of one sealer for different minutes of one term and height
    starts    two seals of one sealer, each with its minutes, that open one term twice
    minutes   two minutes of one secretary with one term and height, or that open one term twice
    terms     a seal with its minutes, and a status that leaves their term and knows less than the
              minutes stand on: sealed after leaving, or left out when asked what was certified

Both are signed by one key, or the key of one was handed on to that of the other by its own
signature (`log/handing.py`). A recovery that overrides what a stolen key signed is by another key,
and no contradiction. Whether the key was the partner's is for the state to say; here is only what
the objects prove of the key. Of two of a sort the first is the one with the lower id, so that one
contradiction has one form.

Two entries that are evidence themselves can be too large to be shown together. That is no way out:
whatever follows on either contradicts in turn, number by number.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from models.rules import canon
from models.rules.log import entry as entries_of
from models.rules.log import handing
from models.rules.log.entry import Entry
from models.rules.minutes import records
from models.rules.minutes.records import High, Minutes, Seal, Status
from models.rules.refusal import Refusal, Refused
from models.rules.signing import Signatures
from models.rules.values import Key, shaped

Kind = Literal["entries", "seals", "starts", "minutes", "terms"]


class EvidenceBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of an `evidence` entry."""

    kind: Kind
    key: Key
    """The key that signed both; or one of them, and `handed` leads to it from the other's."""
    first: dict[str, Any]
    second: dict[str, Any]
    handed: Annotated[list[dict[str, Any]], Meta(max_length=handing.MOST)]
    """The entries that handed the key on, oldest first; none where one key signed both."""


class Opening(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A seal together with the minutes it stands under."""

    seal: Seal
    minutes: Minutes


Thing = Entry | Seal | Opening | Minutes | Status
Said = Entry | Seal | Minutes | Status
NOTHING = (0, -1)
"""The rank, by term and height, of the genesis."""
_KINDS: Mapping[str, tuple[type[Struct], type[Struct]]] = MappingProxyType(
    {
        "entries": (Entry, Entry),
        "seals": (Seal, Seal),
        "starts": (Opening, Opening),
        "minutes": (Minutes, Minutes),
        "terms": (Opening, Status),
    }
)


def prove(
    kind: Kind, key: str, one: Thing, other: Thing, handed: Sequence[Entry] = ()
) -> EvidenceBody | None:
    """Return the evidence that two things signed by one key are, or None when they are none.

    Where two keys signed them, `handed` led from one of them to `key`, the other. O(size).
    """
    first, second = sorted((one, other), key=_order)
    if not contradict(first, second):
        return None
    return EvidenceBody(
        kind=kind,
        key=key,
        first=msgspec.to_builtins(first),
        second=msgspec.to_builtins(second),
        handed=[msgspec.to_builtins(each) for each in handed],
    )


def check(body: EvidenceBody, community: str, signatures: Signatures) -> None:
    """Refuse (evidence_unproven) a body that proves nothing. Linear in its size."""
    try:
        first, second = things(body)
        line = [shaped(each, Entry) for each in body.handed]
        handing.check(line, body.key, author(first), community, signatures)
        for thing in (first, second):
            _check_signed(thing, keys(body), signatures)
    except Refused as refusal:
        raise Refused(Refusal.EVIDENCE_UNPROVEN, str(refusal)) from refusal
    if not contradict(first, second):
        raise Refused(Refusal.EVIDENCE_UNPROVEN, f"{body.kind} that do not contradict")
    if _order(first) > _order(second):
        raise Refused(Refusal.EVIDENCE_UNPROVEN, "the lower id comes first")
    if _said(first).community != community:
        raise Refused(Refusal.EVIDENCE_UNPROVEN, "another community")


def things(body: EvidenceBody) -> tuple[Thing, Thing]:
    """Return the two things that a body shows; Refused(malformed) when they are of no such kind.

    Linear.
    """
    first, second = _KINDS[body.kind]
    return shaped(body.first, first), shaped(body.second, second)


def keys(body: EvidenceBody) -> Sequence[str]:
    """Return the keys that a body shows to be in the same hands, oldest first. O(their number)."""
    return (*(each["key"] for each in body.handed), body.key)


def guilty(body: EvidenceBody) -> str:
    """Return whose contradiction a body shows that was proven or checked before. O(1)."""
    said = body.first.get("seal", body.first)
    who: str = said["secretary"] if "secretary" in said else said["partner"]
    return who


def author(thing: Thing) -> str:
    """Return who signed a thing."""
    said = _said(thing)
    return said.secretary if isinstance(said, Minutes) else said.partner


def identify(thing: Thing) -> str:
    """Return the id of a thing: that of the seal, where a seal comes with its minutes. O(size)."""
    return canon.sha256(_signed(_said(thing)))


def contradict(first: Thing, second: Thing) -> bool:
    """Tell whether nobody honest signs both of two things; who signed them is not looked at.

    O(size), for the ids.
    """
    one, other = _said(first), _said(second)
    is_same_author = author(one) == author(other) and one.community == other.community
    if not is_same_author or identify(one) == identify(other):
        return False
    if isinstance(one, Entry) and isinstance(other, Entry):
        return one.key == other.key and one.seq == other.seq
    if isinstance(first, Opening) and isinstance(second, Status):
        return came_back(first, second)
    if isinstance(first, Opening) and isinstance(second, Opening):
        return _open_twice(first.minutes, second.minutes)
    if isinstance(one, Seal) and isinstance(other, Seal):
        return one.minutes != other.minutes and _place(one) == _place(other)
    if isinstance(one, Minutes) and isinstance(other, Minutes):
        return _place(one) == _place(other) or _open_twice(one, other)
    return False


def came_back(opening: Opening, status: Status) -> bool:
    """Tell whether a status left the term of a seal, and knew less than the seal stands on."""
    is_later = opening.seal.term < status.term
    return is_later and _rank(status.high) < stands_on(opening.minutes)


def stands_on(minutes: Minutes) -> tuple[int, int]:
    """Return term and height of the certified minutes that whoever seals these has seen.

    O(statuses of a start).
    """
    if minutes.start is None:
        return minutes.term, minutes.height - 1
    known = (each.high for each in minutes.start.statuses)
    return max((_rank(high) for high in known), default=NOTHING)


def _rank(high: High | None) -> tuple[int, int]:
    return NOTHING if high is None else (high.term, high.height)


def _order(thing: Thing) -> tuple[bool, str]:
    return isinstance(thing, Status), identify(thing)


def _said(thing: Thing) -> Said:
    return thing.seal if isinstance(thing, Opening) else thing


def _place(record: Seal | Minutes) -> tuple[int, int]:
    return record.term, record.height


def _open_twice(one: Minutes, other: Minutes) -> bool:
    are_starts = one.start is not None and other.start is not None
    return (
        are_starts and one.term == other.term and records.identify(one) != records.identify(other)
    )


def _check_signed(thing: Thing, line: Sequence[str], signatures: Signatures) -> None:
    if isinstance(thing, Opening) and records.identify(thing.minutes) != thing.seal.minutes:
        raise Refused(Refusal.EVIDENCE_UNPROVEN, "a seal of other minutes")
    said = _said(thing)
    fitting = [key for key in line if not isinstance(said, Entry) or said.key == key]
    signed = _signed(said)
    if not any(signatures.verify(key, signed, said.sig) for key in fitting):
        raise Refused(Refusal.SIGNATURE_INVALID, type(said).__name__.lower())


def _signed(said: Said) -> bytes:
    tag = entries_of.TAG if isinstance(said, Entry) else records.TAGS[type(said)]
    return canon.signed_bytes(tag, msgspec.to_builtins(said))
