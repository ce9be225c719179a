"""Busy: somebody who writes without a pause."""

import random

from models.rules.values import MINUTE
from server.simulation.plan import Item
from server.simulation.stories.story import Cast, Story


def tell(dice: random.Random, cast: Cast) -> Story:
    """One partner writes every minute: no secretary looks silent, whatever it leaves out."""
    writer = dice.choice(cast.partners)
    items = [
        Item(at=at, kind="goal", who=writer, what={"name": f"w{at}"})
        for at in range(MINUTE, 100 * MINUTE, 75_000)
    ]
    items += [
        Item(
            at=at + dice.randrange(8 * MINUTE), kind="goal", who=who, what={"name": f"g{at}-{who}"}
        )
        for who in cast.partners
        for at in (0, 11 * MINUTE)
    ]
    return Story(items=tuple(items), calm_at=10 * MINUTE, end=100 * MINUTE, lies_about="order")
