"""Tree: all entries that are held, by partner, with every line that an author ever started.

`add` takes an entry when the one before it is held and it may follow; when that is missing, the
entry waits. What is held depends only on what came, not on the order or on repetition, as long as
the bounds are not reached:

- at most VARIANTS entries have one number and come from one holder of the operational key: two
  prove the lie, the rest would only fill our disk. What certified minutes name comes in as `named`,
  without this bound;
- the room of entries that wait is bounded (`waiting.py`).

Adding is O(1), but for the first variants of a number, which walk the line that is not final yet.
Variants are proof of a lie (R12), or a recovery over what a stolen key wrote (R11).
"""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from models.rules.log import door
from models.rules.log.entry import Signed
from models.rules.log.keys import Keys
from models.rules.log.node import Ground, Node
from models.rules.log.partner import PartnerLog
from models.rules.log.waiting import Waiting
from models.rules.refusal import Refusal, Refused
from models.rules.signing import Signatures
from models.rules.values import Head

Pair = tuple[Signed, Signed]


class Added(Struct, frozen=True, kw_only=True):
    """What came of an entry; a refusal is raised instead."""

    outcome: Literal["held", "duplicate", "waits"]
    held: tuple[Signed, ...] = ()
    """What is newly held: the entry and what waited for it, each after the one it follows."""
    proofs: tuple[Pair, ...] = ()
    """Contradictions that came to light (R12), each two entries by id ascending."""
    refused: tuple[tuple[str, Refusal], ...] = ()
    """Ids of what had waited and may not follow after all, and why."""


class Log:
    """The logs of all partners of one community."""

    def __init__(self, community: str, signatures: Signatures) -> None:
        self._community = community
        self._signatures = signatures
        self._logs: dict[str, PartnerLog] = {}
        self._nodes: dict[str, Node] = {}
        self._waiting = Waiting()

    def admit(self, partner: str, keys: Keys, after: str | None = None) -> None:
        """Say by which keys a partner's log begins, or goes on after an entry (R11, rejoining).

        KeyError when `after` is not held. O(what follows).
        """
        if partner not in self._logs:
            self._logs[partner] = PartnerLog(keys)
        log = self._logs[partner]
        log.give(log.ground if after is None else self._nodes[after], keys)

    def close(self, partner: str, head: str | None) -> None:
        """Take nothing beyond an entry (None: nothing): the partner is gone (R9, R10).

        KeyError when it is not held.
        """
        self._logs[partner].last = -1 if head is None else self._nodes[head].seq

    def settle(self, partner: str, head: str) -> None:
        """Follow the line of an entry from here on: final minutes name it (R2).

        KeyError when it is not held. O(what follows on it).
        """
        self._logs[partner].settle(self._nodes[head])

    def add(self, signed: Signed, *, named: bool = False) -> Added:
        """Take an entry, and what waited for it.

        `named`: certified minutes name it, or something after it. Refused with `other_community`,
        `unknown_partner`, `log_closed`, `too_much`, the reasons of `Node.check_follows` or of the
        door. A duplicate changes nothing. O(what is newly held), but for forks.
        """
        entry = signed.entry
        if entry.community != self._community:
            raise Refused(Refusal.OTHER_COMMUNITY, entry.community)
        log = self._logs.get(entry.partner)
        if log is None:
            raise Refused(Refusal.UNKNOWN_PARTNER, entry.partner)
        if signed.id in self._nodes:
            return Added(outcome="duplicate")
        above = self._nodes.get(entry.prev) if entry.prev is not None else log.ground
        if above is None:
            if not self._waiting.put(signed, entry.key in log.known_keys):
                raise Refused(Refusal.TOO_MUCH, f"{entry.partner} {entry.seq} waits in vain")
            return Added(outcome="waits")
        proof = self._hold(above, signed, named)
        return self._release(signed, proof, named)

    def get(self, entry: str) -> Signed | None:
        """Return the entry with an id, when it is held in its place."""
        node = self._nodes.get(entry)
        return node.signed if node else None

    def head(self, partner: str) -> Head | None:
        """Return number and id of the newest entry on the line to follow; None when there is none.

        That line goes through what final minutes name; beyond it, at each fork, through a recovery
        before anything else, then through the lowest id. O(1).
        """
        log = self._logs.get(partner)
        return None if log is None else log.head.place

    def chain(self, since: str | None, to: str) -> Sequence[Signed] | None:
        """Return the entries after `since` (None: from the first) up to `to`, in their order.

        None when that line is not held, or goes on under keys that were replaced. O(its length).
        """
        node: Ground | None = self._nodes.get(to)
        line: list[Signed] = []
        while isinstance(node, Node) and node.id != since:
            if not node.above.carries(node):
                return None
            line.append(node.signed)
            node = node.above
        line.reverse()
        return line if node is not None and node.id == since else None

    def beyond(self, since: str) -> Sequence[Signed]:
        """Return what follows an entry, as the line to follow goes on from it.

        KeyError when it is not held. O(its length).
        """
        node: Node | None = self._nodes[since].next()
        line: list[Signed] = []
        while node is not None:
            line.append(node.signed)
            node = node.next()
        return line

    def line(self, to: str, first: int) -> Sequence[Signed]:
        """Return the entries from number `first` on up to `to`; none when it is not held.

        O(their number).
        """
        node: Ground | None = self._nodes.get(to)
        line: list[Signed] = []
        while isinstance(node, Node) and node.seq >= first:
            line.append(node.signed)
            node = node.above
        line.reverse()
        return line

    def keys(self, partner: str) -> Keys | None:
        """Return the keys that may sign what follows the head of a partner's log."""
        log = self._logs.get(partner)
        return log.head.in_force if log else None

    def missing(self, partner: str) -> int:
        """Return how many entries of a partner wait for what is not held."""
        return self._waiting.count(partner)

    def proof(self, partner: str) -> Pair | None:
        """Return the contradiction at the lowest number of a partner's log, or None (R12).

        O(numbers).
        """
        log = self._logs.get(partner)
        return log.proof() if log else None

    def _hold(self, above: Ground, signed: Signed, named: bool) -> Pair | None:
        log = self._logs[signed.entry.partner]
        above.check_follows(signed.entry)
        log.check_room(above, signed.entry, named)
        door.check(signed, above.in_force, self._signatures)
        node = above.grow(signed)
        self._nodes[signed.id] = node
        return log.note(node)

    def _release(self, signed: Signed, proof: Pair | None, named: bool) -> Added:
        """Hold what waited for an entry, and for that, and so on."""
        held = [signed]
        proofs = [proof] if proof else []
        refused: list[tuple[str, Refusal]] = []
        pending = [signed]
        while pending:
            above = pending.pop()
            for waited in self._waiting.take(above.id):
                try:
                    found = self._hold(self._nodes[above.id], waited, named)
                except Refused as refusal:
                    refused.append((waited.id, refusal.reason))
                    continue
                held.append(waited)
                pending.append(waited)
                proofs.extend([found] if found else [])
        return Added(outcome="held", held=tuple(held), proofs=tuple(proofs), refused=tuple(refused))
