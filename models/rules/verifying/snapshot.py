"""Snapshot: what a verification came to, so that the next one need not begin at the founding.

It holds the state at the newest final minutes, key by key, and what later minutes are checked
against besides: who sealed with which keys, and which keys partners were given by the others. A
snapshot is the reader's own finding and is trusted as far as nothing contradicts it: the state must
have the root that these minutes name, the minutes the id that they have in the bundle, and all that
came before is bound to that id by hashes. What is not checked again are signatures and folds (R14).

One line for the frame, then one for each key of the state, in its order; all canonical.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from models.rules import canon
from models.rules.quorum import Policy
from models.rules.refusal import Refused
from models.rules.state import State, build
from models.rules.values import Id, Key, Moment, Number, PartnerId, shaped
from models.rules.verifying.report import Wrongness
from models.rules.verifying.source import Reader

MAX_LINE = 8 * 1024 * 1024


class Roster(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who seals, under one version of the roster."""

    version: Number
    policy: Policy
    names: Annotated[tuple[PartnerId, ...], Meta(min_length=1)]
    line: Annotated[tuple[PartnerId, ...], Meta(min_length=1)]


class Era(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From a height on, the roster of final minutes and the keys that sealed them."""

    height: Number
    roster: Roster
    keys: dict[PartnerId, Key]


class Given(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Keys that a partner did not give itself: for its first entry, or from one on (R8, R11)."""

    partner: PartnerId
    key: Key
    recovery: Key
    after: Id | None


class Snapshot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The frame of a snapshot."""

    v: Literal[1]
    community: Id
    height: Number
    minutes: Id
    state: Id
    eras: Annotated[list[Era], Meta(min_length=1)]
    given: list[Given]
    before: Roster | None
    """The roster before, while the newest is not proven final."""
    next: dict[str, Any] | None
    """The roster that waited to come into force one minutes earlier."""
    alive: dict[PartnerId, Moment]


class Item(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One key of the state."""

    key: str
    value: Any


def lines(snapshot: Snapshot, state: State) -> Iterator[bytes]:
    """Yield a snapshot, line by line. Linear in the state."""
    yield canon.encode(msgspec.to_builtins(snapshot)) + b"\n"
    for key, value in state.items():
        yield canon.encode({"key": key, "value": value}) + b"\n"


def read(reader: Reader) -> tuple[Snapshot, State]:
    """Return a snapshot and its state, whose root is what it says.

    Wrong with `missing_line`, `snapshot_differs`, the reasons of `Reader.read` and `canon.parse`,
    `malformed`. O(n log n) in the keys of the state.
    """
    frame: Snapshot = _line(reader, Snapshot)
    items: list[tuple[str, Any]] = []
    while (item := _line(reader, Item)) is not None:
        items.append((item.key, item.value))
    state = build(items)
    if state.root() != frame.state or len(dict(items)) != len(items):
        raise reader.wrong(Wrongness.SNAPSHOT_DIFFERS, f"its state is {state.root()}")
    return frame, state


def _line(reader: Reader, kind: type[Any]) -> Any:
    raw = reader.read(MAX_LINE)
    if raw is None:
        if kind is Snapshot:
            raise reader.wrong(Wrongness.MISSING_LINE, "the file is empty")
        return None
    try:
        return shaped(canon.parse(raw, MAX_LINE), kind)
    except Refused as refused:
        raise reader.wrong(refused.reason, refused.detail) from None
