"""Node: one entry in the tree that a log is, with the keys that may sign what follows it.

An honest log is a line. A partner that signs two entries with one number, or whose stolen key is
overridden by its recovery key, makes it a tree; each entry then names by `prev` its own line.
"""

from models.rules.log import keys as keys_of
from models.rules.log.entry import Entry, Signed
from models.rules.log.keys import Keys
from models.rules.refusal import Refusal, Refused


class Node:
    """An entry that is held; or, with none, the ground on which a log begins."""

    __slots__ = ("above", "below", "era", "given", "keys", "signed")

    def __init__(self, signed: Signed | None, keys: Keys, above: "Node | None") -> None:
        self.signed = signed
        self.keys = keys
        """The keys after this entry, as its own line has them."""
        self.given: Keys | None = None
        """The keys that the others gave the partner from here on (R11)."""
        self.above = above
        self.below: list[Node] = []
        self.era: str | None = above.era if above else None
        """The newest entry on this line whose key was not handed on by the key before it."""

    @property
    def id(self) -> str | None:
        """The id of the entry; None on the ground."""
        return self.signed.id if self.signed else None

    @property
    def seq(self) -> int:
        """The number of the entry; -1 on the ground."""
        return self.signed.entry.seq if self.signed else -1

    @property
    def in_force(self) -> Keys:
        """The keys that may sign what follows."""
        return self.given or self.keys

    def grow(self, signed: Signed) -> "Node":
        """Return the node of an entry that was checked to follow this one."""
        child = Node(signed, keys_of.after(self.in_force, signed.entry), self)
        if self.opens_era(signed.entry):
            child.era = signed.id
        self.below.append(child)
        return child

    def opens_era(self, entry: Entry) -> bool:
        """Tell whether whoever held the operational key could not have signed what follows."""
        return self.given is not None or keys_of.is_recovery(self.in_force, entry)

    def carries(self, child: "Node") -> bool:
        """Tell whether a child's key is still in force here: others may have been given since."""
        return child.signed is not None and keys_of.may_sign(self.in_force, child.signed.entry)

    def next(self) -> "Node | None":
        """Return the child to follow: a recovery before others, then the lowest id; or None."""
        best: tuple[bool, str] | None = None
        found: Node | None = None
        for child in self.below:
            if child.signed is None or not self.carries(child):
                continue
            is_other = not keys_of.is_recovery(self.in_force, child.signed.entry)
            rank = (is_other, child.signed.id)
            if best is None or rank < best:
                best, found = rank, child
        return found

    def check_follows(self, entry: Entry) -> None:
        """Refuse an entry that cannot come right after this one, whatever it says.

        Refused with `place_wrong`, `anchor_backwards`, `roster_backwards`, `key_not_in_force`.
        """
        if entry.seq != self.seq + 1:
            raise Refused(Refusal.PLACE_WRONG, f"{entry.seq} after {self.seq}")
        before = self.signed.entry if self.signed else None
        if before is not None:
            if before.partner != entry.partner:
                raise Refused(Refusal.PLACE_WRONG, f"after an entry of {before.partner}")
            if is_backwards(before.anchor, entry.anchor):
                raise Refused(Refusal.ANCHOR_BACKWARDS, f"{entry.partner} {entry.seq}")
            if entry.roster < before.roster:
                raise Refused(Refusal.ROSTER_BACKWARDS, f"{entry.partner} {entry.seq}")
        if not keys_of.may_sign(self.in_force, entry):
            raise Refused(Refusal.KEY_NOT_IN_FORCE, f"{entry.partner} {entry.seq}")


def is_backwards(old: tuple[int, str] | None, new: tuple[int, str] | None) -> bool:
    """Tell whether an author forgot final minutes: what it knew once it goes on knowing."""
    if old is None:
        return False
    return new is None or new[0] < old[0] or (new[0] == old[0] and new[1] != old[1])
