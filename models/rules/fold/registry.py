"""Registry: which module folds which type of entry.

A module of `models/rules/acts` declares its body and its function with `@act`; it is found because
it is there. A type that nobody declares is stored and ignored: a later fold version may know it
(R5).
"""

import builtins
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, TypeVar

from msgspec import Struct

from models.rules.fold.desk import Desk
from models.rules.log.entry import Signed
from models.rules.log.keys import Keys
from models.rules.signing import Signatures

Writer = Literal["partner", "sealer", "candidate"]
"""Who may write it: active partners; those and witnesses; those and who is about to join."""
Body = TypeVar("Body", bound=Struct)
Door = Callable[[Signed, Any, Keys, Signatures], None]
"""Refuses an entry, given its body and the keys before it, for what needs no state to be seen."""


class Act(Struct, frozen=True, kw_only=True):
    """How one type of entry is read and folded."""

    type: str
    body: builtins.type[Struct]
    by: Writer
    fold: Callable[[Desk, Any], None]
    door: Door | None = None


def act(
    name: str, body: type[Body], by: Writer = "partner", door: Door | None = None
) -> Callable[[Callable[[Desk, Body], None]], Callable[[Desk, Body], None]]:
    """Declare the function below as the fold of entries of type `name`."""

    def declare(function: Callable[[Desk, Body], None]) -> Callable[[Desk, Body], None]:
        found = Act(type=name, body=body, by=by, fold=function, door=door)
        function.__dict__["act"] = found
        return function

    return declare


@cache
def acts() -> Mapping[str, Act]:
    """Return all declared acts by type; finds the modules at the first call. O(modules) then."""
    package = importlib.import_module("models.rules.acts")
    found: dict[str, Act] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        for value in vars(module).values():
            declared = getattr(value, "__dict__", {}).get("act")
            if isinstance(declared, Act):
                found[declared.type] = declared
    return found
