"""Schulze's method (R7): the option that no other beats over a stronger path wins.

One option beats another by the weight of the ballots that rank it higher ("winning votes"); what a
ballot leaves out stands below all it names, and equal among itself. A path is as strong as its
weakest step. Several options may be unbeaten; then the tie order chooses.
"""

from collections.abc import Sequence
from itertools import permutations, product

from models.rules.tally import ties
from models.rules.tally.poll import Poll, Voice, Weight
from models.rules.tally.ranking import Papers, papers
from models.rules.tally.result import Finding, shown_all

Pairs = dict[str, dict[str, Weight]]
"""A number for each option over each other one."""


def schulze(poll: Poll, voices: Sequence[Voice]) -> Finding:
    """Elect one option; O(voices · options + options³ + options² · kinds of ballots)."""
    ballots = papers(voices)
    if not ballots:
        return Finding(outcome="rejected", rounds=[])
    preferred = pairwise(ballots, poll.options)
    paths = strongest_paths(preferred)
    unbeaten = ties.in_order(
        poll,
        [one for one in paths if all(paths[one][two] >= paths[two][one] for two in paths[one])],
    )
    rounds = [
        {"preferred": {option: shown_all(row) for option, row in preferred.items()}},
        {"paths": {option: shown_all(row) for option, row in paths.items()}},
    ]
    is_tied = len(unbeaten) > 1
    if is_tied:
        rounds.append(ties.broken(unbeaten, unbeaten[:1]))
    winners = tuple(unbeaten[:1])
    return Finding(outcome="elected", winners=winners, rounds=rounds, is_tied=is_tied)


def pairwise(ballots: Papers, options: Sequence[str]) -> Pairs:
    """Return how much weight ranks each option above each other one.

    O(options² · kinds of ballots).
    """
    names = sorted(options)
    pairs: Pairs = {one: {two: 0 for two in names if two != one} for one in names}
    for ranks, weight in ballots.items():
        place = {option: number for number, rank in enumerate(ranks) for option in rank}
        for one, two in product(place, names):
            if place[one] < place.get(two, len(ranks)):
                pairs[one][two] += weight
    return pairs


def strongest_paths(preferred: Pairs) -> Pairs:
    """Return how strong the strongest path from each option to each other one is.

    The Floyd-Warshall recurrence over the defeats, with the weakest step in place of the sum.
    O(options³).
    """
    paths = {
        one: {two: won if won > preferred[two][one] else 0 for two, won in row.items()}
        for one, row in preferred.items()
    }
    for middle, one, two in permutations(paths, 3):
        by_middle = min(paths[one][middle], paths[middle][two])
        paths[one][two] = max(paths[one][two], by_middle)
    return paths
