"""Vanishing: a partner is never heard of again."""

import random

from models.rules.values import DAY, HOUR
from server.simulation.plan import Item
from server.simulation.stories.story import Cast, Story


def tell(dice: random.Random, cast: Cast) -> Story:
    """A partner is never heard of again, and the others say so (R13)."""
    sealers = (*cast.partners, *cast.witnesses)
    subject = dice.choice(sealers)
    at = dice.randrange(HOUR, DAY)
    items = [Item(at=at, kind="vanish", who=subject)]
    items += [
        Item(at=at + 2 * DAY + dice.randrange(DAY), kind="exclude", who=who, what={"of": subject})
        for who in sealers
        if who != subject
    ]
    wait = 95 * DAY if len(sealers) == 2 else 35 * DAY
    return Story(items=tuple(items), calm_at=2 * DAY, end=at + wait + 8 * DAY, is_long=True)


def fits(cast: Cast) -> bool:
    """Tell whether the others are few: all of them have to say so."""
    return len(cast.partners) + len(cast.witnesses) in (2, 3)
