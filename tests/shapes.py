"""Shapes: JSON values that fit a declared type, and values that almost do."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

SMALL = st.integers(min_value=-3, max_value=3)
WORDS = st.text(alphabet="abz09-_.:/é\n", max_size=4)
ANYTHING = st.recursive(
    st.none() | st.booleans() | SMALL | st.just(2**53) | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=4,
)
_NO_META = msgspec.Meta()


def fitting(kind: Any) -> st.SearchStrategy[Any]:
    """Return JSON values that convert to `kind`."""
    return _fitting(kind, _NO_META)


@cache
def _struct(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind, include_extras=True)
    required, optional = {}, {}
    for field in msgspec.structs.fields(kind):
        values = st.deferred(lambda hint=hints[field.name]: fitting(hint))
        (required if field.required else optional)[field.name] = values
    return st.fixed_dictionaries(required, optional=optional)


def _fitting(kind: Any, meta: msgspec.Meta) -> st.SearchStrategy[Any]:
    origin, parts = get_origin(kind), get_args(kind)
    if kind is Any:
        return ANYTHING
    if origin is Annotated:
        return _fitting(parts[0], next(part for part in parts if isinstance(part, msgspec.Meta)))
    if origin in (Union, UnionType):
        return st.one_of([fitting(part) for part in parts])
    if origin is Literal:
        return st.sampled_from(parts)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _struct(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from([member.value for member in kind])
    return _plain(kind, meta)


def _plain(kind: Any, meta: msgspec.Meta) -> st.SearchStrategy[Any]:
    origin, parts = get_origin(kind) or kind, get_args(kind)
    sizes = {"min_size": meta.min_length or 0, "max_size": (meta.min_length or 0) + 3}
    if origin is list or (origin is tuple and parts[-1] is ...):
        return st.lists(fitting(parts[0]), **sizes)
    if origin is tuple:
        return st.tuples(*[fitting(part) for part in parts]).map(list)
    if origin is dict:
        return st.dictionaries(fitting(parts[0]), fitting(parts[1]), **sizes)
    if origin is int:
        return st.integers(meta.ge, meta.le)
    if origin is str:
        if meta.pattern:
            return st.from_regex(meta.pattern)
        return st.text(alphabet="abc é", **sizes)
    return {bool: st.booleans(), NoneType: st.none()}[origin]


@st.composite
def spoiled(draw: st.DrawFn, values: st.SearchStrategy[Any]) -> Any:
    """Return one of `values` with something in it replaced, added or taken away."""
    return _spoil(draw, draw(values))


def _spoil(draw: st.DrawFn, value: Any) -> Any:
    deeper = isinstance(value, list | dict) and value and draw(st.integers(0, 3))
    if isinstance(value, str) and draw(st.booleans()):
        return value + draw(st.sampled_from(["\n", " ", "é", "a", "x" * 600]))
    if not deeper:
        return draw(ANYTHING)
    if isinstance(value, list):
        at = draw(st.integers(0, len(value) - 1))
        extra = draw(st.sampled_from(["drop", "twice", "inside"]))
        middle = {"drop": [], "twice": [value[at]] * 2}.get(extra)
        return [
            *value[:at],
            *([_spoil(draw, value[at])] if middle is None else middle),
            *value[at + 1 :],
        ]
    key = draw(st.sampled_from(sorted(value)))
    rest: Mapping[str, Any] = {name: part for name, part in value.items() if name != key}
    match draw(st.sampled_from(["drop", "rename", "add", "inside", "inside"])):
        case "drop":
            return rest
        case "rename":
            return {**rest, draw(WORDS): value[key]}
        case "add":
            return {**value, draw(WORDS): draw(ANYTHING)}
    return {**rest, key: _spoil(draw, value[key])}
