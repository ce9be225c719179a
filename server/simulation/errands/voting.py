"""Voting: ballots and votes."""

from typing import TYPE_CHECKING, Any

from server.simulation import founding
from server.simulation.errands import proposing
from server.simulation.plan import Item
from server.simulation.timeline import BEGINNING

if TYPE_CHECKING:
    from server.simulation.world import World


def ballot(world: "World", item: Item) -> bool:
    """Open a ballot, and remember its id by the name that the plan gives it."""
    name = item.what["name"]
    proposal = world.named.get(item.what.get("proposal", ""))
    asked: dict[str, Any] = {"motion": _motion(world, item)}
    if proposal is not None:
        asked = {"proposal": [proposal, proposing.version_of(world, item.who, proposal)]}
    participant = world.participants[item.who]
    body = {**asked, "closes_at": BEGINNING + item.what["closes"]}
    is_done = participant.act("ballot", body)
    partner = participant.partner
    head = partner.heads.get(item.who) if partner is not None else None
    if is_done and head is not None:
        world.ballots[name] = head[1]
    return is_done


def _motion(world: "World", item: Item) -> dict[str, Any]:
    kind, topic = item.what["effect"], item.what.get("topic", "other")
    motion = {"topic": topic, "question": f"Shall we? ({item.what['name']})"}
    effect = _effect(world, item, kind)
    if effect is not None:
        motion |= {"topic": kind if topic == "other" else topic, "effects": {"yes": effect}}
    return motion


def _effect(world: "World", item: Item, kind: str) -> dict[str, Any] | None:
    if kind == "statement":
        return {"kind": kind} if "topic" in item.what else None
    if kind in ("add_partner", "add_witness"):
        newcomer = founding.sealer(item.what["sealer"], kind.removeprefix("add_"))
        return {"kind": kind, "sealer": newcomer}
    facts: dict[str, Any] = {
        name: item.what[name] for name in ("partner", "policy") if name in item.what
    }
    return {"kind": kind, **facts}


def vote(world: "World", item: Item) -> bool:
    """Vote in a ballot, if it was opened."""
    ballot_id = world.ballots.get(item.what["ballot"])
    body = {"ballot": ballot_id, "choice": item.what["choice"]}
    return ballot_id is not None and world.participants[item.who].act("vote", body)
