"""Single transferable vote (R7): seats in proportion, by the rule of Scotland's council elections.

Weighted inclusive Gregory with a Droop quota. Weights are first written as whole numbers of papers
(a paper weighs the greatest common measure of all voters' weights: one, where every voter has one
vote); all arithmetic is in whole hundred-thousandths of a paper. The quota is
`papers // (seats + 1) + 1`. At each stage

1. whoever has the quota is elected, the highest total first; when as many are left as seats, all
   are;
2. else the largest surplus goes on: each paper of its owner, at its value times surplus over total,
   cut to hundred-thousandths, to the next option on it that still runs. What the cut leaves stays
   with the elected, so no vote is ever lost. (Uncut fractions would double their digits with every
   transfer.)
3. else the weakest option is excluded and its papers go on at their value.

A paper with no option left that runs is exhausted. In every round the totals and what is exhausted
add up to all votes. Equal totals are told apart by earlier rounds, the latest first, and then by
the tie order. The status quo is an option like others: the seat it wins stays as it is.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from models.rules.tally import ties
from models.rules.tally.choices import is_abstention
from models.rules.tally.poll import Poll, Voice
from models.rules.tally.ranking import Papers, Ranks, first, papers
from models.rules.tally.result import Finding, shown, shown_all

WHOLE = 100_000
"""The value of a paper that was not transferred from a surplus yet."""

Pile = dict[tuple[Ranks, int], int]
"""How many papers with this ranking and this value lie with one option."""


def stv(poll: Poll, voices: Sequence[Voice]) -> Finding:
    """Elect `seats` options, in the order of their election.

    O(voices · options + options² · (options + kinds of papers)).
    """
    ballots = papers(voices)
    if not ballots:
        return Finding(outcome="rejected", rounds=[])
    unit = common_measure([Fraction(v.weight) for v in voices if not is_abstention(v.choice)])
    count = _Count(poll, unit, ballots)
    while len(count.elected) < count.seats:
        count.advance()
    return Finding(
        outcome="elected",
        winners=tuple(count.elected),
        rounds=count.rounds,
        is_tied=count.is_tied,
    )


def common_measure(weights: Sequence[Fraction]) -> Fraction:
    """Return the greatest number of which all these positive weights are whole multiples.

    O(weights).
    """
    denominator = lcm(*(weight.denominator for weight in weights))
    return Fraction(gcd(*(int(weight * denominator) for weight in weights)), denominator)


class _Count:
    """One count on its way: who has which papers, who is elected, what happened."""

    def __init__(self, poll: Poll, unit: Fraction, ballots: Papers) -> None:
        self.poll = poll
        self.seats = min(poll.method.seats, len(poll.options))
        self.unit = unit
        self.piles: dict[str, Pile] = {option: {} for option in sorted(poll.options)}
        self.kept = dict.fromkeys(self.piles, 0)
        self.exhausted = 0
        self.running = frozenset(self.piles)
        self.elected: list[str] = []
        self.waiting: list[str] = []
        """Elected with a surplus that was not handed on yet."""
        self.history: list[dict[str, int]] = []
        self.rounds: list[Any] = []
        self.is_tied = False
        votes = {ranks: int(weight / self.unit) for ranks, weight in ballots.items()}
        self.quota = (sum(votes.values()) // (self.seats + 1) + 1) * WHOLE
        for ranks, number in votes.items():
            self._hand_on(ranks, WHOLE, number)
        self._close_round({"first": True})

    def advance(self) -> None:
        """Hand on the largest surplus, or exclude the weakest. O(options · kinds of papers)."""
        if self.waiting:
            pick = ties.strongest(self.poll, self.history, self.waiting)
            self._note(pick)
            self._transfer(pick.option)
        else:
            pick = ties.weakest(self.poll, self.history, self.running)
            self._note(pick)
            self._exclude(pick.option)

    def _note(self, pick: ties.Pick) -> None:
        self.rounds += pick.rounds()
        self.is_tied = self.is_tied or bool(pick.tied)

    def _transfer(self, option: str) -> None:
        total = self.history[-1][option]
        surplus = total - self.quota
        self.waiting.remove(option)
        pile, self.piles[option] = self.piles[option], {}
        self.kept[option] = total
        for (ranks, value), number in pile.items():
            passed = value * surplus // total
            self._hand_on(ranks, passed, number)
            self.kept[option] -= passed * number
        self._close_round({"transferred": option, "surplus": self._shown(surplus)})

    def _exclude(self, option: str) -> None:
        self.running -= {option}
        pile, self.piles[option] = self.piles[option], {}
        for (ranks, value), number in pile.items():
            self._hand_on(ranks, value, number)
        self._close_round({"excluded": option})

    def _hand_on(self, ranks: Ranks, value: int, number: int) -> None:
        option = first(ranks, self.running)
        if option is None:
            self.exhausted += value * number
        else:
            pile = self.piles[option]
            pile[ranks, value] = pile.get((ranks, value), 0) + number

    def _close_round(self, happened: dict[str, Any]) -> None:
        totals = {
            option: self.kept[option] + sum(value * number for (_, value), number in pile.items())
            for option, pile in self.piles.items()
        }
        self.history.append(totals)
        self.rounds.append(
            {
                **happened,
                "totals": shown_all({each: self._exact(total) for each, total in totals.items()}),
                "exhausted": self._shown(self.exhausted),
                "quota": self._shown(self.quota),
                "elected": self._elect(totals),
            }
        )

    def _elect(self, totals: dict[str, int]) -> list[str]:
        """Elect who has the quota, or all who still run when they are no more than the seats."""
        order = ties.by_total(self.poll, {option: totals[option] for option in self.running})
        winners = [option for option in order if totals[option] >= self.quota]
        if len(order) <= self.seats - len(self.elected):
            winners = order
        self.running -= set(winners)
        self.elected += winners
        self.waiting += [option for option in winners if totals[option] > self.quota]
        return winners

    def _exact(self, value: int) -> Fraction:
        return self.unit * Fraction(value, WHOLE)

    def _shown(self, value: int) -> Any:
        return shown(self._exact(value))
