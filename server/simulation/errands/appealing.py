"""Appealing: somebody objects to a decision; lots are drawn, and a panel answers.

What a server does by itself (adding to the draw, opening what it sealed) and what its owner thinks
(whether the decision holds) both happen when everybody hears of the appeals that are open.
"""

from typing import TYPE_CHECKING

from server.simulation.errands import drawing
from server.simulation.errands.naming import remembered
from server.simulation.plan import Item

if TYPE_CHECKING:
    from server.simulation.world import World


def appeal(world: "World", item: Item) -> bool:
    """Object to a decision."""
    name, decision = item.what["name"], world.named.get(item.what["of"])
    if decision is None:
        return False
    reasons = world.shelf.lay(f"objection {name}")
    body = {
        "decision": decision,
        "side": "judged",
        "is_ours": item.what["is_ours"],
        "reasons": reasons,
        "lot": drawing.sealed(name, item.who),
    }
    return remembered(world, item, "appeal", body, (reasons,))


def hear(world: "World", item: Item) -> bool:
    """Let each partner do what it can for the appeals that the plan names."""
    known = [name for name in item.what["of"] if name in world.named]
    done = [
        _attend(world, who, name, upholds=who in item.what["upheld_by"])
        for name in known
        for who in world.plan.partners
    ]
    return any(done)


def _attend(world: "World", who: str, name: str, *, upholds: bool) -> bool:
    """Take a step of the draw, or say on the panel whether the decision holds."""
    appeal_id = world.named[name]
    participant = world.participants[who]
    state = None if participant.partner is None else participant.partner.state
    case = None if state is None else state.get(f"appeal/{appeal_id}")
    if state is None or case is None or case["status"] != "open":
        return False
    if who in case["panel"]:
        return _answer(world, who, (appeal_id, case["decision"]), upholds=upholds)
    return drawing.take_step(world, who, name, appeal_id)


def _answer(world: "World", who: str, case: tuple[str, str], *, upholds: bool) -> bool:
    appeal_id, decision = case
    participant = world.participants[who]
    if upholds:
        is_done = participant.act("confirm", {"of": appeal_id})
    else:
        reasons = world.shelf.lay(f"finding {who}")
        body = {"decisions": [decision], "appeal": appeal_id, "reasons": reasons}
        is_done = participant.act("reverse", body, (reasons,))
    if is_done:
        world.count("answer")
    return is_done
