"""Shelf: the logs of a bundle, read side by side as far as the minutes need them.

A log's lines go by number, so what an entry follows stands a little above it: each is checked when
its number is reached, as a sealer checks it at its door, and dropped when final minutes are past
it. What is held is what is not final yet (R14; keys along a log are R11).
"""

from collections.abc import Iterable, Sequence

from models.rules import canon
from models.rules.log import door
from models.rules.log import entry as entries_of
from models.rules.log import keys as keys_of
from models.rules.log.entry import Signed
from models.rules.log.keys import Keys
from models.rules.log.node import Ground, Node
from models.rules.refusal import Refusal, Refused
from models.rules.signing import Signatures
from models.rules.values import Cut
from models.rules.verifying import bundle
from models.rules.verifying.commitments import Commitments
from models.rules.verifying.report import Bond, Wrong, Wrongness
from models.rules.verifying.snapshot import Given
from models.rules.verifying.source import Reader


class LogFile:
    """One partner's log on the way through its file."""

    def __init__(
        self, partner: str, reader: Reader, community: str, commitments: Commitments
    ) -> None:
        self.partner = partner
        self.count = 0
        self.nodes: dict[str | None, Ground] = {}
        """By id: what is not final yet, and what new entries may follow."""
        self._commitments = commitments
        self._community = community
        self._reader = reader
        self._given: dict[str | None, Keys] = {}
        """Keys for what follows entries that are still to be read."""
        self._is_begun = False
        self._next: Signed | None = None
        self._place: tuple[int, str] = (-1, "")
        """Number and id of the entry that was read last."""

    def begin(self, keys: Keys, after: str | None = None) -> None:
        """Say by which keys the log begins, or goes on after an entry (R11)."""
        self._is_begun = True
        if after is None and None not in self.nodes:
            self.nodes[None] = Ground(keys)
        elif after in self.nodes:
            self.nodes[after].given = keys
        else:
            self._given[after] = keys

    def read_to(self, seq: int, signatures: Signatures) -> None:
        """Take all entries up to number `seq`; Wrong where one is not what it should be.

        That is for a reason for which `entry.read`, `Node.check_follows` or the door refuses it, or
        as a line that is stray, missing or out of order. Linear in what is read.
        """
        while (signed := self._peek(signatures)) is not None and signed.entry.seq <= seq:
            self._next = None
            self._take(signed, signatures)

    def read_rest(self, signatures: Signatures) -> None:
        """Take what no minutes reached; Wrong as by `read_to`. Linear in what is read."""
        while (signed := self._peek(signatures)) is not None:
            self.forget(signed.entry.seq - 1)
            self.read_to(signed.entry.seq, signatures)

    def recheck(self, signatures: Signatures) -> None:
        """Check the signature of the entry that was read ahead; raises Wrong. O(its size)."""
        if self._next is None:
            return
        try:
            entries_of.read(entries_of.raw(self._next.entry), signatures)
        except Refused as refused:
            raise self._wrong(refused, "named") from None

    def forget(self, seq: int) -> None:
        """Drop entries before number `seq`: what comes follows on later ones. O(entries held)."""
        self.nodes = {key: node for key, node in self.nodes.items() if node.seq >= seq}

    def _peek(self, signatures: Signatures) -> Signed | None:
        if self._next is None:
            try:
                raw = self._reader.read(canon.MAX_EVIDENCE)
            except Wrong as wrong:
                raise wrong.by(self.partner, "named") from None
            self._next = None if raw is None else self._parsed(raw, signatures)
        return self._next

    def _parsed(self, raw: bytes, signatures: Signatures) -> Signed:
        self.count += 1
        try:
            signed = entries_of.read(raw, signatures)
        except Refused as refused:
            raise self._wrong(refused, "named") from None
        entry = signed.entry
        if entry.partner != self.partner or entry.community != self._community:
            raise self._reader.wrong(Wrongness.STRAY_LINE, f"of {entry.partner}")
        place = (entry.seq, signed.id)
        if place <= self._place:
            raise self._reader.wrong(Wrongness.OUT_OF_ORDER, f"number {entry.seq}")
        self._place = place
        return signed

    def _take(self, signed: Signed, signatures: Signatures) -> None:
        """Refuse an entry that may not come after the one it names."""
        entry = signed.entry
        above = self.nodes.get(entry.prev)
        if not self._is_begun:
            raise self._reader.wrong(Refusal.UNKNOWN_PARTNER, self.partner)
        if above is None:
            detail = f"number {entry.seq} follows on nothing here"
            raise self._reader.wrong(Wrongness.MISSING_LINE, detail)
        if above.given is not None and not keys_of.may_sign(above.given, entry):
            # It was written before the others gave the partner new keys, and leads nowhere.
            above = _ungiven(above)
        try:
            above.check_follows(entry)
            door.check(signed, above.in_force, signatures)
        except Refused as refused:
            is_own = keys_of.may_sign(above.in_force, entry)
            raise self._wrong(refused, "signed" if is_own else "named") from None
        # Not grown from the node above, which would keep the whole log in memory.
        keys = keys_of.after(above.in_force, entry)
        self.nodes[signed.id] = Node(signed, keys, Ground(keys))
        self.nodes[signed.id].given = self._given.pop(signed.id, None)
        self._commitments.note(entry)

    def _wrong(self, refused: Refused, bond: Bond) -> Wrong:
        return self._reader.wrong(refused.reason, refused.detail).by(self.partner, bond)


class _Trusting:
    """Takes every signature for good: of what a snapshot vouches for."""

    def sign(self, key: str, message: bytes) -> str:
        """Hold no key."""
        raise KeyError(key)

    def verify(self, key: str, message: bytes, signature: str) -> bool:
        """Ask nothing."""
        return True


TRUSTING = _Trusting()
"""For what stands before a snapshot: its entries are bound by hashes, their keys by its word."""


class Shelf:
    """All logs of a bundle."""

    def __init__(self, logs: Iterable[LogFile], signatures: Signatures) -> None:
        self._logs = {log.partner: log for log in logs}
        self._signatures = signatures

    def give(self, given: Given) -> None:
        """Say by which keys a log begins, or goes on after an entry (R8, R11)."""
        if given.partner in self._logs:
            keys = Keys(key=given.key, recovery=given.recovery)
            self._logs[given.partner].begin(keys, given.after)

    def resume(self, cut: Cut, given: Iterable[Given]) -> None:
        """Read as far as final minutes with `cut` without asking for signatures.

        What stands there is bound to these minutes by hashes. Wrong(missing_entry) when the cut is
        not reached, or as by `LogFile.read_to`. Linear in what is read.
        """
        for each in given:
            self.give(each)
        for author, head in sorted(cut.items()):
            log = self._logs.get(author)
            if log is not None:
                log.read_to(head[0], TRUSTING)
                log.recheck(self._signatures)
            if log is None or head[1] not in log.nodes:
                detail = f"{author} number {head[0]}, {head[1]}"
                raise Wrong(Wrongness.MISSING_ENTRY, detail, file=bundle.log_name(author))
        self.forget(cut)

    def reach(self, cut: Cut) -> None:
        """Read every log as far as `cut` names it; Wrong as by `LogFile.read_to`.

        O(authors + what is read).
        """
        for author, head in sorted(cut.items()):
            if author in self._logs:
                self._logs[author].read_to(head[0], self._signatures)

    def chain(self, since: str | None, to: str) -> Sequence[Signed] | None:
        """Return the entries after `since` (None: from the first) up to `to`; None if not held.

        O(logs + its length).
        """
        log = next((log for log in self._logs.values() if to in log.nodes), None)
        if log is None:
            return None
        found: list[Signed] = []
        node = log.nodes[to]
        while isinstance(node, Node) and node.id != since:
            above = log.nodes.get(node.signed.entry.prev)
            if above is None or not above.carries(node):
                return None
            found.append(node.signed)
            node = above
        return found[::-1] if node.id == since else None

    def forget(self, cut: Cut) -> None:
        """Drop what final minutes with `cut` are past. O(entries held)."""
        for author, head in cut.items():
            if author in self._logs:
                self._logs[author].forget(head[0])

    def finish(self) -> None:
        """Read what no minutes reached; Wrong as by `LogFile.read_to`. Linear in what is read."""
        for _, log in sorted(self._logs.items()):
            log.read_rest(self._signatures)

    @property
    def count(self) -> int:
        """How many entries were read. O(logs)."""
        return sum(log.count for log in self._logs.values())


def _ungiven(ground: Ground) -> Ground:
    """Return the same place in a log, as it was before the others gave new keys."""
    if isinstance(ground, Node):
        return Node(ground.signed, ground.keys, Ground(ground.keys))
    return Ground(ground.keys)
