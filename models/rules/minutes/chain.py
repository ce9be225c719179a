"""Chain: the tree of all minutes that were checked, and the one line in it that is final.

Minutes come in any order and from anybody; each is checked once, folded once, and kept with the
state that follows, which shares almost all of itself with its parent's. Seals make minutes
certified, certified pairs make them final (R2, finality.py). Two final minutes that exclude each
other are the catastrophe that the rules prevent as long as no more than f sealers lie: it is
noticed here, and nothing is final any more until people decide.

Forgetting: below a window under the newest final minutes, other branches are dropped, and the final
ones keep only what is needed to pass them on.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from models.rules.genesis import Genesis, first_state, identify
from models.rules.minutes import certificate, checking, finality, node
from models.rules.minutes.checking import Sources
from models.rules.minutes.cut import Logs
from models.rules.minutes.missing import Missing
from models.rules.minutes.node import Node
from models.rules.minutes.records import Countersign, Minutes, Seal
from models.rules.refusal import Refusal, Refused
from models.rules.signing import Signatures

WINDOW = 128
"""Heights below the newest final minutes whose states are still at hand."""
NOTHING_SETTLED: Mapping[int, str] = MappingProxyType({})
VARIANTS = 4
"""Minutes of one term and height that are kept; more prove nothing new."""


class Chain:
    """The minutes of one community that somebody holds."""

    def __init__(
        self,
        genesis: Genesis,
        logs: Logs,
        signatures: Signatures,
        settled: Mapping[int, str] = NOTHING_SETTLED,
    ) -> None:
        self.root = node.root(first_state(genesis), genesis.created)
        self.nodes: dict[str, Node] = {}
        self.high = self.root
        """The highest certified, by term, then height."""
        self.final = self.root
        self.final_ids: list[str] = []
        """The ids of all final minutes, by height."""
        self.conflict: tuple[Node, Node] | None = None
        """Final minutes that exclude each other: more sealers lie than the policy bears."""
        self._places: dict[tuple[int, int], list[Node]] = {}
        self._forgotten = 0
        self.settled = settled
        """By height: the minutes that people decided to keep of two that were final (R12)."""
        self.sources = Sources(
            community=identify(genesis),
            created=genesis.created,
            logs=logs,
            find=self.find,
            signatures=signatures,
        )

    def find(self, minutes_id: str) -> Node:
        """Return minutes by id ("": the genesis); Missing when they are not held."""
        if not minutes_id:
            return self.root
        found = self.nodes.get(minutes_id)
        if found is None:
            raise Missing(minutes=(minutes_id,))
        return found

    def at(self, term: int, height: int) -> Sequence[Node]:
        """Return what is held of a term and height: more than one proves a liar (R12)."""
        return self._places.get((term, height), ())

    def after(self, parent: Node) -> Sequence[Node]:
        """Return the minutes of the same term that follow `parent`. O(variants)."""
        return [n for n in self.at(parent.term, parent.height + 1) if n.parent is parent]

    def check(self, minutes: Minutes, minutes_id: str) -> Node:
        """Return the node of new minutes, not yet in the tree; see `checking.check`.

        Refused(settled_otherwise) when people decided to keep others at that height. O(new entries
        and open ballots).
        """
        if self.settled.get(minutes.height, minutes_id) != minutes_id:
            raise Refused(Refusal.SETTLED_OTHERWISE, str(minutes.height))
        return checking.check(minutes, minutes_id, self.sources)

    def is_crowded(self, minutes: Minutes) -> bool:
        """Tell whether enough minutes of this term and height are held already."""
        return len(self.at(minutes.term, minutes.height)) >= VARIANTS

    def add(self, grown: Node) -> list[Node]:
        """Put checked minutes into the tree; return what became final by what they certify (R2).

        ValueError for the genesis. O(as `certify`).
        """
        if grown.id is None or grown.parent is None or grown.minutes is None:
            raise ValueError("the genesis is in the tree from the beginning")
        self.nodes[grown.id] = grown
        self._places.setdefault(grown.rank, []).append(grown)
        return self.certify(grown.parent, grown.minutes.parent_certificate)

    def check_seal(self, seal: Seal) -> Node:
        """Return the minutes that are held and that a seal counts for (R1).

        Refused with `other_community`, `malformed`, `not_a_sealer`, `signature_invalid`; Missing.
        """
        if seal.community != self.sources.community:
            raise Refused(Refusal.OTHER_COMMUNITY, seal.community)
        sealed = self.find(seal.minutes)
        if (sealed.term, sealed.height) != (seal.term, seal.height):
            raise Refused(Refusal.MALFORMED, "a seal of another term or height")
        certificate.check_whole_seal(sealed, seal, self.sources.signatures)
        return sealed

    def certify(self, sealed: Node, seals: Sequence[Countersign]) -> list[Node]:
        """Keep checked seals; return the minutes that became final by them, by height (R2).

        O(seals + minutes that became final), and what is forgotten beside them.
        """
        if not certificate.accept(sealed, seals):
            return []
        if sealed.rank > self.high.rank:
            self.high = sealed
        made = finality.made_final(sealed)
        return [] if made is None else self._finish(made)

    def _finish(self, made: Node) -> list[Node]:
        if self.final.descends_from(made) or self.conflict is not None:
            return []
        if not made.descends_from(self.final):
            self.conflict = (self.final, made)
            return []
        new: list[Node] = []
        each: Node | None = made
        while each is not None and each is not self.final:
            new.append(each)
            each = each.parent
        new.reverse()
        self.final = made
        self.final_ids.extend(each.id or "" for each in new)
        self._forget()
        return new

    def _forget(self) -> None:
        """Drop the other branches below the window. O(what is dropped)."""
        below = self.final.height - WINDOW
        if below < self._forgotten + WINDOW:
            return
        self._forgotten = below
        kept = self.final.ancestor(below)
        for place in [place for place in self._places if place[1] <= below]:
            for old in self._places.pop(place):
                if not kept.descends_from(old):
                    self.nodes.pop(old.id or "", None)
                old.slim()
