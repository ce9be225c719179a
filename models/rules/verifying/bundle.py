"""Bundle: a community's agreed history as files, each byte of which is bound by something.

    MANIFEST.json         counts and SHA-256 of all other files
    genesis.json          the founding
    log/<partner>.jsonl   its entries in the order of number and id, all variants of a number
    minutes.jsonl         the final minutes from height 0, the one that makes the last one final,
                          and those beside that a status names; by term, then height, then id
    seals.jsonl           the certificate of the last minutes, as seals in the order of partner
    rolls/<root>.txt      the salted hashes of a roll of members, ascending, one a line
    blobs/<id>            32 bytes of salt and a content that is still allowed

Every line of a JSON file is one canonical object and one newline. In a log's file name a colon is
an underscore, which no partner's id has. So history travels to whoever verifies it (R14).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from models.rules import canon
from models.rules.genesis import Genesis
from models.rules.genesis import raw as genesis_raw
from models.rules.log.entry import Signed
from models.rules.log.entry import raw as entry_raw
from models.rules.minutes.records import Minutes, Seal, identify
from models.rules.minutes.records import raw as record_raw
from models.rules.values import Id, Number

MANIFEST = "MANIFEST.json"
GENESIS = "genesis.json"
MINUTES = "minutes.jsonl"
SEALS = "seals.jsonl"
LOG = re.compile(r"log/([a-z0-9][a-z0-9._-]{0,252})\.jsonl\Z")
ROLL = re.compile(r"rolls/([0-9a-f]{64})\.txt\Z")
BLOB = re.compile(r"blobs/([0-9a-f]{64})\Z")
SALT = 32
"""Bytes of salt at the beginning of a blob's file."""
BLOB_TAG = "hanse/blob/1"
MAX_BLOB = 16 * 1024 * 1024
MAX_MANIFEST = 64 * 1024 * 1024


class File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the manifest says of one file."""

    bytes: Number
    lines: Number
    """How many newlines there are in it."""
    sha256: Id


FileName = Annotated[
    str,
    Meta(
        pattern=r"^(genesis\.json|minutes\.jsonl|seals\.jsonl|log/[a-z0-9][a-z0-9._-]{0,252}\.jsonl"
        r"|rolls/[0-9a-f]{64}\.txt|blobs/[0-9a-f]{64})\Z"
    ),
]


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The list of a bundle's files; nobody signs it: it finds damage, not lies."""

    v: Literal[1]
    community: Id
    files: dict[FileName, File]


def log_name(partner: str) -> str:
    """Return the name of the file with a partner's log."""
    return f"log/{partner.replace(':', '_')}.jsonl"


def partner_of(name: str) -> str | None:
    """Return whose log the file `name` holds; None for any other file."""
    found = LOG.match(name)
    return found[1].replace("_", ":") if found else None


def is_known(name: str) -> bool:
    """Tell whether a bundle may have a log, roll or blob of this name."""
    return any(pattern.match(name) for pattern in (LOG, ROLL, BLOB))


def blob_id(content: bytes) -> str:
    """Return the commitment to a blob: `content` begins with its salt. Linear."""
    return canon.sha256(BLOB_TAG.encode() + b"\0" + content)


def lines(
    genesis: Genesis,
    logs: Mapping[str, Iterable[Signed]],
    minutes: Sequence[Minutes],
    seals: Iterable[Seal],
    *,
    rolls: Mapping[str, Iterable[str]] | None = None,
    blobs: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """Return a bundle: file name to content, with its manifest.

    `minutes` are the final chain from height 0, the next one of the same term, which `seals`
    certify, and whatever statuses in them name; in any order. `logs` may hold variants and entries
    that no minutes reached; `rolls` are by root, `blobs` by id with their salt in front. IndexError
    without minutes. O(n log n) for the order.
    """
    made = {
        GENESIS: _line(genesis_raw(genesis)),
        MINUTES: b"".join(_line(record_raw(each)) for each in sorted(minutes, key=_rank)),
        SEALS: b"".join(
            _line(record_raw(seal)) for seal in sorted(seals, key=lambda seal: seal.partner)
        ),
    }
    for partner, entries in logs.items():
        ordered = sorted(entries, key=lambda signed: (signed.entry.seq, signed.id))
        made[log_name(partner)] = b"".join(_line(entry_raw(signed.entry)) for signed in ordered)
    for root, hashes in (rolls or {}).items():
        made[f"rolls/{root}.txt"] = b"".join(_line(each.encode()) for each in sorted(hashes))
    for blob, content in (blobs or {}).items():
        made[f"blobs/{blob}"] = content
    return {**made, MANIFEST: manifest(minutes[0].community, made)}


def beside(chain: Sequence[Minutes], find: Callable[[str], Minutes]) -> list[Minutes]:
    """Return the minutes that a bundle of `chain` needs besides: statuses name them.

    They were certified, and a term was opened without them (R4); what they descend from belongs to
    them until it is on the chain. `find` returns minutes by id, and what it raises is raised.
    Linear in the statuses.
    """
    known = {identify(minutes) for minutes in chain}
    found: list[Minutes] = []
    pending = [name for minutes in chain for name in _named(minutes)]
    while pending:
        minutes_id = pending.pop()
        if minutes_id in known:
            continue
        known.add(minutes_id)
        minutes = find(minutes_id)
        found.append(minutes)
        pending.extend([*_named(minutes), *filter(None, [minutes.parent])])
    return found


def _named(minutes: Minutes) -> list[str]:
    statuses = minutes.start.statuses if minutes.start else []
    return [status.high.minutes for status in statuses if status.high is not None]


def manifest(community: str, made: Mapping[str, bytes]) -> bytes:
    """Return the content of the manifest of these files. Linear."""
    listed = {
        name: File(bytes=len(raw), lines=raw.count(b"\n"), sha256=canon.sha256(raw))
        for name, raw in made.items()
    }
    return _line(
        canon.encode(msgspec.to_builtins(Manifest(v=1, community=community, files=listed)))
    )


def _rank(minutes: Minutes) -> tuple[int, int, str]:
    return minutes.term, minutes.height, identify(minutes)


def _line(raw: bytes) -> bytes:
    return raw + b"\n"
