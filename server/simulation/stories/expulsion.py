"""Expulsion: somebody has to go, and talks on."""

import random

from models.rules.values import DAY, HOUR, MINUTE
from server.simulation.founding import GRACE, HEARING
from server.simulation.plan import Item
from server.simulation.stories import asking
from server.simulation.stories.asking import Asked
from server.simulation.stories.story import Cast, Story


def tell(dice: random.Random, cast: Cast) -> Story:
    """A partner is expelled while it votes on something else, and talks on."""
    items: list[Item] = []
    subject = dice.choice(cast.partners)
    other: Asked = ("b1", "statement", {})
    end = asking.ask(
        dice,
        cast,
        items,
        ("b0", "remove_partner", {"partner": subject}),
        sure=True,
        open_for=HEARING,
    )
    near = end - HOUR - GRACE - dice.randrange(2 * MINUTE)
    asking.ask(dice, cast, items, other, sure=False, begin=near)
    items += [
        Item(at=end + dice.randrange(HOUR), kind="goal", who=subject, what={"name": f"g{number}"})
        for number in range(3)
    ]
    return Story(items=tuple(items), calm_at=end + HOUR, end=end + 5 * DAY, is_long=True)
