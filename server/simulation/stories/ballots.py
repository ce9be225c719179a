"""Ballots: on texts worked on or not, with votes in good time, in the last second, after it."""

import random

from models.rules.values import HOUR, MINUTE
from server.simulation.plan import Item
from server.simulation.stories import asking, drafting
from server.simulation.stories.story import Cast, Story


def tell(dice: random.Random, cast: Cast) -> Story:
    """One ballot or two, some of them on a proposal, with votes until after the last moment."""
    items: list[Item] = []
    last = 0
    for number in range(dice.choice((1, 1, 2))):
        begin, asked = None, {}
        if dice.randrange(3) == 0:
            begin = drafting.draft(dice, cast, items, f"p{number}")
            asked = {"proposal": f"p{number}"}
        ballot = (f"b{number}", "statement", asked)
        end = asking.ask(dice, cast, items, ballot, sure=False, begin=begin)
        last = max(last, end)
    return Story(items=tuple(items), calm_at=last + 20 * MINUTE, end=last + 3 * HOUR)
