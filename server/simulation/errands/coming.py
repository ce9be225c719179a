"""Coming and going: founders, newcomers, and who gives notice."""

from typing import TYPE_CHECKING

from models.rules.log import keys
from models.rules.values import MINUTE
from server.simulation import founding
from server.simulation.plan import Item
from server.simulation.standin import public_key

if TYPE_CHECKING:
    from server.simulation.world import World

READY_TRIES = 12
READY_PAUSE = 10 * MINUTE


def accept(world: "World", who: str) -> bool:
    """Accept the genesis, as each founder does first of all."""
    return world.participants[who].act("accept", {"recovery_sig": _own_recovery(world, who)})


def join(world: "World", item: Item) -> bool:
    """Start the machine of somebody who is to join, and let it say when it is ready."""
    if item.who in world.participants:
        return False
    world.join(item.who)
    _get_ready(world, item.who, READY_TRIES)
    return True


def _get_ready(world: "World", who: str, tries: int) -> None:
    """Say `ready` as soon as that means something; try again while it does not count yet."""
    participant = world.participants[who]
    signature = _own_recovery(world, who)
    partner = participant.partner
    state = None if partner is None else partner.state
    record = state.get(f"partner/{who}") if state else None
    if record is not None and record["status"] != "candidate":
        return
    if record is not None and state is not None and state.get(f"ready/{who}") is None:
        participant.ask("ready", lambda partner, now: partner.get_ready(signature, now))
    if tries:
        world.after(READY_PAUSE, lambda: _get_ready(world, who, tries - 1))


def leave(world: "World", item: Item) -> bool:
    """Give notice, to be gone as soon as may be."""
    body = {"effective": world.now, "reason": "other"}
    return world.participants[item.who].act("leave", body)


def _own_recovery(world: "World", who: str) -> str:
    """Return the proof that somebody holds its recovery key."""
    pen = world.stationery.pen(who, (founding.RECOVERY,))
    recovery = public_key(who, founding.RECOVERY)
    return pen.sign(recovery, keys.possession(world.community, who, recovery))
