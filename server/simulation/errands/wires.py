"""Wires: the network is cut, and joined again."""

from typing import TYPE_CHECKING

from server.simulation.plan import Item

if TYPE_CHECKING:
    from server.simulation.world import World


def split(world: "World", item: Item) -> bool:
    """Cut the network in two."""
    if not world.is_calm:
        world.network.split(item.what["groups"])
    return not world.is_calm


def heal(world: "World", item: Item) -> bool:
    """Join the network again."""
    world.network.heal()
    return True
