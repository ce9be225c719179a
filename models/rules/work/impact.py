"""Impact: how far the community is with a goal, by what its partners measured and signed (R5).

indicator/<slug>             {by, goal, unit, combine, baseline, target}
measured/<slug>/<partner>    the id of the partner's newest measurement
measure/<id>                 {by, indicator, value, until, before}: `before` is the one before
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from msgspec import Struct

from models.rules.fold.standing import Get


class Report(Struct, frozen=True, kw_only=True):
    """What anybody computes from the same state."""

    measured: dict[str, int]
    """Each partner's newest value; who never measured is not among them."""
    value: Fraction
    """Their sum, or their mean, as the indicator says; the baseline when nobody measured."""
    progress: Fraction
    """0 at the baseline, 1 at the target; below and beyond are possible."""


def report(get: Get, slug: str, among: tuple[str, ...]) -> Report:
    """Return where an indicator stands. O(partners)."""
    indicator = get(f"indicator/{slug}")
    measured = {}
    for partner in among:
        newest = get(f"measured/{slug}/{partner}")
        if newest is not None:
            measured[partner] = int(get(f"measure/{newest}")["value"])
    baseline, target = indicator["baseline"], indicator["target"]
    value = Fraction(sum(measured.values()) if measured else baseline)
    if measured and indicator["combine"] == "mean":
        value /= len(measured)
    return Report(measured=measured, value=value, progress=(value - baseline) / (target - baseline))


def history(get: Get, slug: str, partner: str) -> Iterator[Any]:
    """Yield a partner's measurements of an indicator, newest first. O(1) for each."""
    each = get(f"measured/{slug}/{partner}")
    while each is not None:
        measure = get(f"measure/{each}")
        yield measure
        each = measure["before"]
