"""Weights of partners: capped so that none outweighs the rest, exactly, and where that can be.

**The cap.** A share `cap` of the *capped* whole, not of the whole before. Weights are cut at a
level L: `capped = min(weight, L)`. L is the greatest level at which no capped weight exceeds `cap`
of their sum, so no weight loses more than it must. It is unique, does not depend on any order,
leaves a distribution within the cap as it is (hence capping twice is capping once), and scales with
the weights. Fewer than 1/cap partners with weight can never all be within the cap; then the cap
counts as one over their number, which makes them equal. Members' votes are counted under it (R7).
"""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal

from msgspec import Struct

from models.rules.tally.count import count
from models.rules.tally.method import Method, Quorum, Ratio
from models.rules.tally.poll import Poll, Voice, Weight

CAP: Ratio = (2, 5)
_ANSWERS: Mapping[str, tuple[Any, Any]] = MappingProxyType(
    {
        "majority": ("yes", "no"),
        "qualified": ("yes", "no"),
        "consent": ({"stance": "agree"}, {"stance": "object", "clause": "any", "harm": "any"}),
        "consensus": ({"level": "agree"}, {"level": "block", "reason": "any"}),
        "lazy": ({"stance": "agree"}, {"stance": "veto", "reason": "any"}),
    }
)
"""Yes and no in the words of the methods that know them."""


class LonePower(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one partner could do against all others."""

    partner: str
    power: Literal["decides", "blocks"]


def capped(weights: Mapping[str, Weight], cap: Ratio = CAP) -> dict[str, Fraction]:
    """Return the weights, of which none exceeds its share of their sum as the module says.

    O(partners · log partners).
    """
    present = sorted((Fraction(weight) for weight in weights.values() if weight > 0), reverse=True)
    level = _level(present, Fraction(*cap)) if present else Fraction(0)
    return {partner: min(Fraction(weights[partner]), level) for partner in sorted(weights)}


def _level(weights: list[Fraction], cap: Fraction) -> Fraction:
    """Return the level at which these falling, positive weights are cut.

    When the first n are cut at L, L = share * (n * L + rest). The least n at which the next weight
    is within L gives the greatest L; there is one, as share is at least one over their number.
    """
    share = max(cap, Fraction(1, len(weights)))
    cut, rest = 0, sum(weights, Fraction(0))
    while weights[cut] * (1 - share * cut) > share * rest:
        rest -= weights[cut]
        cut += 1
    return share * rest / (1 - share * cut)


def contribution_weights(
    contributions: Mapping[str, Weight], cap: Ratio = CAP
) -> dict[str, Fraction]:
    """Return the voting weights that contributions earn; all are one while nobody gave anything.

    O(partners log partners).
    """
    if any(given > 0 for given in contributions.values()):
        return capped(contributions, cap)
    return {partner: Fraction(1) for partner in sorted(contributions)}


def lone_powers(
    method: Method,
    quorum: Quorum,
    weights: Mapping[str, Weight],
    chartered: tuple[str, ...] = (),
) -> tuple[LonePower, ...]:
    """Return which partners could decide or block a question alone, by counting it.

    Deciding: it says yes, the others say no or stay away, and it passes (under lazy consent who
    stays away agrees, so nobody decides alone). Blocking: the others say yes, it says no or stays
    away, and it does not pass. Partners in `chartered` may. Methods that choose among options are
    judged as the simple majority that they are between two of them. O(partners²).
    """
    asked = method if method.name in _ANSWERS else Method(name="majority")
    electorate = sum(weights.values(), Fraction(0))
    poll = Poll(method=asked, quorum=quorum, electorate=electorate, voters=len(weights))
    is_silence_consent = asked.name == "lazy"
    powers: list[LonePower] = []
    for partner in sorted(set(weights) - set(chartered)):
        others = {name: weight for name, weight in weights.items() if name != partner}
        own = {partner: weights[partner]}
        if _passes(poll, own, others) or (not is_silence_consent and _passes(poll, own, {})):
            powers.append(LonePower(partner=partner, power="decides"))
        if not (_passes(poll, others, own) and _passes(poll, others, {})):
            powers.append(LonePower(partner=partner, power="blocks"))
    return tuple(powers)


def _passes(poll: Poll, yes: Mapping[str, Weight], no: Mapping[str, Weight]) -> bool:
    voices = [
        Voice(voter=partner, choice=answer, weight=weight)
        for answer, side in zip(_ANSWERS[poll.method.name], (yes, no), strict=True)
        for partner, weight in side.items()
    ]
    return count(poll, voices).outcome == "passed"
