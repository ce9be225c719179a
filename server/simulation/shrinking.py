"""Shrinking: from a plan that breaks an invariant to a small one that still does."""

from collections.abc import Callable, Iterator

from msgspec import structs

from server.simulation.network import CALM
from server.simulation.plan import Plan

Breaks = Callable[[Plan], bool]
"""Tells whether a plan still breaks the same invariant in the same way."""


def shrunk(plan: Plan, breaks: Breaks, attempts: int = 400) -> Plan:
    """Return a plan from which nothing more can be taken away, as far as `attempts` reach.

    Whole halves of the items go first, then single ones, then liars, clocks and the weather.
    """
    left = attempts
    is_smaller = True
    while is_smaller and left > 0:
        is_smaller = False
        for candidate in smaller(plan):
            left -= 1
            if breaks(candidate):
                plan, is_smaller = candidate, True
                break
            if left <= 0:
                break
    return plan


def smaller(plan: Plan) -> Iterator[Plan]:
    """Yield plans with a part of this one missing, the boldest first."""
    items = plan.items
    size = len(items) // 2
    while size > 0:
        for first in range(0, len(items), size):
            yield structs.replace(plan, items=items[:first] + items[first + size :])
        size //= 2
    for who, behaviours in sorted(plan.liars.items()):
        for gone in behaviours:
            rest = tuple(each for each in behaviours if each != gone)
            if rest:
                yield structs.replace(plan, liars={**plan.liars, who: rest})
    if len(plan.liars) > 1:
        for who in sorted(plan.liars):
            liars = {name: how for name, how in plan.liars.items() if name != who}
            yield structs.replace(plan, liars=liars)
    if plan.skew:
        yield structs.replace(plan, skew={})
    if plan.weather != CALM:
        yield structs.replace(plan, weather=CALM)
    if plan.is_real:
        yield structs.replace(plan, is_real=False)
