"""Duty: what this partner promised by its own signatures, and must never contradict (R1, R4).

All of it can be told from the records that were made durable before anybody saw them.
"""

from models.rules.minutes.records import Exclusion, Minutes, Seal, Status
from models.rules.partner.output import Recovery


class Duty:
    """The promises of one partner."""

    def __init__(self) -> None:
        self.sealed: tuple[int, int] = (-1, -1)
        """Term and height of the newest minutes it sealed."""
        self.seals: dict[str, Seal] = {}
        """Its seals for minutes that may still lack others, by minutes."""
        self.left = 0
        """It seals nothing in terms below this one."""
        self.status: Status | None = None
        self.proposed: dict[tuple[int, int], str] = {}
        """Its minutes by term and height, as long as they are not final."""
        self.written = (-1, -1)
        """Term and height of the newest minutes it wrote: nothing below is written any more."""
        self.started = -1
        """The newest term that it opened as secretary: never twice."""
        self.statements: dict[str, Exclusion] = {}
        """Whom it says to have seen nothing of (R13)."""
        self.recovery: Recovery | None = None
        self.dropped: list[tuple[tuple[int, int], Seal]] = []
        """Its seals on minutes that people dropped, each with what these stood on (R12)."""

    def note_seal(self, seal: Seal) -> None:
        """Remember a seal that was made durable (R1)."""
        self.sealed = max(self.sealed, (seal.term, seal.height))
        self.left = max(self.left, seal.term)
        self.seals[seal.minutes] = seal

    def note_status(self, status: Status) -> None:
        """Remember that a term was left (R4)."""
        self.left = max(self.left, status.term)
        self.status = status

    def note_proposal(self, minutes: Minutes, minutes_id: str) -> None:
        """Remember minutes that this partner wrote as secretary."""
        self.proposed[(minutes.term, minutes.height)] = minutes_id
        self.written = max(self.written, (minutes.term, minutes.height))
        if minutes.start is not None:
            self.started = max(self.started, minutes.term)

    def note_recovery(self, recovery: Recovery) -> None:
        """Remember a recovery that began, or is over."""
        self.recovery = recovery
        self.left = max(self.left, recovery.term)

    @property
    def is_silent(self) -> bool:
        """Whether this partner may sign nothing, because it does not know what it signed."""
        return self.recovery is not None and not self.recovery.over

    def forget(self, height: int) -> None:
        """Drop what concerns minutes up to `height`, which are final.

        O(seals + minutes of ours).
        """
        kept = {key: seal for key, seal in self.seals.items() if seal.height > height}
        self.seals = kept
        self.proposed = {rank: each for rank, each in self.proposed.items() if rank[1] > height}
