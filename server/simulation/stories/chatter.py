"""Chatter: entries of no weight."""

import random

from models.rules.values import HOUR, MINUTE
from server.simulation.plan import Item
from server.simulation.stories.story import Cast, Story


def tell(dice: random.Random, cast: Cast) -> Story:
    """Entries now and then, of no weight: everything is about minutes, terms and seals."""
    items = [
        Item(
            at=dice.randrange(30 * MINUTE),
            kind="goal",
            who=dice.choice(cast.partners),
            what={"name": f"g{number}"},
        )
        for number in range(dice.randrange(2, 8))
    ]
    return Story(items=tuple(items), calm_at=35 * MINUTE, end=3 * HOUR)
