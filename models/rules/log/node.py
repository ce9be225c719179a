"""Node: one entry in the tree that a log is, with the keys that may sign what follows it.

An honest log is a line. A partner that signs two entries with one number, or whose stolen key is
overridden by its recovery key (R11, R12), makes it a tree; each entry then names by `prev` its own
line.
"""

from models.rules.log import keys as keys_of
from models.rules.log.entry import Entry, Signed
from models.rules.log.keys import Keys
from models.rules.refusal import Refusal, Refused
from models.rules.values import Head


class Ground:
    """What something can follow on: the beginning of a log; and, as a `Node`, each entry in it."""

    __slots__ = ("below", "era", "given", "keys")

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        """The keys from here on, as this line has them."""
        self.given: Keys | None = None
        """The keys that the others gave the partner from here on (R11)."""
        self.below: list[Node] = []
        self.era: str | None = None
        """The newest entry on this line whose key was not handed on by the key before it."""

    @property
    def id(self) -> str | None:
        """The id of the entry; None at the beginning."""
        return None

    @property
    def seq(self) -> int:
        """The number of the entry; -1 at the beginning."""
        return -1

    @property
    def place(self) -> Head | None:
        """Number and id of the entry; None at the beginning."""
        return None

    @property
    def in_force(self) -> Keys:
        """The keys that may sign what follows."""
        return self.given or self.keys

    def grow(self, signed: Signed) -> "Node":
        """Return the node of an entry that was checked to follow this one."""
        child = Node(signed, keys_of.after(self.in_force, signed.entry), self)
        child.era = signed.id if self.opens_era(signed.entry) else self.era
        self.below.append(child)
        return child

    def opens_era(self, entry: Entry) -> bool:
        """Tell whether whoever held the operational key could not have signed what follows."""
        return self.given is not None or keys_of.is_recovery(self.in_force, entry)

    def carries(self, child: "Node") -> bool:
        """Tell whether a child's key is still in force here: others may have been given since."""
        return keys_of.may_sign(self.in_force, child.signed.entry)

    def next(self) -> "Node | None":
        """Return the child to follow: a recovery before others, then the lowest id; or None.

        O(children).
        """
        return min(filter(self.carries, self.below), key=self._rank, default=None)

    def check_follows(self, entry: Entry) -> None:
        """Refuse an entry that cannot come right after this one, whatever it says.

        Refused with `place_wrong`, `anchor_backwards`, `roster_backwards`, `key_not_in_force`.
        """
        if entry.seq != self.seq + 1:
            raise Refused(Refusal.PLACE_WRONG, f"{entry.seq} after {self.seq}")
        if not keys_of.may_sign(self.in_force, entry):
            raise Refused(Refusal.KEY_NOT_IN_FORCE, f"{entry.partner} {entry.seq}")

    def _rank(self, child: "Node") -> tuple[bool, str]:
        return not keys_of.is_recovery(self.in_force, child.signed.entry), child.signed.id


class Node(Ground):
    """One entry that is held."""

    __slots__ = ("_place", "above", "signed")

    def __init__(self, signed: Signed, keys: Keys, above: Ground) -> None:
        super().__init__(keys)
        self.signed = signed
        self.above = above
        self._place = (signed.entry.seq, signed.id)

    @property
    def id(self) -> str:
        """The id of the entry."""
        return self.signed.id

    @property
    def seq(self) -> int:
        """The number of the entry."""
        return self.signed.entry.seq

    @property
    def place(self) -> Head:
        """Number and id of the entry."""
        return self._place

    def check_follows(self, entry: Entry) -> None:
        """Refuse an entry that cannot come right after this one: it is another author's, or older.

        Refused with `place_wrong`, `anchor_backwards`, `roster_backwards` or `key_not_in_force`.
        """
        before = self.signed.entry
        if before.partner != entry.partner:
            raise Refused(Refusal.PLACE_WRONG, f"after an entry of {before.partner}")
        super().check_follows(entry)
        if is_backwards(before.anchor, entry.anchor):
            raise Refused(Refusal.ANCHOR_BACKWARDS, f"{entry.partner} {entry.seq}")
        if entry.roster < before.roster:
            raise Refused(Refusal.ROSTER_BACKWARDS, f"{entry.partner} {entry.seq}")


def is_backwards(old: tuple[int, str] | None, new: tuple[int, str] | None) -> bool:
    """Tell whether an author forgot final minutes: what it knew once it goes on knowing."""
    if old is None:
        return False
    return new is None or new[0] < old[0] or (new[0] == old[0] and new[1] != old[1])
