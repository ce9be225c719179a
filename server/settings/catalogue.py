"""Every setting there is, found by looking at the Structs: key, type, default and docstring.

The decoder, the reference page and the file that `hanse init` writes all read this one list, so a
new field in any storey's `settings.py` is known everywhere at once and needs no registration.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Any, get_args

import msgspec
from msgspec import NODEFAULT, Struct
from msgspec.inspect import (
    BoolType,
    DictType,
    FloatType,
    IntType,
    ListType,
    LiteralType,
    StrType,
    Type,
    type_info,
)

from server.settings.model import Settings


class Entry(Struct, frozen=True):
    """One setting: its dotted `key`, its declared type, its default and its documentation."""

    key: str
    section: str
    declared: Any
    default: Any
    doc: str

    @property
    def required(self) -> bool:
        """True when the operator must write it, because no default can be right."""
        return self.default is NODEFAULT

    @property
    def kind(self) -> Type:
        """The type as msgspec sees it, with its bounds."""
        return type_info(self.declared)

    @property
    def expected(self) -> str:
        """What a right value looks like, in words."""
        return _words(self.kind)


class Section(Struct, frozen=True):
    """One table of the file; `name` is empty for the lines before the first table."""

    name: str
    struct: type[Struct]
    optional: bool
    doc: str


@cache
def sections() -> tuple[Section, ...]:
    """Return the sections in the order of the file, the unnamed one first."""
    found = [Section("", Settings, False, inspect.getdoc(Settings) or "")]
    for field in msgspec.structs.fields(Settings):
        struct = _section_type(field.type)
        if struct is not None:
            optional = isinstance(field.type, UnionType)
            found.append(Section(field.name, struct, optional, inspect.getdoc(struct) or ""))
    return tuple(found)


@cache
def entries() -> tuple[Entry, ...]:
    """Return all settings, section by section, in the order of their declaration."""
    return tuple(entry for section in sections() for entry in _entries_of(section))


@cache
def known_keys() -> frozenset[str]:
    """Return the dotted names of all settings."""
    return frozenset(entry.key for entry in entries())


def _entries_of(section: Section) -> Iterator[Entry]:
    docs = _field_docs(section.struct)
    for field in msgspec.structs.fields(section.struct):
        if _section_type(field.type) is not None:
            continue
        default = field.default
        if default is NODEFAULT and field.default_factory is not NODEFAULT:
            default = field.default_factory()
        key = f"{section.name}.{field.name}" if section.name else field.name
        yield Entry(key, section.name, field.type, default, docs.get(field.name, ""))


def _section_type(declared: Any) -> type[Struct] | None:
    candidates = get_args(declared) if isinstance(declared, UnionType) else (declared,)
    for candidate in candidates:
        if isinstance(candidate, type) and issubclass(candidate, Struct):
            return candidate
    return None


def _field_docs(struct: type[Struct]) -> dict[str, str]:
    """Read the strings under the fields from the source; Python itself does not keep them."""
    tree = ast.parse(inspect.getsource(sys.modules[struct.__module__]))
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == struct.__name__:
            return dict(_documented(node))
    return {}


def _documented(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, text in zip(node.body, node.body[1:], strict=False):
        match field, text:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(doc))),
            ):
                yield name, inspect.cleandoc(doc).replace("\n", " ")


def _words(kind: Type) -> str:
    match kind:
        case BoolType():
            return "true or false"
        case IntType():
            return "a whole number" + _bounds(kind)
        case FloatType():
            return "a number" + _bounds(kind)
        case LiteralType(values=values):
            return "one of " + ", ".join(f'"{value}"' for value in values)
        case ListType(item_type=item):
            return "a list of texts" if isinstance(item, StrType) else "a list"
        case DictType():
            return "a table of texts"
        case StrType():
            return "a text in quotes"
        case _:
            return "a value of another kind"


def _bounds(kind: IntType | FloatType) -> str:
    if kind.ge is not None and kind.le is not None:
        return f" from {kind.ge} to {kind.le}"
    if kind.ge is not None:
        return f" of at least {kind.ge}"
    if kind.gt is not None:
        return f" above {kind.gt}"
    return f" of at most {kind.le}" if kind.le is not None else " above 0"
