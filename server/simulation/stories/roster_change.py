"""Roster change: who takes part changes, while other things go on."""

import random
from typing import Any

from models.rules import quorum
from models.rules.values import HOUR, MINUTE
from server.simulation.founding import GRACE
from server.simulation.plan import Item
from server.simulation.stories import asking
from server.simulation.stories.story import Cast, Story


def tell(dice: random.Random, cast: Cast) -> Story:
    """Somebody comes, or the policy changes, while other things go on."""
    items: list[Item] = []
    n = len(cast.partners) + len(cast.witnesses)
    kinds = ["add_partner", "add_partner", "add_witness", "change_policy", "move_host"]
    if cast.witnesses:
        kinds += ["remove_witness", "remove_witness"]
    if not quorum.hands_over(("majority", n), ("two_thirds", n), n):
        # Seldom are there just so many; then the rules refuse what would tear the record.
        kinds += ["change_policy"] * 4
    last = 0
    for number in range(dice.choice((1, 1, 2))):
        kind = dice.choice(kinds)
        what = _change(dice, cast, kind, number)
        last = max(last, asking.ask(dice, cast, items, (f"b{number}", kind, what), sure=True))
        if kind.startswith("add"):
            newcomer = cast.newcomers[number]
            items.append(Item(at=last, kind="join", who=newcomer, what={}))
    newcomers = [item.who for item in items if item.kind == "join"]
    if newcomers:
        last = _vote_of_all(dice, cast, items, newcomers, last)
    items += [
        Item(
            at=dice.randrange(last, last + 30 * MINUTE),
            kind="goal",
            who=dice.choice(cast.partners),
            what={"name": f"g{number}"},
        )
        for number in range(dice.randrange(3))
    ]
    return Story(
        items=tuple(items),
        calm_at=last + 45 * MINUTE,
        end=last + (4 + n // 4) * HOUR,
        has_newcomers=True,
    )


def _vote_of_all(
    dice: random.Random, cast: Cast, items: list[Item], newcomers: list[str], joined: int
) -> int:
    """Add a ballot around their coming: what opened before it is none of their business."""
    begin = joined - dice.randrange(5, 40) * MINUTE
    last = asking.ask(dice, cast, items, ("b9", "statement", {}), sure=False, begin=begin)
    for who in newcomers:
        for minutes in (2, 8, 20):
            vote = {"ballot": "b9", "choice": "yes"}
            at = last - GRACE - minutes * MINUTE
            items.append(Item(at=at, kind="vote", who=who, what=vote))
    return last


def _change(dice: random.Random, cast: Cast, kind: str, number: int) -> dict[str, Any]:
    if kind in ("add_partner", "add_witness"):
        return {"sealer": cast.newcomers[number]}
    if kind == "remove_witness":
        return {"partner": dice.choice(cast.witnesses)}
    if kind == "move_host":
        return {"partner": dice.choice(cast.partners)}
    return {"policy": "majority" if cast.policy == "two_thirds" else "two_thirds"}
