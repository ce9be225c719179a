"""Proposing: a text is put up, others suggest changes, its author takes them, then all vote."""

from typing import TYPE_CHECKING, Any

from server.simulation.errands import naming
from server.simulation.plan import Item

if TYPE_CHECKING:
    from server.simulation.world import World


def motion(words: str) -> dict[str, Any]:
    """Return a motion from which nothing follows."""
    return {"topic": "other", "question": f"Shall we? ({words})"}


def propose(world: "World", item: Item) -> bool:
    """Put a proposal up, and remember its id by the name that the plan gives it."""
    return naming.remembered(world, item, "proposal", {"motion": motion(item.what["name"])})


def amend(world: "World", item: Item) -> bool:
    """Write the next version, or suggest one, or take a suggestion, as far as one sees any."""
    proposal = world.named.get(item.what["of"])
    takes = item.what.get("takes")
    if proposal is None or (takes is not None and takes not in world.named):
        return False
    body: dict[str, Any] = {"proposal": proposal, "version": version_of(world, item.who, proposal)}
    body |= (
        {"motion": motion(item.what["name"])} if takes is None else {"takes": world.named[takes]}
    )
    return naming.remembered(world, item, "amend", body)


def version_of(world: "World", who: str, proposal: str) -> int:
    """Return the version that somebody knows of a proposal: the first, until minutes have it."""
    partner = world.participants[who].partner
    known = partner.chain.high.state.get(f"proposal/{proposal}") if partner is not None else None
    version: int = known["version"] if known is not None else 1
    return version
