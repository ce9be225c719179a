"""Library: all errands, by the kind of item that they do."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from server.simulation.errands import (
    appealing,
    coming,
    keys,
    machines,
    members,
    moderating,
    panels,
    proposing,
    sharing_work,
    talking,
    vanishing,
    voting,
    wires,
)
from server.simulation.plan import Item

if TYPE_CHECKING:
    from server.simulation.world import World

Errand = Callable[["World", Item], bool]
"""Does it; False when that was not possible."""
ERRANDS: Mapping[str, Errand] = MappingProxyType(
    {
        "ballot": voting.ballot,
        "vote": voting.vote,
        "propose": proposing.propose,
        "amend": proposing.amend,
        "roll": members.roll,
        "member": members.member,
        "shut": members.shut,
        "forget": members.forget,
        "veto": members.veto,
        "question": panels.question,
        "draw": panels.draw,
        "sit": panels.sit,
        "goal": talking.goal,
        "rotate": keys.rotate,
        "recover": keys.recover,
        "leave": coming.leave,
        "join": coming.join,
        "exclude": vanishing.exclude,
        "split": wires.split,
        "heal": wires.heal,
        "crash": machines.crash,
        "restore": machines.restore,
        "vanish": vanishing.vanish,
        "notice": moderating.notice,
        "decide": moderating.decide,
        "confirm": moderating.confirm,
        "reverse": moderating.reverse,
        "appeal": appealing.appeal,
        "hear": appealing.hear,
        "erase": moderating.erase,
        "rota": sharing_work.rota,
        "duty": sharing_work.duty,
        "contribute": sharing_work.contribute,
    }
)


def run(world: "World", item: Item) -> None:
    """Let an item of the plan happen."""
    if item.who and item.who not in world.participants and item.kind != "join":
        return
    world.note(str(item).partition(" ")[2])
    if ERRANDS[item.kind](world, item):
        world.coverage.note(f"errand:{item.kind}")
