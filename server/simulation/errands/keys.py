"""Keys: replaced in peace, or after a theft."""

from typing import TYPE_CHECKING, Any

from models.rules.log import keys
from server.simulation import founding
from server.simulation.plan import Item
from server.simulation.standin import public_key

if TYPE_CHECKING:
    from server.simulation.world import World


def rotate(world: "World", item: Item) -> bool:
    """Replace a key by the next one."""
    return replace(world, item.who, {})


def recover(world: "World", item: Item) -> bool:
    """Replace a key by the recovery key, as if the last one had been stolen just now."""
    participant = world.participants[item.who]
    head = participant.partner.heads.get(item.who) if participant.partner else None
    return head is not None and replace(world, item.who, {"compromised_after": head[0]})


def mend(world: "World") -> None:
    """Let the owner of each honest partner whose key was suspended use its recovery key, once."""
    for host in world.honest():
        partner = host.partner
        if partner is None or partner.is_silent or host.who in world.mended:
            continue
        record = partner.chain.high.state.get(f"partner/{host.who}")
        head = partner.heads.get(host.who)
        is_suspended = record is not None and record["suspended"] is not None
        if is_suspended and head and replace(world, host.who, {"compromised_after": head[0]}):
            world.mended.add(host.who)
            world.count("R11-mended")


def replace(world: "World", who: str, more: dict[str, Any]) -> bool:
    """Replace a key; by the recovery key, where `more` says after which number it was stolen."""
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
