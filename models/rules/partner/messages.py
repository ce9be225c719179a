"""Messages: what partners tell each other, and the bytes in which it travels.

A message proves nothing by who sent it: all that counts in it is signed by whom it binds, and is
checked on arrival. Heads and answers are hints of where to look (R15).
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from models.rules import canon
from models.rules.log import entry as entries_of
from models.rules.log.entry import Signed
from models.rules.minutes.records import Exclusion, High, Minutes, Seal, Status
from models.rules.refusal import Refusal, Refused
from models.rules.signing import Signatures
from models.rules.values import Cut, Head, Id, Number, PartnerId, shaped

MAX_MESSAGE = 4 * 1024 * 1024
"""Bytes of one message."""
MAX_ENTRIES = 256
"""Entries in one message."""
MAX_MINUTES = 64
"""Minutes in one message."""


class Says(Struct, frozen=True, kw_only=True):
    """New entries, of the sender or of anybody, in an order in which each can be added."""

    entries: tuple[Signed, ...]


class Proposes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Minutes to be sealed."""

    minutes: Minutes


class Seals(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A seal, for all to count."""

    seal: Seal


class Leaves(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A status: its sealer left all lower terms."""

    status: Status


class Excludes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A statement that somebody gave no sign of life (R13)."""

    exclusion: Exclusion


class Heads(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far the sender is; the other asks for what it lacks (R15)."""

    cut: Cut
    """The newest entry of each log that the sender holds."""
    high: tuple[Number, Number, Id] | None
    """Term, height and id of the highest certified minutes it knows."""
    final: tuple[Number, Id] | None
    """Height and id of the newest final minutes it knows."""


class Asks(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the sender lacks; the answer is bounded, and asked again for the rest."""

    logs: dict[PartnerId, tuple[Number, Id | None]]
    """By author: from which number on, and up to which entry (None: the newest)."""
    minutes: Annotated[list[Id], Meta(max_length=MAX_MINUTES)]
    since: Number | None
    """All minutes from this height on, up to the highest certified; None: none."""


class Shows(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer: minutes, parents before children, and proofs of what is certified among them."""

    minutes: Annotated[tuple[Minutes, ...], Meta(max_length=MAX_MINUTES)]
    proofs: Annotated[tuple[High, ...], Meta(max_length=2)]
    """Of the child that makes the newest final minutes final, and of the highest."""


class Recalls(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A partner that lost its newest records asks the others to open a term it never was in."""

    term: Number
    seq: Number
    """The first number of its own log that it does not hold."""


class Remembers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The answer to `Recalls`: the newest entry of the asker that the sender holds."""

    term: Number
    """The sender had left all lower terms when it looked."""
    head: Head | None


Message = Says | Proposes | Seals | Leaves | Excludes | Heads | Asks | Shows | Recalls | Remembers
_KINDS: dict[str, Any] = {
    "proposes": Proposes,
    "seals": Seals,
    "leaves": Leaves,
    "excludes": Excludes,
    "heads": Heads,
    "asks": Asks,
    "shows": Shows,
    "recalls": Recalls,
    "remembers": Remembers,
}


class _Envelope(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    v: Literal[1]
    message: str
    content: dict[str, Any]


class _Spoken(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    entries: Annotated[list[dict[str, Any]], Meta(max_length=MAX_ENTRIES)]


def read(raw: bytes, signatures: Signatures) -> Message:
    """Return the message in `raw`, canonical; entries in it are signed by the keys they name.

    Refused with the reasons of `canon.parse`, `malformed`, or of `entry.read`. Linear.
    """
    envelope: _Envelope = shaped(canon.parse(raw, MAX_MESSAGE), _Envelope)
    if envelope.message == "says":
        spoken: _Spoken = shaped(envelope.content, _Spoken)
        return Says(
            entries=tuple(
                entries_of.read(canon.encode(claim), signatures) for claim in spoken.entries
            )
        )
    kind = _KINDS.get(envelope.message)
    if kind is None:
        raise Refused(Refusal.MALFORMED, f"no message {envelope.message[:40]}")
    message: Message = shaped(envelope.content, kind)
    return message


def raw(message: Message) -> bytes:
    """Return the canonical bytes in which a message travels; Refused(not_canonical). Linear."""
    if isinstance(message, Says):
        content: dict[str, Any] = {
            "entries": [msgspec.to_builtins(signed.entry) for signed in message.entries]
        }
    else:
        content = msgspec.to_builtins(message)
    name = type(message).__name__.lower()
    return canon.encode({"v": 1, "message": name, "content": content})
