"""Forgotten: what a partner wrote reached one other only, and then it forgot that it wrote it."""

import random

from models.rules.values import HOUR, MINUTE
from server.simulation import reference
from server.simulation.plan import Item
from server.simulation.stories.story import Cast, Story

RECOVERS = 45 * MINUTE
"""So long after an old backup whoever came back from it writes again."""


def tell(dice: random.Random, cast: Cast) -> Story:
    """A partner comes back from an old backup and writes another entry in place of the lost one.

    The one that holds the first entry is cut off meanwhile. When it is back, it has proof against a
    partner that told no lie; whose owner then has to use the recovery key.
    """
    subject, witness = dice.sample(cast.partners, 2)
    rest = sorted({*cast.partners, *cast.witnesses} - {subject, witness})
    at = dice.randrange(5 * MINUTE, 20 * MINUTE)
    forgets = at + dice.randrange(MINUTE, 3 * MINUTE)
    back = forgets + RECOVERS
    together, apart = [sorted([subject, witness]), rest], [[witness], sorted([subject, *rest])]
    says = [
        Item(at=when, kind="goal", who=subject, what={"name": name})
        for name, when in (
            ("g0", dice.randrange(MINUTE, 3 * MINUTE)),
            ("g1", at + 20_000),
            ("g2", back),
            ("g3", back + 20 * MINUTE),
        )
    ]
    items = [
        Item(at=at, kind="split", what={"groups": together}),
        Item(at=forgets, kind="restore", who=subject, what={"share": 900, "down": 1_000}),
        Item(at=forgets, kind="split", what={"groups": apart}),
        Item(at=back + 10 * MINUTE, kind="heal"),
        *says,
    ]
    return Story(items=tuple(items), calm_at=back + 15 * MINUTE, end=back + 5 * HOUR)


def fits(cast: Cast) -> bool:
    """Tell whether it can recover without the one that knows what it forgot."""
    sealers = len(cast.partners) + len(cast.witnesses)
    return len(cast.partners) > 1 and sealers - 2 >= reference.quorum(cast.policy, sealers)
