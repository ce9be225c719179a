"""Moderating: reports, decisions, confirmations, reversals, appeals, and texts that are erased."""

from typing import TYPE_CHECKING, Any

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
    return bool(decisions) and _reverse(world, item, decisions, None)


def appeal(world: "World", item: Item) -> bool:
    """Object to a decision."""
    decision = world.named.get(item.what["of"])
    if decision is None:
        return False
    reasons = world.shelf.lay(f"objection {item.what['name']}")
    body = {
        "decision": decision,
        "side": "judged",
        "is_ours": item.what["is_ours"],
        "reasons": reasons,
    }
    return remembered(world, item, "appeal", body, (reasons,))


def answer(world: "World", item: Item) -> bool:
    """Say in a panel whether a decision holds, if a seat on it was drawn."""
    appeal_id = world.named.get(item.what["of"])
    participant = world.participants[item.who]
    if appeal_id is None or participant.partner is None:
        return False
    case = participant.partner.state.get(f"appeal/{appeal_id}")
    if case is None or item.who not in case["panel"]:
        return False
    if item.what["upholds"]:
        return participant.act("confirm", {"of": appeal_id})
    return _reverse(world, item, [case["decision"]], appeal_id)


def erase(world: "World", item: Item) -> bool:
    """Have everybody forget the text to which an entry commits."""
    entry = world.watch_book.ledger.entries.get(world.named.get(item.what["of"], ""))
    blobs = entry.entry.blobs if entry is not None else []
    return bool(blobs) and all(world.shelf.erase(each) for each in blobs)


def _reverse(world: "World", item: Item, decisions: list[str], appeal_id: str | None) -> bool:
    reasons = world.shelf.lay(f"regret {item.who} {item.at}")
    body: dict[str, Any] = {"decisions": decisions, "appeal": appeal_id, "reasons": reasons}
    return world.participants[item.who].act("reverse", body, (reasons,))
