"""Score, STAR, approval and dots (R7): every option gets a sum, and the highest sums win.

An option that a ballot leaves out gets nothing from it. An option that nobody gave anything is
never elected. Equal sums fall into the tie order.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any, Literal

from models.rules.tally import ties
from models.rules.tally.choices import is_abstention
from models.rules.tally.poll import Poll, Voice, Weight
from models.rules.tally.result import Finding, shown_all

Ballots = list[tuple[Mapping[str, int], Weight]]
"""What each voter gave to each option, and with what weight."""


def score(poll: Poll, voices: Sequence[Voice]) -> Finding:
    """Elect the options with the highest sums of scores; median and mean are shown beside.

    O(options · voices log voices).
    """
    ballots = _ballots(voices, "scores")
    return _elect(poll, _sums(poll, ballots), [_statistics(poll, ballots)])


def approval(poll: Poll, voices: Sequence[Voice]) -> Finding:
    """Elect the options that the most weight approves of. O(voices · options)."""
    ballots: Ballots = [
        (dict.fromkeys(voice.choice["approved"], 1), voice.weight) for voice in _choosing(voices)
    ]
    return _elect(poll, _sums(poll, ballots), [])


def dots(poll: Poll, voices: Sequence[Voice]) -> Finding:
    """Elect the option with the most dots. O(options · voices log voices)."""
    ballots = _ballots(voices, "dots")
    return _elect(poll, _sums(poll, ballots), [_statistics(poll, ballots)])


def star(poll: Poll, voices: Sequence[Voice]) -> Finding:
    """Elect the one of the two highest sums that more weight scores above the other.

    When as many prefer either, the higher sum wins, and then the tie order. O(options · voices log
    voices).
    """
    ballots = _ballots(voices, "scores")
    sums = _sums(poll, ballots)
    order = [option for option in ties.by_total(poll, sums) if sums[option] > 0]
    rounds: list[Any] = [{"totals": shown_all(sums), **_statistics(poll, ballots)}]
    edge = ties.at_the_edge(order, sums, 2)
    if edge:
        rounds.append(ties.broken(edge, order[:2]))
    if len(order) < 2:
        outcome = _elected(order)
        return Finding(outcome=outcome, winners=tuple(order), rounds=rounds)
    preferred = _preferred(ballots, order[0], order[1])
    rounds.append({"runoff": shown_all(preferred)})
    marks = {option: (preferred[option], sums[option]) for option in preferred}
    final = ties.by_total(poll, marks)
    equal = ties.at_the_edge(final, marks, 1)
    if equal:
        rounds.append(ties.broken(equal, final[:1]))
    is_tied = bool(edge or equal)
    return Finding(outcome="elected", winners=(final[0],), rounds=rounds, is_tied=is_tied)


def _elect(poll: Poll, sums: dict[str, Weight], shown_beside: list[Any]) -> Finding:
    seats = 1 if poll.method.name == "dots" else poll.method.seats
    order = [option for option in ties.by_total(poll, sums) if sums[option] > 0]
    rounds: list[Any] = [{"totals": shown_all(sums)}, *shown_beside]
    edge = ties.at_the_edge(order, sums, seats)
    if edge:
        rounds.append(ties.broken(edge, order[:seats]))
    winners = tuple(order[:seats])
    return Finding(outcome=_elected(order), winners=winners, rounds=rounds, is_tied=bool(edge))


def _elected(order: list[str]) -> Literal["elected", "rejected"]:
    return "elected" if order else "rejected"


def _choosing(voices: Sequence[Voice]) -> Iterable[Voice]:
    return (voice for voice in voices if not is_abstention(voice.choice))


def _ballots(voices: Sequence[Voice], name: str) -> Ballots:
    return [(voice.choice[name], voice.weight) for voice in _choosing(voices)]


def _sums(poll: Poll, ballots: Ballots) -> dict[str, Weight]:
    sums: dict[str, Weight] = dict.fromkeys(sorted(poll.options), 0)
    for given, weight in ballots:
        for option, number in given.items():
            sums[option] += number * weight
    return sums


def _preferred(ballots: Ballots, one: str, two: str) -> dict[str, Weight]:
    preferred: dict[str, Weight] = {one: 0, two: 0}
    for given, weight in ballots:
        difference = given.get(one, 0) - given.get(two, 0)
        if difference:
            preferred[one if difference > 0 else two] += weight
    return preferred


def _statistics(poll: Poll, ballots: Ballots) -> dict[str, Any]:
    weight = sum((Fraction(weight) for _, weight in ballots), Fraction(0))
    if not weight:
        return {"medians": {}, "means": {}}
    sums = _sums(poll, ballots)
    means = {option: sums[option] / weight for option in sums}
    medians = {option: _median(option, ballots, weight) for option in sums}
    return {"medians": shown_all(medians), "means": shown_all(means)}


def _median(option: str, ballots: Ballots, weight: Fraction) -> Fraction:
    """Return the score in the middle of the weight; between two scores, halfway."""
    numbers = sorted((given.get(option, 0), part) for given, part in ballots)
    passed = accumulate(part for _, part in numbers)
    so_far = [(number, part) for (number, _), part in zip(numbers, passed, strict=True)]
    lower = next(number for number, part in so_far if 2 * part >= weight)
    upper = next(number for number, part in so_far if 2 * part > weight)
    return Fraction(lower + upper, 2)
