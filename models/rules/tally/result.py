"""Results: what a count found (R7), in full, as plain JSON that every replica writes alike."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Literal

from msgspec import Struct

from models.rules.canon import SAFE_INTEGER
from models.rules.tally.method import Ratio
from models.rules.tally.poll import Poll, Voice, Weight

Shown = int | str
"""A number in JSON: an integer, beyond 2^53 its digits, or "numerator/denominator"."""


class Finding(Struct, frozen=True, kw_only=True):
    """What a method says of the voices that chose, before anybody asks for the quorum."""

    outcome: Literal["passed", "rejected", "elected"]
    winners: tuple[str, ...] = ()
    rounds: list[Any]
    is_tied: bool = False


class Result(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The outcome with the whole way to it; equal for equal voices in whatever order."""

    outcome: Literal["passed", "rejected", "elected", "no_quorum"]
    """`rejected` also when options were ranked or scored and no option was wanted by anybody."""
    winners: tuple[str, ...]
    """The options elected, in the order of their election; empty without a quorum."""
    rounds: list[Any]
    """Each step of the method: totals, eliminations, transfers, and every tie with its breaker."""
    rule: str
    turnout: Shown
    """The weight of all valid voices, abstentions included."""
    voices: int
    spoilt: int
    """How many voices said nothing this method understands; they count nowhere else."""
    quorum_met: bool
    is_tied: bool
    """A tie was met on the way: yes equalled no, or the tie order had to choose."""


def shown(number: Weight) -> Shown:
    """Return the number as it is written in a result."""
    exact = Fraction(number)
    if exact.denominator != 1:
        return f"{exact.numerator}/{exact.denominator}"
    return exact.numerator if abs(exact.numerator) <= SAFE_INTEGER else str(exact.numerator)


def shown_all(numbers: Mapping[str, Weight]) -> dict[str, Shown]:
    """Return a table of numbers as it is written in a result. O(numbers)."""
    return {name: shown(number) for name, number in numbers.items()}


def total(voices: Iterable[Voice]) -> Fraction:
    """Return the weight of the voices together. O(voices)."""
    return sum((Fraction(voice.weight) for voice in voices), Fraction(0))


def reaches(part: Weight, whole: Weight, share: Ratio) -> bool:
    """Tell whether `part` is at least that share of `whole`."""
    return part * share[1] >= whole * share[0]


def is_quorate(poll: Poll, turnout: Weight) -> bool:
    """Tell whether enough of the electorate took part; always so for `lazy`: silence agrees."""
    if poll.method.name == "lazy":
        return True
    part, whole = turnout * poll.quorum.share[1], poll.electorate * poll.quorum.share[0]
    return part > whole if poll.quorum.is_strict else part >= whole
