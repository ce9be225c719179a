"""Keys: they are replaced, and stolen, while a ballot is open."""

import random

from models.rules.values import HOUR, MINUTE
from server.simulation.plan import Item
from server.simulation.stories import asking
from server.simulation.stories.story import Cast, Story


def tell(dice: random.Random, cast: Cast) -> Story:
    """Keys are replaced, some by the recovery key after a theft, while a ballot is open."""
    items: list[Item] = []
    last = asking.ask(dice, cast, items, ("b0", "statement", {}), sure=False)
    for _ in range(dice.choice((1, 1, 2))):
        who = dice.choice((*cast.partners, *cast.witnesses))
        kind = dice.choice(("rotate", "rotate", "recover"))
        items.append(Item(at=dice.randrange(last), kind=kind, who=who))
    return Story(items=tuple(items), calm_at=last + 20 * MINUTE, end=last + 3 * HOUR)
