"""Partner's log: one author's tree, the line to follow in it, and what it proves of its author.

Keys that the others gave and recoveries lead the line (R11); a log that ended stays closed (R9,
R10); two entries with one number are proof (R12).
"""

from models.rules.log.entry import Entry, Signed
from models.rules.log.keys import Keys
from models.rules.log.node import Ground, Node
from models.rules.refusal import Refusal, Refused

VARIANTS = 4
"""Entries with one number that are taken from one holder of the operational key."""


class PartnerLog:
    """The tree of one author's entries."""

    def __init__(self, keys: Keys) -> None:
        self.ground = Ground(keys)
        self.head: Ground = self.ground
        """The newest on the line to follow."""
        self.last: int | None = None
        """The last number that counts, once the partner is gone."""
        self.known_keys: set[str] = set()
        self._settled = self.ground
        self._variants: dict[tuple[int, str], list[Signed]] = {}
        self._rooms: dict[tuple[int, str | None, bool], int] = {}
        self._know(keys)

    def give(self, node: Ground, keys: Keys) -> None:
        """Let what follows an entry be signed by other keys (R11); the log is open again.

        O(what follows on the line).
        """
        node.given = keys
        self.last = None
        self._know(keys)
        self._follow(self._settled)

    def settle(self, node: Ground) -> None:
        """Follow the line of an entry. O(what follows on it)."""
        self._settled = node
        self._follow(node)

    def check_room(self, above: Ground, entry: Entry, named: bool) -> None:
        """Refuse an entry after the log's end (log_closed), or one variant too many (too_much)."""
        if self.last is not None and entry.seq > self.last:
            raise Refused(Refusal.LOG_CLOSED, f"{entry.partner} {entry.seq}")
        if self._rooms.get(_room(above, entry), 0) >= VARIANTS and not named:
            raise Refused(Refusal.TOO_MUCH, f"{entry.partner} {entry.seq} has variants enough")

    def note(self, node: Node) -> tuple[Signed, Signed] | None:
        """Take note of a node that was added (R12); return the contradiction that it makes plain.

        O(1), but where the line forks.
        """
        signed, above = node.signed, node.above
        room = _room(above, signed.entry)
        self._rooms[room] = self._rooms.get(room, 0) + 1
        self._know(node.keys)
        if above is self.head or (len(above.below) > 1 and above.next() is node):
            self._follow(self._settled if above is not self.head else above)
        variants = self._variants.setdefault((signed.entry.seq, signed.entry.key), [])
        variants.append(signed)
        variants.sort(key=_by_id)
        return (variants[0], variants[1]) if len(variants) == 2 else None

    def proof(self) -> tuple[Signed, Signed] | None:
        """Return the contradiction at the lowest number, by key and ids; None when there is none.

        O(numbers).
        """
        forks = [place for place, variants in self._variants.items() if len(variants) > 1]
        if not forks:
            return None
        first = self._variants[min(forks)]
        return first[0], first[1]

    def _follow(self, node: Ground) -> None:
        """Walk on from a node of the line to follow to its end."""
        self.head = node
        while (following := self.head.next()) is not None:
            self.head = following

    def _know(self, keys: Keys) -> None:
        self.known_keys.update((keys.key, keys.recovery))


def _room(above: Ground, entry: Entry) -> tuple[int, str | None, bool]:
    """Return the room an entry takes: of a number, and of what a thief of keys could not sign."""
    return entry.seq, above.era, above.opens_era(entry)


def _by_id(signed: Signed) -> str:
    return signed.id
