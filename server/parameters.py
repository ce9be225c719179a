"""Parameters: one map from everything a client may send, shaped like the struct a handler wants.

Routing enters here. Clients of the Mastodon API put parameters wherever they like: in the query of
a POST, in forms with nested keys (`poll[options][]`), in JSON with numbers as text. `nested` builds
the tree, `Shape` bends it to the types of a struct (truth words, lists of one, numbered
lists) and drops what the struct does not know; what still does not fit is the client's error.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import inspect

from models.errors import Invalid, Malformed

S = TypeVar("S")
Bend = Callable[[Any], Any]

_DEEPEST = 5
_MOST = 1_000
_FALSE = frozenset({"false", "0", "off", "f", "no"})


class Upload(msgspec.Struct, frozen=True):
    """A file of a multipart form, in memory and within the limit."""

    filename: str
    content_type: str
    body: bytes


class Repeated(list[Any]):
    """Values of a key that came several times; a field that wants one value takes the last."""


def nested(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return the tree that keys like `a[b][]` and `a[0][b]` describe.

    Errors:
        Malformed: too many or too deep, or one key is used both as a value and as a map.
    """
    tree: dict[str, Any] = {}
    for number, (key, value) in enumerate(pairs):
        if number >= _MOST:
            raise Malformed("Too many parameters")
        name, *rest = key.split("[")
        path = [part.removesuffix("]") for part in rest]
        if len(path) > _DEEPEST:
            raise Malformed("Parameters are nested too deeply")
        _put(tree, [name, *path], value)
    return tree


def _put(tree: dict[str, Any], path: list[str], value: Any) -> None:
    name, *rest = path
    if not rest:
        if name not in tree:
            tree[name] = value
            return
        known = tree[name]
        tree[name] = Repeated([*known, value] if isinstance(known, Repeated) else [known, value])
        return
    if rest[0] == "":
        items = tree.setdefault(name, [])
        if not isinstance(items, list):
            raise Malformed(f"{name} is used in two ways")
        _append(items, rest[1:], value)
        return
    inner = tree.setdefault(name, {})
    if not isinstance(inner, dict):
        raise Malformed(f"{name} is used in two ways")
    _put(inner, rest, value)


def _append(items: list[Any], path: list[str], value: Any) -> None:
    """Add to a list; `a[][b]=1&a[][c]=2&a[][b]=3` are two maps, as a repeated key starts one."""
    if not path:
        items.append(value)
        return
    last = items[-1] if items else None
    if not isinstance(last, dict) or path[0] in last:
        last = {}
        items.append(last)
    _put(last, path, value)


def merge(*sources: Mapping[str, Any]) -> dict[str, Any]:
    """Return one map; later sources win."""
    merged: dict[str, Any] = {}
    for source in sources:
        merged.update(source)
    return merged


class Shape(Generic[S]):
    """Reads parameters into one kind of struct; built once per route."""

    def __init__(self, kind: type[S]) -> None:
        self._kind = kind
        self._bend = _bender(inspect.type_info(kind))
        self._nothing: S | None = None

    def nothing(self) -> S:
        """Return the struct of a request without parameters."""
        if self._nothing is None:
            self._nothing = self.read({})
        return self._nothing

    def read(self, parameters: Mapping[str, Any]) -> S:
        """Return the struct.

        Errors:
            Invalid: something is missing or of the wrong kind; the sentence names the field.
        """
        try:
            return msgspec.convert(self._bend(parameters), self._kind, strict=False)
        except msgspec.ValidationError as error:
            raise Invalid(f"Validation failed: {error}") from error


def _bender(info: inspect.Type) -> Bend:
    if isinstance(info, inspect.Metadata):
        return _bender(info.type)
    if isinstance(info, inspect.UnionType):
        inner = [each for each in info.types if not isinstance(each, inspect.NoneType)]
        inner = [each for each in inner if not _is_unset(each)]
        return _bender(inner[0]) if len(inner) == 1 else _plain
    if isinstance(info, inspect.StructType) and info.cls is not Upload:
        return _struct(info)
    if isinstance(info, inspect.ListType | inspect.VarTupleType):
        return _list(_bender(info.item_type))
    if isinstance(info, inspect.BoolType):
        return _truth
    if isinstance(info, inspect.IntType | inspect.FloatType):
        return _number
    if isinstance(info, inspect.StrType | inspect.LiteralType):
        return _text
    return _plain


def _is_unset(info: inspect.Type) -> bool:
    return isinstance(info, inspect.CustomType) and info.cls is msgspec.UnsetType


def _struct(info: inspect.StructType) -> Bend:
    fields = {field.encode_name: _bender(field.type) for field in info.fields}
    nullable = {field.encode_name for field in info.fields if _is_nullable(field.type)}

    def bend(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        bent = {}
        for name, inner in fields.items():
            if name not in value:
                continue
            shaped = inner(value[name])
            if shaped is not None or name in nullable:
                bent[name] = shaped
        return bent

    return bend


def _is_nullable(info: inspect.Type) -> bool:
    if isinstance(info, inspect.Metadata):
        return _is_nullable(info.type)
    return isinstance(info, inspect.UnionType) and any(
        isinstance(each, inspect.NoneType) for each in info.types
    )


def _list(inner: Bend) -> Bend:
    def bend(value: Any) -> Any:
        if isinstance(value, Mapping):
            numbered = sorted((key for key in value if str(key).isdigit()), key=int)
            return [inner(value[key]) for key in numbered]
        if value is None:
            return None
        return [inner(each) for each in (value if isinstance(value, list) else [value])]

    return bend


def _last(value: Any) -> Any:
    return value[-1] if isinstance(value, Repeated) else value


def _plain(value: Any) -> Any:
    return _last(value)


def _text(value: Any) -> Any:
    value = _last(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str) and "\x00" in value:
        raise Malformed("A parameter holds a NUL character")
    return value


def _number(value: Any) -> Any:
    value = _last(value)
    return None if isinstance(value, str) and not value.strip() else value


def _truth(value: Any) -> Any:
    """Return a truth value as Rails would: everything typed that is not a word for no is a yes."""
    value = _last(value)
    if isinstance(value, str):
        return None if not value else value.lower() not in _FALSE
    return bool(value) if isinstance(value, int) else value
