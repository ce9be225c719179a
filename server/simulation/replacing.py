"""Replacing: one function of a module by another, for as long as a block lasts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


@contextmanager
def replaced(place: ModuleType | type, name: str, make: Callable[[Any], Any]) -> Iterator[None]:
    """Let `place.name` be `make(what it was)` inside the block; AttributeError if it is nothing.

    Works on functions that are called through their module, as the rules call each other.
    """
    original = place.__dict__[name] if name in place.__dict__ else getattr(place, name)
    setattr(place, name, make(original))
    try:
        yield
    finally:
        setattr(place, name, original)
