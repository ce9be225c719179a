"""Ranked ballots: equal ones are gathered, so that a count (R7) costs by kinds, not by voters."""

from collections.abc import Sequence

from models.rules.tally.choices import is_abstention
from models.rules.tally.poll import Voice, Weight

Ranks = tuple[tuple[str, ...], ...]
"""Groups of options, the most wanted first, each group sorted; who is missing comes last."""
Papers = dict[Ranks, Weight]
"""The weight behind each way to rank."""


def papers(voices: Sequence[Voice]) -> Papers:
    """Return the weight behind each ranking, in an order that does not depend on the voices'.

    O(voices · options + kinds log kinds).
    """
    found: Papers = {}
    for voice in voices:
        if not is_abstention(voice.choice):
            ranks = tuple(tuple(sorted(rank)) for rank in voice.choice["ranks"])
            found[ranks] = found.get(ranks, 0) + voice.weight
    return dict(sorted(found.items()))


def first(ranks: Ranks, among: frozenset[str]) -> str | None:
    """Return the most wanted option of a strict ranking that is still among these, or None.

    O(options).
    """
    return next((option for (option,) in ranks if option in among), None)
