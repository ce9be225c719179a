"""Talking: entries of no weight."""

from typing import TYPE_CHECKING

from server.simulation.plan import Item

if TYPE_CHECKING:
    from server.simulation.world import World


def goal(world: "World", item: Item) -> bool:
    """Write an entry of no weight."""
    body = {
        "indicator": item.what["name"],
        "goal": "hold",
        "purpose": "How often the rules held.",
        "unit": "schedules",
        "combine": "sum",
        "baseline": 0,
        "target": 100,
    }
    return world.participants[item.who].act("goal", body)
