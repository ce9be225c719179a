"""Asking: a ballot and its votes, as most stories have one."""

import random
from typing import Any

from models.rules.values import HOUR, MINUTE
from server.simulation.founding import GRACE
from server.simulation.plan import Item
from server.simulation.stories.story import Cast

Asked = tuple[str, str, dict[str, Any]]
"""The name of a ballot, its effect's kind, and what more the effect says."""


def ask(
    dice: random.Random,
    cast: Cast,
    items: list[Item],
    asked: Asked,
    *,
    sure: bool,
    begin: int | None = None,
    open_for: int = HOUR,
) -> int:
    """Add a ballot and its votes; return when its boxes are due. A `sure` one mostly passes."""
    name, kind, effect = asked
    at = dice.randrange(MINUTE, 15 * MINUTE) if begin is None else begin
    closes = at + open_for + 10 * MINUTE
    what = {"name": name, "effect": kind, "closes": closes, **effect}
    items.append(Item(at=at, kind="ballot", who=dice.choice(cast.partners), what=what))
    for who in cast.partners:
        for _ in range(1 if sure else dice.choice((0, 1, 1, 2))):
            choice = "yes" if sure and dice.randrange(8) else dice.choice(("yes", "no", "abstain"))
            items.append(
                Item(
                    at=voting_time(dice, at, closes, sure=sure),
                    kind="vote",
                    who=who,
                    what={"ballot": name, "choice": choice},
                )
            )
    return closes + GRACE


def voting_time(dice: random.Random, opened: int, closes: int, *, sure: bool) -> int:
    """Return a moment to vote: in good time, in the last seconds, or after the end."""
    if sure or dice.randrange(3) == 0:
        return dice.randrange(opened + 5 * MINUTE, closes)
    around = closes + GRACE * dice.randrange(2)
    return around + dice.choice((-60_000, -5_000, -300, -1, 0, 1, 300, 5_000, 60_000, 300_000))
