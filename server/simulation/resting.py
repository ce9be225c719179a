"""Rest: when nothing can happen any more in a schedule but empty minutes and heads, so it may end.

Whoever is honest is up, nobody waits for anything, and everything that anybody holds is final
everywhere. A schedule in which that never comes true goes on to the end of its plan, as do those
that last days: time itself is what they are about.
"""

from typing import TYPE_CHECKING

from models.rules.partner.partner import Partner
from models.rules.state import State
from server.simulation.timeline import BEGINNING

if TYPE_CHECKING:
    from server.simulation.world import World

PENDING = ("ballots", "held", "roster/next", "rekeying")
"""What is in the state while the partners wait for time to pass, or for each other."""


def is_at_rest(world: "World") -> bool:
    """Tell whether the rest of the plan would only repeat what has been seen."""
    if not world.is_calm or _is_more_planned(world):
        return False
    partners = [host.partner for host in world.honest() if not host.is_gone]
    known = [each for each in partners if each is not None and not each.is_silent]
    if not known or len(known) < len(partners) or len({each.final for each in known}) > 1:
        return False
    state = known[0].state
    if any(state.get(key) for key in PENDING) or _is_anybody_waiting(world, state):
        return False
    return all(_knows_no_more_than_is_final(each, state) for each in known)


def _is_more_planned(world: "World") -> bool:
    return any(BEGINNING + item.at > world.now for item in world.plan.items)


def _is_anybody_waiting(world: "World", state: State) -> bool:
    """Tell whether somebody who was let in has not arrived, or a recovery key not worked yet."""
    mending = [state.get(f"partner/{who}") for who in sorted(world.mended)]
    if any(record["suspended"] is not None for record in mending):
        return True
    records = [state.get(f"partner/{who}") for who in world.plan.everybody]
    return any(record is not None and record["status"] == "candidate" for record in records)


def _knows_no_more_than_is_final(partner: Partner, state: State) -> bool:
    if partner.final is None:
        return False
    cut = partner.chain.final.cut
    return all(
        cut.get(author) == head
        for author, head in partner.heads.items()
        if (state.get(f"partner/{author}") or {"suspended": True})["suspended"] is None
    )
