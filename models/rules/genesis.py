"""Genesis: how a community begins, in one object that all founders accept or none.

It names purpose and rules (the charter), who seals, the secretary's line and the host seat. Its id
is the name of the community in every later object. It is not signed as such: each founder's
`accept`, number 0 of its log, names the id and is signed by its key; a community exists from the
minutes of height 0, which need them all. Whoever signs another draft signs another id. Ground under
all rules; the keys are those of R11, the line that of R4, the host seat that of R16.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from models.rules import canon, signing
from models.rules.charter import checking
from models.rules.charter.document import Charter
from models.rules.refusal import Refused
from models.rules.state import State, build
from models.rules.values import Key, Moment, PartnerId, shaped

TAG = "hanse/genesis/1"
CHARTER_TAG = "hanse/charter/1"
FIRST_ROSTER = 1
"""The version of the roster that the founders make."""


class Sealer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A partner, or a witness that seals and has no vote, with its keys."""

    id: PartnerId
    kind: Literal["partner", "witness"]
    url: Annotated[str, Meta(pattern=r"^https://[!-~]{1,500}\Z")]
    key: Key
    """The operational key, which its server holds."""
    recovery: Key
    """The recovery key, which it keeps offline (R11)."""


class Chartered(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The charter, whole."""

    document: dict[str, Any]


class Genesis(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The beginning of a community, as it travels."""

    v: Literal[1]
    created: Moment
    charter: Chartered
    sealers: Annotated[list[Sealer], Meta(min_length=1, max_length=64)]
    """By id ascending."""
    line: Annotated[list[PartnerId], Meta(min_length=1, max_length=64)]
    """Who is secretary in turn (R4): each partner once."""
    host: PartnerId
    """Who serves the community's actor (R16)."""


class GenesisFault(StrEnum):
    """Why nobody should accept a genesis; stable, for pages."""

    CHARTER_MALFORMED = "charter_malformed"
    CHARTER_FAULTY = "charter_faulty"
    CHARTER_NOT_FIRST = "charter_not_first"
    SEALERS_UNSORTED = "sealers_unsorted"
    KEY_REPEATED = "key_repeated"
    KEY_UNFIT = "key_unfit"
    PARTNERS_MISSING = "partners_missing"
    WITNESSES_TOO_MANY = "witnesses_too_many"
    LINE_UNFIT = "line_unfit"
    HOST_UNFIT = "host_unfit"


def read(raw: bytes) -> Genesis:
    """Return the genesis in `raw`; Refused with the reasons of `canon.parse` or `malformed`.

    Linear.
    """
    genesis: Genesis = shaped(canon.parse(raw, canon.MAX_EVIDENCE), Genesis)
    return genesis


def raw(genesis: Genesis) -> bytes:
    """Return the canonical bytes in which a genesis travels. Linear."""
    return canon.encode(msgspec.to_builtins(genesis))


def identify(genesis: Genesis) -> str:
    """Return the id of the community that a genesis begins. Linear."""
    return canon.digest(TAG, msgspec.to_builtins(genesis))


def faults(genesis: Genesis) -> tuple[GenesisFault, ...]:
    """Return all reasons not to accept a genesis, each once; founders and newcomers ask first.

    O(charter + sealers).
    """
    return (*_charter_faults(genesis), *_sealer_faults(genesis), *_seat_faults(genesis))


def first_state(genesis: Genesis) -> State:
    """Return the state before height 0, in which all founders are named and none has accepted.

    Refused(malformed) when its charter is none. O(charter + sealers).
    """
    document = genesis.charter.document
    charter: Charter = shaped(document, Charter)
    roster = {
        "version": FIRST_ROSTER,
        "policy": charter.policy,
        "sealers": sorted(sealer.id for sealer in genesis.sealers),
        "line": list(genesis.line),
        "host": genesis.host,
    }
    items: list[tuple[str, Any]] = [
        ("community", {"genesis": identify(genesis), "fold": 1, "status": "active"}),
        ("charter", {"version": charter.version, "id": charter_id(document), "document": document}),
        ("roster", roster),
    ]
    items.extend((f"partner/{each.id}", record(each, "founder", 0)) for each in genesis.sealers)
    return build(items)


def charter_id(document: dict[str, Any]) -> str:
    """Return the id of a version of the charter. Refused(not_canonical). Linear."""
    return canon.digest(CHARTER_TAG, document)


def record(sealer: Sealer, status: str, since: int) -> dict[str, Any]:
    """Return what the state keeps of a sealer under `partner/<id>`."""
    return {
        "kind": sealer.kind,
        "status": status,
        "url": sealer.url,
        "key": sealer.key,
        "recovery": sealer.recovery,
        "suspended": None,
        "handed": [],
        "since": since,
        "head": None,
    }


def _charter_faults(genesis: Genesis) -> Iterator[GenesisFault]:
    try:
        charter: Charter = shaped(genesis.charter.document, Charter)
    except Refused:
        yield GenesisFault.CHARTER_MALFORMED
        return
    if checking.faults(charter):
        yield GenesisFault.CHARTER_FAULTY
    if charter.version != 1:
        yield GenesisFault.CHARTER_NOT_FIRST
    witnesses = [sealer for sealer in genesis.sealers if sealer.kind == "witness"]
    if len(witnesses) > charter.witnesses:
        yield GenesisFault.WITNESSES_TOO_MANY


def _sealer_faults(genesis: Genesis) -> Iterator[GenesisFault]:
    ids = [sealer.id for sealer in genesis.sealers]
    if ids != sorted(set(ids)):
        yield GenesisFault.SEALERS_UNSORTED
    keys = [key for sealer in genesis.sealers for key in (sealer.key, sealer.recovery)]
    if len(set(keys)) != len(keys):
        yield GenesisFault.KEY_REPEATED
    if not all(signing.is_key(key) for key in keys):
        yield GenesisFault.KEY_UNFIT


def _seat_faults(genesis: Genesis) -> Iterator[GenesisFault]:
    partners = {sealer.id for sealer in genesis.sealers if sealer.kind == "partner"}
    if not partners:
        yield GenesisFault.PARTNERS_MISSING
    if sorted(genesis.line) != sorted(partners):
        yield GenesisFault.LINE_UNFIT
    if genesis.host not in partners:
        yield GenesisFault.HOST_UNFIT
