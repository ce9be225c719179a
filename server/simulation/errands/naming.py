"""Naming: entries that the plan speaks of again."""

from typing import TYPE_CHECKING, Any

from server.simulation.plan import Item

if TYPE_CHECKING:
    from server.simulation.world import World


def remembered(
    world: "World", item: Item, kind: str, body: dict[str, Any], blobs: tuple[str, ...] = ()
) -> bool:
    """Write an entry, and remember its id by the name that the plan gives it."""
    participant = world.participants[item.who]
    is_done = participant.act(kind, body, blobs)
    partner = participant.partner
    head = partner.heads.get(item.who) if partner is not None else None
    if is_done and head is not None:
        world.named[item.what["name"]] = head[1]
    return is_done
