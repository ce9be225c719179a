"""Time polls (R7): the slot at which the most can come, and without whom there is none."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from models.rules.tally import ties
from models.rules.tally.choices import is_abstention
from models.rules.tally.poll import Poll, Voice
from models.rules.tally.result import Finding, shown_all


def time_poll(poll: Poll, voices: Sequence[Voice]) -> Finding:
    """Elect the slot with the most yes and maybe; among equals, the one with the most yes.

    Every required voter must say yes or maybe to it; no answer is a no. Without such a slot nothing
    is elected. O(slots · voices).
    """
    answers = [voice for voice in voices if not is_abstention(voice.choice)]
    parts = {slot: _parts(slot, answers) for slot in sorted(poll.options)}
    missing = {slot: _missing(slot, answers, poll.method.required) for slot in parts}
    marks = {slot: (yes + maybe, yes) for slot, (yes, maybe) in parts.items()}
    fitting = [
        slot for slot in ties.by_total(poll, marks) if not missing[slot] and marks[slot][0] > 0
    ]
    rounds: list[Any] = [
        {
            "yes": shown_all({slot: yes for slot, (yes, _) in parts.items()}),
            "maybe": shown_all({slot: maybe for slot, (_, maybe) in parts.items()}),
            "missing": missing,
        }
    ]
    if not fitting:
        return Finding(outcome="rejected", rounds=rounds)
    tied = ties.at_the_edge(fitting, marks, 1)
    if tied:
        rounds.append(ties.broken(tied, fitting[:1]))
    winners = (fitting[0],)
    return Finding(outcome="elected", winners=winners, rounds=rounds, is_tied=bool(tied))


def _parts(slot: str, voices: Sequence[Voice]) -> tuple[Fraction, Fraction]:
    parts = {"yes": Fraction(0), "maybe": Fraction(0), "no": Fraction(0)}
    for voice in voices:
        parts[voice.choice["slots"].get(slot, "no")] += voice.weight
    return parts["yes"], parts["maybe"]


def _missing(slot: str, voices: Sequence[Voice], required: tuple[str, ...]) -> list[str]:
    coming = {voice.voter for voice in voices if voice.choice["slots"].get(slot, "no") != "no"}
    return sorted(set(required) - coming)
