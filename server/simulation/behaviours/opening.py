"""Opening: starts that no rule allows, written with a brain's own knowledge of the minutes."""

from typing import TYPE_CHECKING, ClassVar

from models.rules.minutes import checking, starting
from models.rules.minutes import sealers as sealing
from models.rules.minutes.node import Node
from models.rules.minutes.records import Start
from models.rules.partner import secretary
from models.rules.partner.holding import Holding
from models.rules.partner.turn import Turn
from server.simulation.behaviours.behaviour import Behaviour, Outgoing

if TYPE_CHECKING:
    from server.simulation.liar import Liar

REACH = 3
"""How many heights below the highest certified a false start may go."""


class FalseStart(Behaviour):
    """Opens a term of its own after minutes that others have gone beyond, with too few statuses."""

    name: ClassVar[str] = "false_start"

    def stir(self, liar: "Liar") -> list[Outgoing]:
        brain = liar.brains[0]
        holding = brain._holding
        parent = holding.chain.high
        for _ in range(liar.dice.randrange(REACH)):
            parent = parent.parent or parent
        term = own_term(holding, parent, liar.who, liar.clock)
        if parent.parent is None or term is None:
            return []
        return false_start(liar, holding, parent, term)


def own_term(holding: Holding, parent: Node, who: str, now: int) -> int | None:
    """Return the next term whose secretary `who` is, when the clock allows it."""
    last = starting.last_term(holding.created, now)
    for term in range(max(holding.term, parent.term + 1), last + 1):
        if sealing.secretary(holding.roster, term) == who:
            return term
    return None


def false_start(liar: "Liar", holding: Holding, parent: Node, term: int) -> list[Outgoing]:
    """Return minutes that open a term after `parent`, with whatever statuses are at hand."""
    turn = Turn(holding, liar.clock)
    plan = secretary.Plan(
        term=term,
        parent=parent,
        ground=checking.usual_ground(parent),
        start=Start(statuses=secretary.gathered(holding), exclusions=[]),
    )
    kept, holding.unsealed = holding.unsealed, []
    if secretary.propose(turn, plan):
        liar.use(FalseStart.name)
    holding.unsealed = kept
    return [(send.to, send.message) for send in turn.output().send]
