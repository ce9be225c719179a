"""Story: what somebody tells the dice to do, and who is there to do it."""

import random
from collections.abc import Callable
from typing import NamedTuple

from msgspec import Struct

from models.rules.quorum import Policy
from server.simulation.plan import Item


class Cast(NamedTuple):
    """Who is there to act."""

    partners: tuple[str, ...]
    witnesses: tuple[str, ...]
    newcomers: tuple[str, ...]
    policy: Policy


class Story(Struct, frozen=True, kw_only=True):
    """What is done, and how long that takes."""

    items: tuple[Item, ...]
    calm_at: int
    end: int
    has_newcomers: bool = False
    is_long: bool = False
    """It lasts days: then the pace is that of life."""
    lies_about: str = ""
    """What liars lie about here most often: see the library of lies."""


class Kind(NamedTuple):
    """One kind of story in the library."""

    name: str
    weight: int
    """How often it is told, beside the others' weights."""
    tell: Callable[[random.Random, Cast], Story]
    fits: Callable[[Cast], bool] = lambda cast: True
    """Tells whether these are the right ones for it."""
