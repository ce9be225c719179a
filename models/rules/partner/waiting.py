"""Waiting: what came before something it needs (R15). Bounded: nobody can fill it for others.

Minutes are counted by who sent them. Seals and statuses are kept here only when their signature was
found good by the newest keys known, so their number is bounded by signer.
"""

from models.rules.minutes.missing import Missing
from models.rules.minutes.records import Minutes, Seal, Status
from models.rules.refusal import Refusal, Refused

MOST_MINUTES = 128
"""Minutes that wait, of one sender."""
MOST_SEALS = 32
"""Seals that wait, of one sealer: its newest."""


class Waiting:
    """What waits for something."""

    def __init__(self) -> None:
        self.minutes: dict[str, tuple[str, Minutes]] = {}
        """By id: who sent them."""
        self.lacks: dict[str, Missing] = {}
        """By id of minutes: what they wait for."""
        self.seals: dict[str, dict[str, Seal]] = {}
        """By minutes, by sealer."""
        self.statuses: dict[str, Status] = {}
        """By sealer: its newest, whose minutes are not held."""

    def put_minutes(self, sender: str, minutes_id: str, minutes: Minutes, lack: Missing) -> None:
        """Let minutes wait; Refused(too_much) when too many of `sender` do.

        O(minutes that wait).
        """
        if minutes_id not in self.minutes:
            if sum(1 for who, _ in self.minutes.values() if who == sender) >= MOST_MINUTES:
                raise Refused(Refusal.TOO_MUCH, "minutes that wait")
            self.minutes[minutes_id] = (sender, minutes)
        self.lacks[minutes_id] = lack

    def drop_minutes(self, minutes_id: str) -> None:
        """Let minutes wait no longer."""
        self.minutes.pop(minutes_id, None)
        self.lacks.pop(minutes_id, None)

    def put_seal(self, seal: Seal) -> None:
        """Let a seal wait for its minutes; the oldest of the same sealer makes room.

        O(seals that wait).
        """
        own = [
            (each.term, each.height, minutes_id)
            for minutes_id, seals in self.seals.items()
            for each in seals.values()
            if each.partner == seal.partner
        ]
        if len(own) >= MOST_SEALS:
            self._drop_seal(min(own)[2], seal.partner)
        self.seals.setdefault(seal.minutes, {})[seal.partner] = seal

    def take_seals(self, minutes_id: str) -> list[Seal]:
        """Return the seals that waited for these minutes, by sealer. O(n log n)."""
        found = self.seals.pop(minutes_id, {})
        return [found[partner] for partner in sorted(found)]

    def forget(self, height: int) -> None:
        """Drop what concerns minutes up to `height`, which are final. O(what waits)."""
        for minutes_id in [key for key, (_, m) in self.minutes.items() if m.height <= height]:
            self.drop_minutes(minutes_id)
        for minutes_id, seals in list(self.seals.items()):
            if all(seal.height <= height for seal in seals.values()):
                del self.seals[minutes_id]

    def _drop_seal(self, minutes_id: str, partner: str) -> None:
        del self.seals[minutes_id][partner]
        if not self.seals[minutes_id]:
            del self.seals[minutes_id]


def is_wanted(waiting: Waiting, author: str) -> bool:
    """Tell whether minutes wait for entries of `author`: then more of it is taken than usual.

    O(minutes that wait).
    """
    return any(author in lack.logs for lack in waiting.lacks.values())


def is_awaited(waiting: Waiting, minutes_id: str) -> bool:
    """Tell whether something waits for these minutes. O(what waits)."""
    return any(minutes_id in lack.minutes for lack in waiting.lacks.values()) or any(
        status.high is not None and status.high.minutes == minutes_id
        for status in waiting.statuses.values()
    )
