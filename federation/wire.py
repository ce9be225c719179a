"""Wire structs: the shape of each activity, declared once and decoded strictly.

A file in `federation/activities` declares what it reads as an `ActivityWire` with typed members;
`decode` turns a parsed document into it. One-or-many, embedded objects and the names of Public are
dealt with by the types below, so that handlers see one form only. `Ref.embedded` is the very dict
of the parsed document and must not be changed: a proof may be computed over it later.
"""

from datetime import datetime
from typing import Any, Self, TypeVar

import msgspec

from federation import reading
from federation.errors import Reason, Rejected


class Ref:
    """A reference to exactly one thing: its id, and its embedded form if the sender gave one."""

    __slots__ = ("embedded", "id")

    def __init__(self, uri: str, embedded: dict[str, Any] | None = None) -> None:
        self.id = uri
        self.embedded = embedded

    @classmethod
    def read(cls, member: object) -> Self:
        """Read a member that must name one thing; raises Rejected(SHAPE_REFUSED)."""
        uri = reading.reference(member)
        if uri is None:
            raise Rejected(Reason.SHAPE_REFUSED, "reference is empty")
        return cls(uri, reading.embedded(member))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ref) and (self.id, self.embedded) == (other.id, other.embedded)

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"Ref({self.id!r}{', embedded' if self.embedded is not None else ''})"


class Refs(tuple[Ref, ...]):
    """References to any number of things, in their order."""

    __slots__ = ()

    @classmethod
    def read(cls, member: object) -> Self:
        """Read a member that may be absent, one or many."""
        return cls(Ref.read(entry) for entry in reading.one_or_many(member))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids alone."""
        return tuple(ref.id for ref in self)


class Recipients(tuple[str, ...]):
    """Addressees, each once; Public always by its full name."""

    __slots__ = ()

    @classmethod
    def read(cls, member: object) -> Self:
        """Read to, cc and the like."""
        return cls(reading.recipients(member))


class Moment:
    """A date; `at` is aware UTC time, or None where the sender's value is no date."""

    __slots__ = ("at",)

    def __init__(self, at: datetime | None) -> None:
        self.at = at

    @classmethod
    def read(cls, member: object) -> Self:
        """Read a date leniently: a wrong one must not cost the whole activity."""
        return cls(reading.moment(member))


class ActivityWire(msgspec.Struct, frozen=True, kw_only=True, rename="camel", tag_field="type"):
    """What all activities have in common; subclasses are frozen and have a `tag`."""

    id: str
    actor: Ref
    to: Recipients = Recipients()
    cc: Recipients = Recipients()
    audience: Refs = Refs()
    published: Moment | None = None

    @property
    def addressed(self) -> frozenset[str]:
        """Everybody in to and cc."""
        return frozenset(self.to) | frozenset(self.cc)


_READERS: dict[type, Any] = {kind: kind.read for kind in (Ref, Refs, Recipients, Moment)}
_Wire = TypeVar("_Wire", bound=msgspec.Struct)


def _read_member(kind: type, member: object) -> object:
    return _READERS[kind](member)


def decode(document: dict[str, Any], kind: type[_Wire]) -> _Wire:
    """Return the document as `kind`; raises Rejected(SHAPE_REFUSED) when a member does not fit.

    The type in the document must be the tag of `kind` (a list of one type is taken as that type).
    An activity about itself is refused with SELF_REFERENCE, because handlers would recurse.
    """
    claimed_type = document.get("type")
    if isinstance(claimed_type, list) and len(claimed_type) == 1:
        document = {**document, "type": claimed_type[0]}
    # A member that is absent would satisfy msgspec, which needs the tag in unions only.
    if document.get("type") != kind.__struct_config__.tag:
        raise Rejected(Reason.SHAPE_REFUSED, f"type is {str(claimed_type)[:200]}")
    if document.get("id") is not None and _object_id(document) == document["id"]:
        raise Rejected(Reason.SELF_REFERENCE, str(document["id"])[:200])
    present = {name: member for name, member in document.items() if member is not None}
    try:
        return msgspec.convert(present, kind, dec_hook=_read_member)
    except msgspec.ValidationError as error:
        raise Rejected(Reason.SHAPE_REFUSED, str(error)) from error


def _object_id(document: dict[str, Any]) -> object:
    target = document.get("object")
    return target.get("id") if isinstance(target, dict) else target
