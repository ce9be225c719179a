"""Machines: crashes, and old backups."""

from typing import TYPE_CHECKING

from server.simulation import reference
from server.simulation.host import Host
from server.simulation.plan import Item

if TYPE_CHECKING:
    from server.simulation.world import World


def crash(world: "World", item: Item) -> bool:
    """Let a machine crash at its next write."""
    host = honest_host(world, item)
    if host is None or world.is_calm:
        return False
    host.crash, host.down_for = item.what["point"], item.what["down"]
    return True


def restore(world: "World", item: Item) -> bool:
    """Put a machine back to an old backup, where what it lost can be found out without people.

    While others are still finding out what they lost, as many as make a quorum must remain besides
    them and this one. Nobody is promised anything when the only sealer forgets.
    """
    host = honest_host(world, item)
    if host is None or host.partner is None or world.is_calm:
        return False
    roster = host.partner.state.get("roster")
    sealers = len(roster["sealers"])
    forgetting = [each for each in world.honest() if each is not host and forgets(each)]
    remaining = sealers - 1 - len(forgetting)
    is_enough = not forgetting or remaining >= reference.quorum(roster["policy"], sealers)
    if sealers == 1 or forgets(host) or not is_enough:
        return False
    backup = host.disk.backup(item.what["share"])
    host.stop()
    words = world.watch_book.words[host.who]
    words.kept = _kept(world, host)
    host.was_restored = words.was_restored = True
    for each in forgetting:
        # What this one held it can show to nobody any more.
        world.count("forgot-together")
        world.watch_book.words[each.who].kept &= _kept(world, each)
    host.disk.restore(backup)
    world.after(item.what["down"], host.restart)
    host.is_restoring = True
    return True


def honest_host(world: "World", item: Item) -> Host | None:
    """Return the honest host of an item, if it is up."""
    found = world.participants[item.who]
    return found if isinstance(found, Host) and found.partner is not None else None


def _kept(world: "World", host: Host) -> frozenset[str]:
    """Return the own entries that a host must be shown whoever answers: enough others hold them."""
    state = host.partner.state if host.partner else None
    roster = state.get("roster") if state else None
    if roster is None:
        return frozenset()
    others = len(roster["sealers"]) - 1
    enough = min(others, reference.quorum(roster["policy"], others + 1))
    holding = [
        each.partner
        for each in world.honest()
        if each is not host and each.partner and not each.was_restored
        if each.who in roster["sealers"]
    ]
    return frozenset(
        entry
        for entry in world.watch_book.words[host.who].entries.values()
        if sum(partner.entry(entry) is not None for partner in holding) > others - enough
    )


def forgets(host: Host) -> bool:
    """Tell whether a host came back from an old backup, and cannot leave a term yet (R4)."""
    partner = host.partner
    if partner is None or not host.was_restored:
        return host.was_restored
    return partner.is_silent or partner.certified is None or partner.certified[0] < partner.term
