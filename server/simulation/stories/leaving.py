"""Leaving: a partner gives notice, and is gone when it is over."""

import random

from models.rules.values import DAY, HOUR
from server.simulation.plan import Item
from server.simulation.stories.story import Cast, Story


def tell(dice: random.Random, cast: Cast) -> Story:
    """A partner leaves, after its notice."""
    who = dice.choice((*cast.partners, *cast.witnesses))
    items = [
        Item(at=dice.randrange(HOUR), kind="leave", who=who),
        Item(at=30 * DAY + 2 * HOUR, kind="goal", who=cast.partners[0], what={"name": "g0"}),
        Item(at=31 * DAY, kind="goal", who=who, what={"name": "g1"}),
    ]
    return Story(items=tuple(items), calm_at=DAY, end=35 * DAY, is_long=True)
