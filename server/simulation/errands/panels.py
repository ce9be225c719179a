"""Panels: a question that may come to no decision, the draw of a panel, and what the panel says."""

from typing import TYPE_CHECKING, Any

from server.simulation.errands import drawing
from server.simulation.founding import PANEL_TOPIC
from server.simulation.plan import Item
from server.simulation.timeline import BEGINNING

if TYPE_CHECKING:
    from models.rules.state import State
    from server.simulation.world import World

STAY, GO = "stay", "go"


def question(world: "World", item: Item) -> bool:
    """Ask a question that a panel decides when the partners do not."""
    name = item.what["name"]
    motion = {
        "topic": PANEL_TOPIC,
        "question": f"Stay or go? ({name})",
        "options": [{"id": STAY, "text": "We stay."}, {"id": GO, "text": "We go."}],
        "status_quo": STAY,
        "effects": {GO: {"kind": "statement"}},
    }
    body = {
        "motion": motion,
        "closes_at": BEGINNING + item.what["closes"],
        "lot": drawing.sealed(name, item.who),
    }
    participant = world.participants[item.who]
    is_done = participant.act("ballot", body)
    head = participant.partner.heads.get(item.who) if participant.partner else None
    if is_done and head is not None:
        world.ballots[name] = head[1]
    return is_done


def draw(world: "World", item: Item) -> bool:
    """Let all but the silent take their next step in the draw of a panel."""
    name = item.what["ballot"]
    ballot_id = world.ballots.get(name)
    if ballot_id is None:
        return False
    steps = [
        drawing.take_step(world, who, name, ballot_id)
        for who in world.plan.partners
        if who not in item.what["silent"]
    ]
    return any(steps)


def sit(world: "World", item: Item) -> bool:
    """Let each partner on a panel vote as the plan has it, if it is to vote at all."""
    first = world.ballots.get(item.what["ballot"])
    done = []
    for who, option in sorted(item.what["says"].items()):
        partner = world.participants[who].partner
        found = again(partner.state, first) if partner is not None else None
        if found is not None and any(who in part["voters"] for part in found[1]["parts"]):
            vote = {"ballot": found[0], "choice": {"approved": [option]}}
            done.append(world.participants[who].act("vote", vote))
    if any(done):
        world.count("sat")
    return any(done)


def again(state: "State", first: str | None) -> tuple[str, Any] | None:
    """Return the id and the record of the open ballot that takes up another one, if there is."""
    for ballot_id in state.get("ballots") or ():
        ballot = state.get(f"ballot/{ballot_id}")
        if first is not None and ballot["after"] == first:
            return ballot_id, ballot
    return None
