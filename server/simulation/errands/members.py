"""Members: they are put on a roll, and vote at their home; homes are shut; results are vetoed."""

from typing import TYPE_CHECKING

from models.rules import canon
from server.simulation.plan import Item
from server.simulation.timeline import BEGINNING

if TYPE_CHECKING:
    from server.simulation.world import World


def roll(world: "World", item: Item) -> bool:
    """Commit to a roll of so many members."""
    participant = world.participants[item.who]
    is_done = False
    for each in world.home(item.who).roll(item.what["size"]):
        is_done = participant.act("roll", {"roll": each}) or is_done
    return is_done


def member(world: "World", item: Item) -> bool:
    """Let a member vote at its home, which does not take votes when the ballot is over."""
    ballot = world.ballots.get(item.what["ballot"])
    home = world.home(item.who)
    is_taken = ballot is not None and home.take(ballot, item.what["number"], item.what["choice"])
    if not is_taken:
        world.count("member's vote not taken")
    return is_taken


def shut(world: "World", item: Item) -> bool:
    """Let a home do nothing until some time: neither box nor open."""
    world.home(item.who).shut(BEGINNING + item.what["until"])
    return True


def forget(world: "World", item: Item) -> bool:
    """Put a home's list of votes back to an old backup; its partner's machine runs on."""
    return world.home(item.who).forget(item.what["share"])


def veto(world: "World", item: Item) -> bool:
    """Veto a result, take a veto back, or overrule it."""
    ballot, step = world.ballots.get(item.what["ballot"]), item.what["step"]
    if ballot is None:
        return False
    reason = canon.sha256(f"why {item.who} is against {ballot}".encode())
    body = {"ballot": ballot, "step": step, "reason": reason if step == "veto" else None}
    blobs = (reason,) if step == "veto" else ()
    participant = world.participants[item.who]
    return participant.ask("veto", lambda partner, now: partner.act("veto", body, blobs, now))
