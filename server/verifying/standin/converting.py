"""Converting: JSON values as the declared types, or the first thing that does not fit.

For each type a reader is made once: it knows which kinds of JSON value the type takes, and what to
do with each. What does not fit is told in the words of msgspec, because a report must not depend on
which of the two was there.
"""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from server.verifying.standin.structs import Meta, Struct

Reader = Callable[[Any], Any]
_NAMES: Mapping[type, str] = {
    bool: "bool",
    int: "int",
    float: "float",
    str: "str",
    dict: "object",
    list: "array",
    tuple: "array",
    NoneType: "null",
}
_ORDER = ("bool", "int", "str", "object", "array", "null")
"""In which order the kinds that a type takes are named."""


class ValidationError(Exception):
    """A value is not of the type that was asked for; says what and where."""


class _Misfit(Exception):
    """What does not fit, on its way up to where the path begins."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.path = ""
        self.is_key = False

    def inside(self, part: str) -> "_Misfit":
        self.path = part + self.path
        return self

    def __str__(self) -> str:
        place = f"`key` in `${self.path}`" if self.is_key else f"`${self.path}`"
        return f"{self.args[0]} - at {place}" if self.is_key or self.path else str(self.args[0])


def convert(value: Any, kind: Any) -> Any:
    """Return `value` as a `kind`; ValidationError names the first thing that does not fit."""
    try:
        return _reader(kind)(value)
    except _Misfit as misfit:
        raise ValidationError(str(misfit)) from None


@cache
def _reader(kind: Any) -> Reader:
    if kind is Any:
        return lambda value: value
    readers = _readers(kind, Meta())
    wanted = " | ".join(name for name in _ORDER if name in readers)

    def read(value: Any) -> Any:
        name = _NAMES.get(type(value), type(value).__name__)
        reader = readers.get(name)
        if reader is None:
            raise _Misfit(f"Expected `{wanted}`, got `{name}`")
        return reader(value)

    return read


def _readers(kind: Any, meta: Meta) -> dict[str, Reader]:
    """Return for each kind of JSON value that `kind` takes how it is read."""
    origin = get_origin(kind)
    if origin is Annotated:
        inner, *notes = get_args(kind)
        return _readers(inner, next((note for note in notes if isinstance(note, Meta)), meta))
    if origin in (Union, UnionType):
        found: dict[str, Reader] = {}
        for part in get_args(kind):
            found.update(_readers(part, Meta()))
        return found
    if origin is Literal:
        return _literal({value: value for value in get_args(kind)})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _literal({member.value: member for member in kind})
    if isinstance(kind, type) and issubclass(kind, Struct):
        return {"object": _struct(kind)}
    return _single(kind, meta)


def _single(kind: Any, meta: Meta) -> dict[str, Reader]:
    origin, parts = get_origin(kind) or kind, get_args(kind)
    if origin is int:
        return {"int": _integer(meta)}
    if origin is str:
        return {"str": _string(meta)}
    if origin in (bool, NoneType):
        return {_NAMES[origin]: lambda value: value}
    if origin is list:
        return {"array": _array(parts[0], meta, list)}
    if origin is tuple and parts[-1] is ...:
        return {"array": _array(parts[0], meta, tuple)}
    if origin is tuple:
        return {"array": _fixed(parts)}
    if origin is dict:
        return {"object": _map(parts[0], parts[1], meta)}
    raise TypeError(f"Type '{kind}' is not supported")


def _literal(values: Mapping[Any, Any]) -> dict[str, Reader]:
    def read(value: Any) -> Any:
        if value not in values:
            raise _Misfit(f"Invalid enum value {value!r}")
        return values[value]

    return {_NAMES[type(value)]: read for value in values}


def _integer(meta: Meta) -> Reader:
    least, most = meta.ge, meta.le

    def read(value: int) -> int:
        if least is not None and value < least:
            raise _Misfit(f"Expected `int` >= {least}")
        if most is not None and value > most:
            raise _Misfit(f"Expected `int` <= {most}")
        return value

    return read


def _string(meta: Meta) -> Reader:
    check = _length("str", meta)
    search = re.compile(meta.pattern).search if meta.pattern is not None else None

    def read(value: str) -> str:
        check(value)
        if search is not None and search(value) is None:
            raise _Misfit(f"Expected `str` matching regex {meta.pattern!r}")
        return value

    return read


def _length(name: str, meta: Meta) -> Callable[[Any], None]:
    least, most = meta.min_length, meta.max_length

    def check(value: Any) -> None:
        if least is not None and len(value) < least:
            raise _Misfit(f"Expected `{name}` of length >= {least}")
        if most is not None and len(value) > most:
            raise _Misfit(f"Expected `{name}` of length <= {most}")

    return check


def _array(part: Any, meta: Meta, made: Callable[[list[Any]], Any]) -> Reader:
    check = _length("array", meta)
    reader = _reader(part)

    def read(value: Any) -> Any:
        check(value)
        return made([_item(reader, each, number) for number, each in enumerate(value)])

    return read


def _fixed(parts: tuple[Any, ...]) -> Reader:
    readers = [_reader(part) for part in parts]

    def read(value: Any) -> Any:
        if len(value) != len(readers):
            raise _Misfit(f"Expected `array` of length {len(readers)}, got {len(value)}")
        pairs = enumerate(zip(readers, value, strict=True))
        return tuple(_item(reader, each, number) for number, (reader, each) in pairs)

    return read


def _item(reader: Reader, value: Any, number: int) -> Any:
    try:
        return reader(value)
    except _Misfit as misfit:
        raise misfit.inside(f"[{number}]") from None


def _map(key: Any, part: Any, meta: Meta) -> Reader:
    check = _length("object", meta)
    read_key, read_part = _reader(key), _reader(part)

    def read(value: dict[Any, Any]) -> dict[Any, Any]:
        check(value)
        made = {}
        for name, each in value.items():
            try:
                name = read_key(name)
            except _Misfit as misfit:
                misfit.is_key = True
                raise
            try:
                made[name] = read_part(each)
            except _Misfit as misfit:
                raise misfit.inside("[...]") from None
        return made

    return read


def _struct(kind: type[Struct]) -> Reader:
    @cache
    def readers() -> dict[str, Reader]:
        hints = get_type_hints(kind, include_extras=True)
        return {name: _reader(hints[name]) for name in kind.__struct_fields__}

    def read(value: dict[Any, Any]) -> Struct:
        known = readers()
        found = {}
        for name, each in value.items():
            if name in known:
                found[name] = _named(known[name], each, name)
            elif type(name) is not str:
                misfit = _Misfit("Expected `str`")
                misfit.is_key = True
                raise misfit
            elif kind.__struct_strict__:
                raise _Misfit(f"Object contains unknown field `{name}`")
        for name in known:
            if name not in found and name not in kind.__struct_defaults__:
                raise _Misfit(f"Object missing required field `{name}`")
        return kind(**found)

    return read


def _named(reader: Reader, value: Any, name: str) -> Any:
    try:
        return reader(value)
    except _Misfit as misfit:
        raise misfit.inside(f".{name}") from None
