"""Errands: what the items of a plan do when their moment comes.

An errand that cannot be done (its ballot never opened, its host is down) is left out: a plan from
which something was taken away stays a plan.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from models.rules.log import keys
from models.rules.values import MINUTE
from server.simulation import founding
from server.simulation.host import Host
from server.simulation.plan import Item
from server.simulation.standin import public_key
from server.simulation.timeline import BEGINNING

if TYPE_CHECKING:
    from server.simulation.world import World

READY_TRIES = 12
READY_PAUSE = 10 * MINUTE
Errand = Callable[["World", Item], bool]
"""Does it; False when that was not possible."""


def run(world: "World", item: Item) -> None:
    """Let an item of the plan happen."""
    if item.who and item.who not in world.participants and item.kind != "join":
        return
    world.note(str(item).partition(" ")[2])
    if ERRANDS[item.kind](world, item):
        world.coverage.note(f"errand:{item.kind}")


def accept(world: "World", who: str) -> bool:
    """Accept the genesis, as each founder does first of all."""
    return world.participants[who].act("accept", {"recovery_sig": _own_recovery(world, who)})


def _own_recovery(world: "World", who: str) -> str:
    """Return the proof that somebody holds its recovery key."""
    pen = world.stationery.pen(who, (founding.RECOVERY,))
    recovery = public_key(who, founding.RECOVERY)
    return pen.sign(recovery, keys.possession(world.community, who, recovery))


def _ballot(world: "World", item: Item) -> bool:
    name, kind = item.what["name"], item.what["effect"]
    motion: dict[str, Any] = {"topic": "other", "question": f"Shall we? ({name})"}
    effect = _effect(world, item, kind)
    if effect is not None:
        motion["topic"] = kind
        motion["effects"] = {"yes": effect}
    participant = world.participants[item.who]
    body = {"motion": motion, "closes_at": BEGINNING + item.what["closes"]}
    is_done = participant.act("ballot", body)
    partner = participant.partner
    head = partner.heads.get(item.who) if partner is not None else None
    if is_done and head is not None:
        world.ballots[name] = head[1]
    return is_done


def _effect(world: "World", item: Item, kind: str) -> dict[str, Any] | None:
    if kind == "statement":
        return None
    if kind in ("add_partner", "add_witness"):
        newcomer = founding.sealer(item.what["sealer"], kind.removeprefix("add_"))
        return {"kind": kind, "sealer": newcomer}
    facts: dict[str, Any] = {
        name: item.what[name] for name in ("partner", "policy") if name in item.what
    }
    return {"kind": kind, **facts}


def _vote(world: "World", item: Item) -> bool:
    ballot = world.ballots.get(item.what["ballot"])
    body = {"ballot": ballot, "choice": item.what["choice"]}
    return ballot is not None and world.participants[item.who].act("vote", body)


def _goal(world: "World", item: Item) -> bool:
    body = {
        "indicator": item.what["name"],
        "goal": "hold",
        "purpose": "How often the rules held.",
        "unit": "schedules",
        "combine": "sum",
        "baseline": 0,
        "target": 100,
    }
    return world.participants[item.who].act("goal", body)


def _rotate(world: "World", item: Item) -> bool:
    return _replace_key(world, item.who, {})


def _recover(world: "World", item: Item) -> bool:
    participant = world.participants[item.who]
    head = participant.partner.heads.get(item.who) if participant.partner else None
    return head is not None and _replace_key(world, item.who, {"compromised_after": head[0]})


def _replace_key(world: "World", who: str, more: dict[str, Any]) -> bool:
    participant = world.participants[who]
    used = world.keys_used.get(who, 0) + 1
    if used >= len(founding.KEYS) or participant.partner is None:
        return False
    new = public_key(who, founding.KEYS[used])
    signature = participant.pen.sign(new, keys.possession(world.community, who, new))
    body = {"new": new, "new_sig": signature, **more}
    if more:
        is_done = participant.ask("recover", lambda partner, now: partner.recover(body, now))
    else:
        is_done = participant.act("key", body)
    if is_done:
        world.keys_used[who] = used
    return is_done


def _leave(world: "World", item: Item) -> bool:
    body = {"effective": world.now, "reason": "other"}
    return world.participants[item.who].act("leave", body)


def _join(world: "World", item: Item) -> bool:
    if item.who in world.participants:
        return False
    world.join(item.who)
    _get_ready(world, item.who, READY_TRIES)
    return True


def _get_ready(world: "World", who: str, tries: int) -> None:
    """Say `ready` as soon as that means something; try again while it does not count yet."""
    participant = world.participants[who]
    signature = _own_recovery(world, who)
    partner = participant.partner
    state = None if partner is None else partner.state
    record = state.get(f"partner/{who}") if state else None
    if record is not None and record["status"] != "candidate":
        return
    if record is not None and state is not None and state.get(f"ready/{who}") is None:
        participant.ask("ready", lambda partner, now: partner.get_ready(signature, now))
    if tries:
        world.after(READY_PAUSE, lambda: _get_ready(world, who, tries - 1))


def _exclude(world: "World", item: Item) -> bool:
    subject = item.what["of"]
    participant = world.participants[item.who]
    return participant.ask("exclude", lambda partner, now: partner.exclude(subject, now))


def _split(world: "World", item: Item) -> bool:
    if not world.is_calm:
        world.network.split(item.what["groups"])
    return not world.is_calm


def _heal(world: "World", item: Item) -> bool:
    world.network.heal()
    return True


def _crash(world: "World", item: Item) -> bool:
    host = _host(world, item)
    if host is None or world.is_calm:
        return False
    host.crash, host.down_for = item.what["point"], item.what["down"]
    return True


def _restore(world: "World", item: Item) -> bool:
    host = _host(world, item)
    # What only one machine knew is lost with it; so nobody is promised anything when two forget.
    is_alone = len(world.participants) == 1
    if host is None or world.is_calm or is_alone or any(map(_forgets, world.honest())):
        return False
    backup = host.disk.backup(item.what["share"])
    host.stop()
    host.was_restored = world.watch_book.words[host.who].was_restored = True
    host.disk.restore(backup)
    world.after(item.what["down"], host.restart)
    host.is_restoring = True
    return True


def _forgets(host: Host) -> bool:
    """Tell whether a host came back from an old backup, and does not know yet what it lacks."""
    return host.was_restored and (host.partner is None or host.partner.is_silent)


def _vanish(world: "World", item: Item) -> bool:
    host = _host(world, item)
    if host is None:
        return False
    host.is_gone = True
    host.stop()
    return True


def _host(world: "World", item: Item) -> Host | None:
    """Return the honest host of an item, if it is up."""
    found = world.participants[item.who]
    return found if isinstance(found, Host) and found.partner is not None else None


ERRANDS: Mapping[str, Errand] = MappingProxyType(
    {
        "ballot": _ballot,
        "vote": _vote,
        "goal": _goal,
        "rotate": _rotate,
        "recover": _recover,
        "leave": _leave,
        "join": _join,
        "exclude": _exclude,
        "split": _split,
        "heal": _heal,
        "crash": _crash,
        "restore": _restore,
        "vanish": _vanish,
    }
)
