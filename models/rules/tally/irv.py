"""Instant runoff: the weakest option leaves until one has more than half of what still counts.

A ballot counts for the first of its options that is still there; one with none left is exhausted.
Equal weakest options are told apart by earlier rounds, the latest first, and then by the tie order
(R7).
"""

from collections.abc import Sequence

from models.rules.tally import ties
from models.rules.tally.poll import Poll, Voice, Weight
from models.rules.tally.ranking import Papers, first, papers
from models.rules.tally.result import Finding, shown, shown_all


def irv(poll: Poll, voices: Sequence[Voice]) -> Finding:
    """Elect one option; O(voices · options + options² · (options + kinds of ballots))."""
    ballots = papers(voices)
    if not ballots:
        return Finding(outcome="rejected", rounds=[])
    there, is_tied = frozenset(poll.options), False
    history: list[dict[str, Weight]] = []
    rounds = []
    while True:
        totals, exhausted = _count(ballots, there)
        history.append(totals)
        rounds.append({"totals": shown_all(totals), "exhausted": shown(exhausted)})
        leader = ties.strongest(poll, [totals], there).option
        if 2 * totals[leader] > sum(totals.values()):
            return Finding(outcome="elected", winners=(leader,), rounds=rounds, is_tied=is_tied)
        weakest = ties.weakest(poll, history, there)
        rounds += [*weakest.rounds(), {"excluded": weakest.option}]
        there, is_tied = there - {weakest.option}, is_tied or bool(weakest.tied)


def _count(ballots: Papers, there: frozenset[str]) -> tuple[dict[str, Weight], Weight]:
    totals: dict[str, Weight] = dict.fromkeys(sorted(there), 0)
    exhausted: Weight = 0
    for ranks, weight in ballots.items():
        option = first(ranks, there)
        if option is None:
            exhausted += weight
        else:
            totals[option] += weight
    return totals, exhausted
