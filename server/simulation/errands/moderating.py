"""Moderating: reports, decisions, confirmations, reversals, and texts that are erased."""

from typing import TYPE_CHECKING

from models.rules import canon
from server.simulation.errands.naming import remembered
from server.simulation.plan import Item

if TYPE_CHECKING:
    from server.simulation.world import World

CLAUSE = "fair_moderation"


def object_id(name: str) -> str:
    """Return the commitment under which every partner names a judged thing."""
    return canon.sha256(f"object {name}".encode())


def notice(world: "World", item: Item) -> bool:
    """Take in somebody's report about a thing."""
    report = world.shelf.lay(f"report {item.what['name']}")
    body = {
        "object": object_id(item.what["object"]),
        "kind": "post",
        "ground": "rules",
        "via": "member",
        "report": report,
    }
    return remembered(world, item, "notice", body, (report,))


def decide(world: "World", item: Item) -> bool:
    """Moderate a thing, and answer the reports about it that the plan names."""
    what = item.what
    reasons = world.shelf.lay(f"reasons {what['name']}")
    body = {
        "object": object_id(what["object"]),
        "kind": "post",
        "scope": what["scope"],
        "severity": what["severity"],
        "ground": what["ground"],
        "clause": None if what["ground"] == "illegal" else CLAUSE,
        "home": what["home"],
        "role": what["role"],
        "source": "own_initiative",
        "automated": "no",
        "reasons": reasons,
        "notices": [world.named[name] for name in what["notices"] if name in world.named],
    }
    return remembered(world, item, "decision", body, (reasons,))


def confirm(world: "World", item: Item) -> bool:
    """Stand behind what another one did."""
    target = world.named.get(item.what["of"])
    return target is not None and world.participants[item.who].act("confirm", {"of": target})


def reverse(world: "World", item: Item) -> bool:
    """Take back decisions."""
    decisions = [world.named[name] for name in item.what["of"] if name in world.named]
    reasons = world.shelf.lay(f"regret {item.who} {item.at}")
    body = {"decisions": decisions, "appeal": None, "reasons": reasons}
    return bool(decisions) and world.participants[item.who].act("reverse", body, (reasons,))


def erase(world: "World", item: Item) -> bool:
    """Have everybody forget the text to which an entry commits."""
    entry = world.watch_book.ledger.entries.get(world.named.get(item.what["of"], ""))
    blobs = entry.entry.blobs if entry is not None else []
    return bool(blobs) and all(world.shelf.erase(each) for each in blobs)
