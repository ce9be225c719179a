"""Thread: the minutes of a bundle as the tree they form, and how far they are final.

The file has them by term, then height, so that each comes after its parent and after all minutes
that its statuses name. Most are the final chain; the others are named by some status, and had to be
certified to be named. What is final and passed by is made light: its entries and its state go, what
later certificates and anchors are checked against stays. Certificates, finality and terms are those
of R1, R2 and R4, as R14 has them recomputed.
"""

from models.rules.minutes import certificate, checking, finality, records
from models.rules.minutes import sealers as sealing
from models.rules.minutes.checking import Sources
from models.rules.minutes.missing import Missing
from models.rules.minutes.node import Node
from models.rules.minutes.records import Countersign, Minutes
from models.rules.refusal import Refused
from models.rules.signing import Signatures
from models.rules.verifying.past import KEYED, Past, Resuming, given, lightened, parts
from models.rules.verifying.report import Bond, Wrong, Wrongness
from models.rules.verifying.shelf import Shelf
from models.rules.verifying.source import Reader


class Thread:
    """The tree while it grows."""

    def __init__(
        self,
        root: Node,
        shelf: Shelf,
        community: str,
        signatures: Signatures,
        resuming: Resuming | None = None,
    ) -> None:
        self.past = Past()
        self._resuming = resuming
        self.final: Node | None = None
        """The newest final minutes so far."""
        self.count = 0
        self.newest = root
        self._nodes: dict[str, Node] = {"": root}
        self._ground = root
        """What all later minutes descend from: the newest final ones, or the genesis."""
        self._lines: dict[str, int] = {}
        self._named: set[str] = set()
        """Minutes that a status names."""
        self._lightened = root
        self._shelf = shelf
        self._sources = Sources(
            community=community,
            created=root.time,
            logs=shelf,
            find=self.find,
            signatures=signatures,
        )

    def find(self, minutes_id: str) -> Node:
        """Return minutes that came before; Missing when none have this id."""
        found = self._nodes.get(minutes_id)
        if found is None:
            raise Missing(minutes=(minutes_id,))
        return found

    def grow(self, raw: bytes, reader: Reader) -> None:
        """Check the next minutes (R1); Wrong when they are not what their entries make them.

        That is for the reasons of `records.read`, `checking.check` and `Shelf.reach`, or as lines
        that are out of order or missing, or leave final minutes out. O(new entries and open
        ballots).
        """
        try:
            minutes: Minutes = records.read(raw, Minutes)
        except Refused as refused:
            raise reader.wrong(refused.reason, refused.detail) from None
        minutes_id = records.identify(minutes)
        if (minutes.term, minutes.height, minutes_id) <= self._place():
            raise reader.wrong(Wrongness.OUT_OF_ORDER, f"{minutes.term} {minutes.height}")
        if self._resuming is not None:
            self._link(self._resuming, (minutes, minutes_id), reader)
            return
        self._check_line(minutes, reader)
        self._shelf.reach(minutes.cut)
        try:
            grown = checking.check(minutes, minutes_id, self._sources)
        except Refused as refused:
            wrong = reader.wrong(refused.reason, refused.detail)
            raise wrong.by(minutes.secretary, self._bond(minutes)) from None
        except Missing as missing:
            raise self._missing(missing, reader) from None
        self._take(grown, minutes, reader.line)

    def close(self, seals: list[Countersign], reader: Reader) -> None:
        """Certify the newest minutes, which makes its parent final (R2).

        Wrong with `not_final` or the reasons of `certificate.check`. O(seals).
        """
        tip = self.newest
        try:
            certificate.check(tip, seals, self._sources.signatures)
        except Refused as refused:
            raise reader.wrong(refused.reason, refused.detail) from None
        certificate.accept(tip, seals)
        self._settle(tip)
        if self.final is None or self.final is not tip.parent:
            raise reader.wrong(Wrongness.NOT_FINAL, f"nothing makes height {tip.height - 1} final")

    def stray(self) -> int | None:
        """Return the line of the first minutes that nothing asks for, or None.

        Linear in the minutes.
        """
        wanted = {self.newest.id, *self._named}
        for minutes_id in reversed(self._lines):
            grown = self._nodes[minutes_id]
            if minutes_id in wanted and grown.parent is not None:
                wanted.add(grown.parent.id)
        return min((line for key, line in self._lines.items() if key not in wanted), default=None)

    def _place(self) -> tuple[int, int, str]:
        return (*self.newest.rank, self.newest.id or "")

    def _take(self, grown: Node, minutes: Minutes, line: int) -> None:
        parent = self.find(minutes.parent or "")
        if parent.parent is not None:
            certificate.accept(parent, minutes.parent_certificate)
            self._settle(parent)
        for status in minutes.start.statuses if minutes.start else []:
            if status.high is not None:
                certificate.accept(self.find(status.high.minutes), status.high.certificate)
        self._note(grown, minutes, line)
        self.count += 1
        for effect in grown.effects:
            if effect.kind in KEYED:
                self._shelf.give(given(effect.about, effect.facts))

    def _note(self, grown: Node, minutes: Minutes, line: int) -> None:
        """Let later minutes find these."""
        minutes_id = grown.id or ""
        self._nodes[minutes_id] = grown
        self._lines[minutes_id] = line
        self.newest = grown
        statuses = minutes.start.statuses if minutes.start else []
        self._named.update(status.high.minutes for status in statuses if status.high is not None)

    def _link(self, resuming: Resuming, claim: tuple[Minutes, str], reader: Reader) -> None:
        """Take minutes that a snapshot vouches for; raises Wrong."""
        minutes, minutes_id = claim
        parent = self._nodes.get(minutes.parent or "")
        if parent is None or minutes.height != parent.height + 1:
            raise reader.wrong(Wrongness.MISSING_LINE, f"minutes {minutes.parent}")
        grown = resuming.link(parent, minutes, minutes_id)
        self._note(grown, minutes, reader.line)
        frame = resuming.snapshot
        if minutes_id != frame.minutes:
            return
        if (minutes.state, minutes.height) != (frame.state, frame.height):
            raise reader.wrong(Wrongness.SNAPSHOT_DIFFERS, f"the snapshot has {frame.state}")
        self._resuming = None
        self.final = self._ground = grown
        self._lightened = grown.ancestor(max(grown.height - 2, -1))
        self.past.eras, self.past.given = list(frame.eras), list(frame.given)
        self._shelf.resume(minutes.cut, frame.given)

    def is_resumed(self) -> bool:
        """Tell whether the minutes of the snapshot, if there is one, were met."""
        return self._resuming is None

    def _check_line(self, minutes: Minutes, reader: Reader) -> None:
        """Refuse minutes that follow on something held, but leave final minutes out."""
        parent = self._nodes.get(minutes.parent or "", self._ground)
        if not parent.descends_from(self._ground):
            detail = f"they leave out final minutes of height {self._ground.height}"
            wrong = reader.wrong(Wrongness.CONTRADICTS_FINAL, detail)
            raise wrong.by(minutes.secretary, self._bond(minutes))

    def _bond(self, minutes: Minutes) -> Bond:
        """Return whether the secretary's key, as the newest state has it, signed this."""
        parent = self._nodes.get(minutes.parent or "", self._ground)
        known = self._ground if parent.is_slim else parent
        key = sealing.key_of(known.state, minutes.secretary)
        message = records.signed(minutes)
        is_own = key is not None and self._sources.signatures.verify(key, message, minutes.sig)
        return "signed" if is_own else "named"

    def _missing(self, missing: Missing, reader: Reader) -> Wrong:
        for author, (seq, wanted) in sorted(missing.logs.items()):
            detail = f"{author} from number {seq} to {wanted}"
            return reader.wrong(Wrongness.MISSING_ENTRY, detail)
        return reader.wrong(Wrongness.MISSING_LINE, f"minutes {' '.join(missing.minutes)}")

    def _settle(self, certified: Node) -> None:
        """Note what is final because `certified` is."""
        found = finality.made_final(certified)
        if found is None or (self.final is not None and found.height <= self.final.height):
            return
        known = self.final.height if self.final is not None else -1
        for height in range(known + 1, found.height + 1):
            self.past.note(found.ancestor(height))
        self.final = self._ground = found
        self._shelf.forget(found.cut)
        # A start may still extend the newest final minutes, and is checked against their parent.
        kept = found.ancestor(max(found.height - 1, -1))
        passed = kept.parent
        while passed is not None and passed is not self._lightened:
            _lighten(passed)
            passed = passed.parent
        self._lightened = kept.parent or self._lightened


def _lighten(passed: Node) -> None:
    """Keep of long final minutes what certificates and anchors are checked against."""
    passed.slim()
    passed.cut, passed.effects, passed.voided = {}, (), ()
    passed.minutes = lightened(parts(passed)[1])
