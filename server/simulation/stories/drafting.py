"""Drafting: a text that is worked on before it is put to the vote, often in one breath."""

import random

from models.rules.values import MINUTE
from server.simulation.plan import Item
from server.simulation.stories.story import Cast


def draft(dice: random.Random, cast: Cast, items: list[Item], name: str) -> int:
    """Add a proposal, changes and suggestions to it; return when it can be put to the vote."""
    author = dice.choice(cast.partners)
    at = dice.randrange(MINUTE, 10 * MINUTE)
    items.append(Item(at=at, kind="propose", who=author, what={"name": name}))
    for number in range(dice.choice((1, 2, 3))):
        who = dice.choice((author, author, dice.choice(cast.partners)))
        at += dice.choice((1, 300, 5_000, MINUTE, 3 * MINUTE))
        words = f"{name}.{number}"
        items.append(Item(at=at, kind="amend", who=who, what={"of": name, "name": words}))
        if who != author:
            at += dice.choice((5_000, 2 * MINUTE))
            what = {"of": name, "name": f"{words}+", "takes": words}
            items.append(Item(at=at, kind="amend", who=author, what=what))
    return at + dice.choice((1, 300, MINUTE))
