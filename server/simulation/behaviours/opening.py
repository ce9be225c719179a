"""Opening: starts that no rule allows, written with a brain's own knowledge of the minutes."""

from typing import TYPE_CHECKING, ClassVar

from models.rules.minutes import checking, records, starting
from models.rules.minutes import sealers as sealing
from models.rules.minutes.node import Node
from models.rules.minutes.records import Minutes, Start, Status
from models.rules.partner import secretary
from models.rules.partner.holding import Holding
from models.rules.partner.messages import Message, Proposes, Seals
from models.rules.partner.turn import Turn
from server.simulation.behaviours.behaviour import Behaviour, Outgoing

if TYPE_CHECKING:
    from server.simulation.liar import Liar

REACH = 3
"""How many heights below the highest certified a false start may go."""


class FalseStart(Behaviour):
    """Opens a term of its own after minutes that others have gone beyond.

    One waits for its turn, and has as many statuses as it takes; another never does.
    """

    name: ClassVar[str] = "false_start"

    def __init__(self) -> None:
        self._waits: bool | None = None
        self._instead: dict[int, Message | None] = {}
        """By term: the false opening that is told instead of the true one."""

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        is_start = isinstance(message, Proposes) and message.minutes.start is not None
        if not isinstance(message, Proposes) or not is_start or not self._is_waiting(liar):
            return [(to, message)]
        minutes = message.minutes
        if minutes.term not in self._instead and minutes.secretary == liar.who:
            self._instead[minutes.term] = self._lower(liar, brain, minutes)
        return [(to, self._instead.get(minutes.term) or message)]

    def _lower(self, liar: "Liar", brain: int, minutes: Minutes) -> Message | None:
        """Return the same opening further down; None when it is not lied about this one."""
        holding = liar.brains[brain]._holding
        true = parent = holding.chain.find(minutes.parent or "")
        # The highest certified are hardly ever final, those before most often are.
        for _ in range(liar.dice.randrange(2, REACH + 1)):
            parent = parent.parent or parent
        if minutes.start is None or parent is true or parent.parent is None:
            return None
        by = minutes.term, minutes.start.statuses
        told = start(liar, holding, by, self.name, parent)
        return next((each for _, each in told if isinstance(each, Proposes)), None)

    def _is_waiting(self, liar: "Liar") -> bool:
        if self._waits is None:
            self._waits = bool(liar.dice.randrange(4))
        return self._waits

    def stir(self, liar: "Liar") -> list[Outgoing]:
        if self._is_waiting(liar):
            return []
        brain = liar.brains[0]
        holding = brain._holding
        parent = holding.chain.high
        for _ in range(liar.dice.randrange(REACH)):
            parent = parent.parent or parent
        term = own_term(holding, parent, liar.who, liar.clock)
        if parent.parent is None or term is None:
            return []
        by = term, secretary.gathered(holding)
        return start(liar, holding, by, self.name, parent)


class Reopening(Behaviour):
    """Opens its term for one victim by those who knew least, and higher up for all by the others.

    Its own brain opens it once, by what all know, and is not let do so before. In others' terms it
    keeps its seals to itself: who misses one of the others' then knows less than they do.
    """

    name: ClassVar[str] = "reopening"

    def __init__(self) -> None:
        self._opened = -1

    def say(self, liar: "Liar", brain: int, to: str, message: Message) -> list[Outgoing]:
        own = liar.brains[brain].term
        if isinstance(message, Seals) and message.seal.term != self._opened:
            return []
        is_start = isinstance(message, Proposes) and message.minutes.start is not None
        return [] if is_start and self._opened < own else [(to, message)]

    def answer(self, liar: "Liar", sender: str, message: Message) -> list[Outgoing]:
        holding = liar.brains[0]._holding
        term, needed = holding.term, holding.roster.needed - 1
        key = holding.key_of(liar.who)
        is_ours = sealing.secretary(holding.roster, term) == liar.who and key is not None
        if not is_ours or term <= max(holding.chain.high.term, self._opened):
            return []
        others = [each for each in secretary.gathered(holding) if each.partner != liar.who]
        others.sort(key=known)
        low = others[:needed]
        if not needed < len(others) or known(low[-1]) == known(others[-1]):
            return []
        self._opened = term
        own = signed_status(liar, holding, term, key or "")
        victim = liar.dice.choice([each.partner for each in low])
        lower = start(liar, holding, (term, [*low, own]), self.name)
        return [each for each in lower if each[0] == victim] + start(
            liar, holding, (term, [*others, own]), self.name
        )


def known(status: Status) -> tuple[int, int]:
    """Return how high a status says that its sealer knew minutes to be certified."""
    return (-1, -1) if status.high is None else (status.high.term, status.high.height)


def signed_status(liar: "Liar", holding: Holding, term: int, key: str) -> Status:
    """Return a status of the liar that knows nothing."""
    claim = {"community": holding.community, "term": term, "partner": liar.who, "high": None}
    return records.sign(claim, Status, key, liar.pen)


def own_term(holding: Holding, parent: Node, who: str, now: int) -> int | None:
    """Return the next term whose secretary `who` is, when the clock allows it."""
    last = starting.last_term(holding.created, now)
    for term in range(max(holding.term, parent.term + 1), last + 1):
        if sealing.secretary(holding.roster, term) == who:
            return term
    return None


def start(
    liar: "Liar",
    holding: Holding,
    by: tuple[int, list[Status]],
    lie: str,
    parent: Node | None = None,
) -> list[Outgoing]:
    """Return minutes that open a term by these statuses: after `parent`, or the highest named."""
    turn = Turn(holding, liar.clock)
    term, statuses = by
    after = parent or secretary.highest(holding, statuses)
    plan = secretary.Plan(
        term=term,
        parent=after,
        ground=checking.usual_ground(after),
        start=Start(statuses=sorted(statuses, key=_by_partner), exclusions=[]),
    )
    kept, known = holding.unsealed, set(holding.lies)
    holding.unsealed = []
    if secretary.propose(turn, plan):
        liar.use(lie)
    holding.unsealed = kept
    # It does not accuse itself.
    holding.said |= holding.lies.keys() - known
    return [(send.to, send.message) for send in turn.output().send]


def _by_partner(status: Status) -> str:
    return status.partner
