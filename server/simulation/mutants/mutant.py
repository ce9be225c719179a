"""Mutant: replaces small functions of the rules for as long as a block lasts."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from msgspec import Struct

from server.simulation.replacing import replaced

Swap = tuple[Any, str, Callable[[Any], Any]]
"""A module or class, a name in it, and what makes the replacement of what was there."""


class Mutant(Struct, frozen=True, kw_only=True):
    """One rule, and what replaces it."""

    about: str
    swaps: tuple[Swap, ...]

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Switch the rule wrong inside the block."""
        with ExitStack() as stack:
            for place, name, make in self.swaps:
                stack.enter_context(replaced(place, name, make))
            yield


def swapping(about: str, place: Any, name: str, make: Callable[[Any], Any]) -> Mutant:
    """Return a mutant that replaces one function."""
    return Mutant(about=about, swaps=((place, name, make),))


def always(answer: Any) -> Callable[[Any], Any]:
    """Return what replaces a function by one that always answers the same."""
    return lambda was: lambda *given, **named: answer
