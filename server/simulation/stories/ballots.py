"""Ballots: votes in good time, in the last second, and after it."""

import random

from models.rules.values import HOUR, MINUTE
from server.simulation.plan import Item
from server.simulation.stories import asking
from server.simulation.stories.story import Cast, Story


def tell(dice: random.Random, cast: Cast) -> Story:
    """One ballot or two, with votes until after the last moment."""
    items: list[Item] = []
    last = 0
    for number in range(dice.choice((1, 1, 2))):
        end = asking.ask(dice, cast, items, (f"b{number}", "statement", {}), sure=False)
        last = max(last, end)
    return Story(items=tuple(items), calm_at=last + 20 * MINUTE, end=last + 3 * HOUR)
