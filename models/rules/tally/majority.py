"""Simple and qualified majority (R7), in whole numbers: no share is ever divided out."""

from collections.abc import Sequence

from models.rules.tally.choices import is_abstention
from models.rules.tally.poll import Poll, Voice, Weight
from models.rules.tally.result import Finding, reaches, shown, shown_all


def majority(poll: Poll, voices: Sequence[Voice]) -> Finding:
    """Pass when more weight says yes than no; equal weights leave things as they are. O(voices)."""
    parts = _parts(voices)
    return Finding(
        outcome="passed" if parts["yes"] > parts["no"] else "rejected",
        rounds=[shown_all(parts)],
        is_tied=parts["yes"] == parts["no"],
    )


def qualified(poll: Poll, voices: Sequence[Voice]) -> Finding:
    """Pass when yes reaches the threshold of the base, and somebody said yes at all. O(voices)."""
    parts = _parts(voices)
    bases = {
        "cast": parts["yes"] + parts["no"],
        "present": parts["yes"] + parts["no"] + parts["abstain"],
        "all": poll.electorate,
    }
    base, threshold = bases[poll.method.base], poll.method.threshold
    is_passed = parts["yes"] > 0 and reaches(parts["yes"], base, threshold)
    found = {**shown_all(parts), "base": shown(base), "threshold": list(threshold)}
    return Finding(outcome="passed" if is_passed else "rejected", rounds=[found])


def _parts(voices: Sequence[Voice]) -> dict[str, Weight]:
    parts: dict[str, Weight] = {"yes": 0, "no": 0, "abstain": 0}
    for voice in voices:
        parts["abstain" if is_abstention(voice.choice) else voice.choice] += voice.weight
    return parts
