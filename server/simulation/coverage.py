"""Coverage: what the schedules exercised, so that nobody trusts what was never tried.

Rules are counted by what shows them at work, behaviours when a liar used one, errands when they
were run. What stands in `EXPECTED` and was never counted is reported.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

RULES = {
    "R1": "sealers sealed minutes",
    "R1-refused": "a sealer refused minutes or a message",
    "R2": "minutes became final",
    "R3": "minutes followed after a pause, without entries",
    "R4": "a secretary was replaced",
    "R5": "one minutes introduced entries of several authors",
    "R6": "a ballot opened",
    "R7": "a ballot closed",
    "R7-members": "members' boxes were taken",
    "R7-opened": "members' votes were opened as committed, and counted",
    "R7-unopened": "a partner's members did not count, by its own doing",
    "R7-forgotten": "a home forgot votes, and members could show that with their receipts",
    "R7-vetoed": "a veto stood",
    "R7-late": "a vote came too late to count",
    "R8-add": "a sealer was added",
    "R8-remove": "a sealer was removed",
    "R8-policy": "the policy changed",
    "R9": "a partner was expelled",
    "R10": "a partner left",
    "R11-rotated": "a key was replaced",
    "R11-recovered": "a recovery key took over",
    "R11-mended": "a recovery key ended a suspension that an old backup brought about",
    "forgot-together": "two went back to old backups at once, where enough others remained",
    "R12": "evidence was folded",
    "R13": "a vanished partner was passed over",
    "R14": "a newcomer rebuilt the state",
    "R15": "somebody caught up by asking",
    "R16": "the host seat moved",
    "races": "several wanted in the same minutes what only one can have",
    "moderated": "decisions were made, and counted again",
    "reversed": "a decision was taken back",
    "drawn": "a panel was drawn",
    "panel": "a panel voted on a question without a decision",
    "panel-never": "nobody opened the draw of a panel in time",
    "judged": "a panel upheld or reversed a decision",
    "erased": "a text was erased, and the record folded again",
    "published": "a third party verified the public record",
    "torn": "a liar tore the record, where none may lie, and was proven to everybody",
    "mended": "people chose which of two records to keep, and everybody went on from it",
    "R12-taken-up": "somebody took its log up again that had stood on a dropped record",
}


class Coverage:
    """Counts, by name."""

    def __init__(self, counts: Mapping[str, int] | None = None) -> None:
        self.counts: Counter[str] = Counter(counts or {})

    def note(self, name: str, times: int = 1) -> None:
        """Count something that happened."""
        self.counts[name] += times

    def include(self, other: Mapping[str, int]) -> None:
        """Add the counts of another schedule."""
        self.counts.update(other)

    def missing(self, expected: Iterable[str]) -> list[str]:
        """Return what was expected and never counted, sorted."""
        return sorted(name for name in expected if not self.counts[name])
