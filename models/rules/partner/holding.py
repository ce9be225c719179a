"""Holding: all that one partner holds: logs, minutes, its own promises, and what waits.

It has no behaviour of its own beyond answering what follows from what is held. Ground under all
rules that a partner carries out.
"""

from collections.abc import Mapping, Sequence

from models.rules.genesis import Genesis, identify
from models.rules.log.entry import Signed
from models.rules.log.keys import TYPE, Keys
from models.rules.log.tree import Log
from models.rules.minutes import checking, cut
from models.rules.minutes import sealers as sealing
from models.rules.minutes.chain import NOTHING_SETTLED, Chain
from models.rules.minutes.checking import Ground
from models.rules.minutes.node import Node
from models.rules.minutes.records import Minutes
from models.rules.minutes.sealers import Sealers
from models.rules.partner.duty import Duty
from models.rules.partner.heard import Heard, Progress
from models.rules.partner.pace import Pace
from models.rules.partner.waiting import Waiting
from models.rules.roster import queue
from models.rules.roster.change import Add
from models.rules.signing import Signatures
from models.rules.state import State

Entries = Mapping[str, Sequence[Signed]]


class Holding(Heard):
    """What one partner holds."""

    def __init__(
        self,
        me: str,
        genesis: Genesis,
        signatures: Signatures,
        pace: Pace,
        settled: Mapping[int, str] = NOTHING_SETTLED,
    ) -> None:
        super().__init__()
        self.me = me
        self.created = genesis.created
        self.community = identify(genesis)
        self.signatures = signatures
        self.pace = pace
        self.log = Log(self.community, signatures)
        self.authors = sorted(sealer.id for sealer in genesis.sealers)
        """Whose logs are open to us."""
        for sealer in genesis.sealers:
            self.log.admit(sealer.id, Keys(key=sealer.key, recovery=sealer.recovery))
        self.chain = Chain(genesis, self.log, signatures, settled)
        self.duty = Duty()
        self.waiting = Waiting()
        self.progress = Progress()
        self.unsealed: list[Node] = []
        """Minutes that were checked and neither sealed nor turned down."""
        self.entries_held = 0
        self.news = 0
        """Counts messages from which more can follow than the rest of `mark` tells."""
        self.wake_at = 0
        """When this partner last asked to be woken."""
        self._keys: tuple[Node, dict[str, str | None]] = (self.chain.root, {})
        self._ground: tuple[Node, Ground, bool] | None = None
        self._pending: tuple[tuple[Node, int], Entries] | None = None
        self._peers: tuple[Node, tuple[str, ...]] | None = None

    @property
    def term(self) -> int:
        """The term this partner is in: what it left, and what it knows to be certified."""
        left, high = self.duty.left, self.chain.high.term
        return left if left > high else high

    @property
    def ground(self) -> Ground:
        """What the next minutes stand on."""
        return self._known_ground()[1]

    @property
    def roster(self) -> Sealers:
        """The roster of the next minutes."""
        return self._known_ground()[1].roster

    @property
    def is_sealer(self) -> bool:
        """Whether this partner has a say in the next term: under the old roster or the new.

        Whoever was put out still has it until the new roster is in force for good (R8).
        """
        return self._known_ground()[2]

    @property
    def peers(self) -> tuple[str, ...]:
        """Everybody to whom news is told (R15): sealers, those to come, and candidates.

        O(n + queue) once for each highest certified minutes.
        """
        high = self.chain.high
        if self._peers is None or self._peers[0] is not high:
            sealing_next = {name for group, _ in self.ground.quorums for name in group}
            found = _followers(high.state) | sealing_next
            self._peers = (high, tuple(sorted(found - {self.me})))
        return self._peers[1]

    @property
    def pending(self) -> Entries:
        """The entries that minutes after the highest certified can take, by author."""
        mark = (self.chain.high, self.entries_held)
        if self._pending is None or self._pending[0] != mark:
            self._pending = (mark, takeable(self, self.chain.high, self.ground))
        return self._pending[1]

    def key_of(self, partner: str) -> str | None:
        """Return the key with which somebody seals, as the newest certified state has it (R11).

        None for whoever is unknown or suspended (R12).
        """
        high = self.chain.high
        if self._keys[0] is not high:
            self._keys = (high, {})
        known = self._keys[1]
        if partner not in known:
            known[partner] = sealing.key_of(high.state, partner)
        return known[partner]

    def given_key(self, partner: str) -> str | None:
        """Return the key that a recovery of `partner` gives which no certified minutes hold yet.

        O(its entries that wait for minutes).
        """
        line = self.pending.get(partner)
        if line is None:
            return None
        record = self.chain.high.state.get(f"partner/{partner}")
        given: str | None = None
        for signed in line:
            is_recovery = signed.entry.key == record["recovery"]
            if signed.entry.type == TYPE and (is_recovery or given is not None):
                given = signed.entry.body["new"]
        return given

    def note_minutes(self, minutes: Minutes, minutes_id: str) -> None:
        """Remember minutes that this partner wrote itself."""
        if minutes.secretary == self.me:
            self.duty.note_proposal(minutes, minutes_id)

    def mark(self) -> tuple[object, ...]:
        """Return what stays the same as long as nothing came from which anything follows."""
        chain, duty = self.chain, self.duty
        return (
            chain.high.id,
            chain.final.height,
            len(chain.nodes),
            len(self.waiting.minutes),
            len(self.waiting.statuses),
            self.entries_held,
            self.news,
            len(self.lies),
            len(duty.statements),
            self.progress.blamed,
            duty.left,
        )

    def _known_ground(self) -> tuple[Node, Ground, bool]:
        high, known = self.chain.high, self._ground
        if known is None or known[0] is not high:
            ground = checking.usual_ground(high)
            is_sealer = any(self.me in group for group, _ in ground.quorums)
            known = self._ground = (high, ground, is_sealer)
        return known


def takeable(holding: Holding, parent: Node, ground: Ground) -> Entries:
    """Return the entries that minutes after `parent` can take (R1). O(partners + new entries)."""
    is_stop = checking.is_stopped(parent, ground)
    found: dict[str, Sequence[Signed]] = {}
    for author in holding.authors:
        head = holding.log.head(author)
        known = parent.cut.get(author)
        if head is None or head == known:
            continue
        line = holding.log.chain(known[1] if known else None, head[1])
        if line is None and known is not None and holding.log.get(known[1]) is not None:
            # Of a log that is disputed the minutes took another line than we follow.
            line = holding.log.beyond(known[1])
        taken = cut.in_place(parent, author, line or ())
        if is_stop:
            taken = checking.recovery_of(parent, author, taken)
        if taken:
            found[author] = taken
    return found


def _followers(state: State) -> set[str]:
    roster = state.get("roster")
    names = {*roster["sealers"], *(state.get("roster/next") or roster)["sealers"]}
    waiting = queue.waiting_changes(state.get)
    return names | {each.sealer.id for each in waiting if isinstance(each, Add)}
