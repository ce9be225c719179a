"""Drawing: the steps of a draw that a server takes by itself."""

import hashlib
from typing import TYPE_CHECKING

from models.rules.tally import lots

if TYPE_CHECKING:
    from server.simulation.world import World


def sealed(name: str, who: str) -> str:
    """Return what somebody seals for the draw of what the plan calls `name`."""
    return lots.sealed(who, _value(name, who))


def take_step(world: "World", who: str, name: str, about: str) -> bool:
    """Add a value to the draw with the id `about`, or open what was sealed for it."""
    participant = world.participants[who]
    lot = participant.partner.state.get(f"lot/{about}") if participant.partner else None
    if lot is None or who not in (*lot["asked"], lot["by"]):
        return False
    is_done = participant.act("lot", {"of": about, "value": _value(name, who)})
    if is_done:
        world.count("lot")
    return is_done


def _value(name: str, who: str) -> str:
    """Return what somebody adds to a draw, or seals before it."""
    return hashlib.sha256(f"lot {name} {who}".encode()).hexdigest()
