"""Node: minutes that were checked, in the tree they form, with what follows from them.

The root of the tree stands for the genesis: height -1, certified and final from the beginning (R2).
"""

from collections.abc import Mapping, Sequence

from models.rules.fold.occasion import Effect, Voided
from models.rules.log.entry import Signed
from models.rules.minutes.records import Countersign, Minutes
from models.rules.minutes.sealers import Sealers, keys_of, sealers
from models.rules.state import State
from models.rules.values import Cut


class Node:
    """One minutes in the tree; everything but `seals` and `certified` is fixed."""

    __slots__ = (
        "_is_pending",
        "_jump",
        "_state",
        "alive",
        "before",
        "certified",
        "cut",
        "effects",
        "entries",
        "height",
        "id",
        "is_weighty",
        "keys",
        "minutes",
        "parent",
        "roster",
        "seals",
        "term",
        "time",
        "voided",
    )

    def __init__(self, *, state: State, roster: Sealers, time: int) -> None:
        self.id: str | None = None
        self.minutes: Minutes | None = None
        self.parent: Node | None = None
        self.term = 0
        self.height = -1
        self.time = time
        self.cut: Cut = {}
        self._state: State | None = state
        self.roster = roster
        """The roster these minutes stand under."""
        self.keys: dict[str, str] = {}
        """The keys that seal these minutes, by sealer; a suspended one has none (R11, R12).

        Those of the parent's state, or that a recovery in these minutes gives."""
        self.before: Sealers | None = None
        """The roster before, until the chain proves that this one is final (R8)."""
        self.entries: Mapping[str, Sequence[Signed]] = {}
        self.effects: tuple[Effect, ...] = ()
        self.voided: tuple[Voided, ...] = ()
        self.is_weighty = False
        """Whether something follows from these minutes, so that they should become final soon."""
        self.alive: dict[str, int] = {}
        """The time of the newest minutes that show a sign of life, by sealer (R13)."""
        self.seals: dict[str, Countersign] = {}
        """Valid seals, by sealer."""
        self.certified = True
        self._jump: Node = self
        self._is_pending: bool | None = None

    @property
    def state(self) -> State:
        """The state after these minutes; LookupError when they are long past (`slim`)."""
        if self._state is None:
            raise LookupError(f"the state of {self.id} is no longer held")
        return self._state

    @property
    def is_slim(self) -> bool:
        """Whether these minutes are so long past that nothing can follow them any more."""
        return self._state is None

    @property
    def rank(self) -> tuple[int, int]:
        """The order among certified minutes: by term, then height (R4)."""
        return (self.term, self.height)

    @property
    def is_start(self) -> bool:
        """Whether these minutes open their term."""
        return self.parent is None or self.height == 0 or self.parent.term != self.term

    @property
    def is_pending(self) -> bool:
        """Whether a new roster is enacted and not yet in force: a stop for the handover (R8)."""
        if self._is_pending is None:
            self._is_pending = self.state.get("roster/next") is not None
        return self._is_pending

    def ancestor(self, height: int) -> "Node":
        """Return the ancestor at `height`, at most this one's; O(log distance)."""
        node = self
        while node.height > height:
            is_far = node._jump.height >= height
            node = node._jump if is_far or node.parent is None else node.parent
        return node

    def slim(self) -> None:
        """Drop what only new minutes ask for: the state and the entries."""
        self._state = None
        self.entries = {}
        self.alive = {}

    def descends_from(self, other: "Node") -> bool:
        """Tell whether `other` is this node or one of its ancestors; O(log distance)."""
        return other.height <= self.height and self.ancestor(other.height) is other


def root(state: State, created: int) -> Node:
    """Return the node that stands for the genesis. O(n)."""
    return Node(state=state, roster=sealers(state.get("roster")), time=created)


def grow(parent: Node, minutes: Minutes, minutes_id: str, state: State, roster: Sealers) -> Node:
    """Return the node of minutes that were checked to follow `parent`. O(n)."""
    node = Node(state=state, roster=roster, time=minutes.time)
    node.id, node.minutes, node.parent = minutes_id, minutes, parent
    node.term, node.height, node.cut = minutes.term, minutes.height, minutes.cut
    node.certified = False
    keys = keys_of(parent.state, roster)
    node.keys = parent.keys if keys == parent.keys else keys
    # Jump pointers of doubling length: any ancestor is O(log distance) away.
    far = parent._jump
    if parent.height - far.height == far.height - far._jump.height:
        node._jump = far._jump
    else:
        node._jump = parent
    return node
