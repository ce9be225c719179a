"""Vanishing: somebody is gone, and the others say so."""

from typing import TYPE_CHECKING

from server.simulation.errands import machines
from server.simulation.plan import Item

if TYPE_CHECKING:
    from server.simulation.world import World


def vanish(world: "World", item: Item) -> bool:
    """Stop a machine for good."""
    host = machines.honest_host(world, item)
    if host is None:
        return False
    host.is_gone = True
    host.stop()
    return True


def exclude(world: "World", item: Item) -> bool:
    """Say that nothing was heard of somebody (R13)."""
    subject = item.what["of"]
    participant = world.participants[item.who]
    return participant.ask("exclude", lambda partner, now: partner.exclude(subject, now))
