"""The rules' modules a second time, built on the stand-in instead of on msgspec and rfc8785."""

import importlib
import sys
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

import msgspec

from server.verifying import program
from server.verifying.program import STAND_INS

_AGAIN = ("models", "msgspec", "rfc8785")


@cache
def names() -> tuple[str, ...]:
    """Return every module of the rules that the program carries."""
    return tuple(name for name in program.modules() if name.startswith("models.rules."))


@cache
def twins() -> dict[str, ModuleType]:
    """Return the modules by name, imported anew with the stand-ins in their packages' places."""
    kept = {name: module for name, module in sys.modules.items() if name.split(".")[0] in _AGAIN}
    for name in kept:
        del sys.modules[name]
    try:
        for name, stand_in in STAND_INS.items():
            sys.modules[name] = importlib.import_module(stand_in)
        return {name: importlib.import_module(name) for name in names()}
    finally:
        for name in list(sys.modules):
            if name.split(".")[0] in _AGAIN:
                del sys.modules[name]
        sys.modules.update(kept)


def structs() -> Iterator[tuple[str, Any, Any]]:
    """Yield each Struct of the rules that is read from outside: its name, itself, its twin."""
    for name in names():
        module = importlib.import_module(name)
        for title, value in sorted(vars(module).items()):
            is_struct = isinstance(value, type) and issubclass(value, msgspec.Struct)
            if is_struct and value.__module__ == name and is_strict(value):
                yield f"{name}.{title}", value, getattr(twins()[name], title)


def is_strict(kind: Any) -> bool:
    """Tell whether a Struct allows no unknown fields, as everything does that travels."""
    return bool(kind.__struct_config__.forbid_unknown_fields)
