"""Sharing work: shifts, duties and contributions, where several may want the same."""

from typing import TYPE_CHECKING, Any

from server.simulation.errands.naming import remembered
from server.simulation.plan import Item
from server.simulation.timeline import BEGINNING

if TYPE_CHECKING:
    from server.simulation.world import World


def rota(world: "World", item: Item) -> bool:
    """Open, take or give back a shift."""
    body: dict[str, Any] = {"shift": item.what["shift"], "step": item.what["step"]}
    if body["step"] == "open":
        body["start"] = BEGINNING + item.what["start"]
        body["end"] = BEGINNING + item.what["end"]
    return world.participants[item.who].act("rota", body)


def duty(world: "World", item: Item) -> bool:
    """Offer, accept, give back or close a duty."""
    body = {"duty": item.what["duty"], "step": item.what["step"]}
    return world.participants[item.who].act("duty", body)


def contribute(world: "World", item: Item) -> bool:
    """Write down what was given, for others to confirm."""
    proof = world.shelf.lay(f"proof {item.what['name']}")
    body = {"kind": "hours", "amount": item.what["amount"]}
    return remembered(world, item, "contribution", body, (proof,))
