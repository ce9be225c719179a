"""Liveness: where enough honest sealers hear each other, what was written becomes final (16)."""

from typing import TYPE_CHECKING

from models.rules.log.entry import Signed
from models.rules.values import MINUTE
from server.simulation import reference
from server.simulation.errands import machines
from server.simulation.host import Host
from server.simulation.invariants.violation import Violation
from server.simulation.timeline import BEGINNING

if TYPE_CHECKING:
    from server.simulation.world import World


def written_is_final(world: "World") -> bool:
    """Check (16) at the end of a schedule that was calm; False when too few are honest and up."""
    ledger = world.watch_book.ledger
    if not ledger.states:
        if _all_founders_up(world):
            raise Violation(16, "all founders are honest and up, and nothing is final")
        return False
    state = ledger.states[-1]
    roster = state.get("roster/next") or state.get("roster")
    up = [
        host
        for host in world.honest()
        if host.partner is not None
        and not host.partner.is_silent
        # With liars about, one that still cannot leave a term is one fault too many (restoring).
        and not (world.liars and machines.forgets(host))
        and host.who in roster["sealers"]
        and not state.get(f"partner/{host.who}")["suspended"]
    ]
    enough = reference.quorum(roster["policy"], len(roster["sealers"]))
    _check_recovered(world, roster["sealers"], is_quorum=len(up) >= enough)
    if len(up) < enough or state.get("community")["status"] != "active":
        return False
    for host in up:
        _check_host(world, host)
    for who in sorted(world.mended):
        if state.get(f"partner/{who}")["suspended"] is not None:
            raise Violation(16, f"{who} used its recovery key, and is suspended at the end")
    return True


def _check_recovered(world: "World", sealers: list[str], *, is_quorum: bool) -> None:
    """Where nobody lies or is down, who came back from an old backup finds its way.

    A liar that does not answer keeps it silent: the two together are more than one fault. So are
    two at once where the others make no quorum of the roster that is about to be in force.
    """
    if world.liars or any(host.partner is None for host in world.honest()):
        return
    silent = [
        host.who
        for host in world.honest()
        if host.partner is not None and host.partner.is_silent and host.who in sealers
    ]
    if len(silent) == 1 or (silent and is_quorum):
        raise Violation(16, f"{silent[0]} came back from a backup, and never found its way")


def _check_host(world: "World", host: Host) -> None:
    ledger = world.watch_book.ledger
    partner = host.partner
    final = partner.final if partner else None
    height = -1 if final is None else final[0]
    if height + 3 < len(ledger.final):
        raise Violation(16, f"{host.who} knows {height} as final, others {len(ledger.final) - 1}")
    cut = ledger.final_minutes(height).cut if height >= 0 else {}
    latest = _latest(world)
    state = ledger.states[-1]
    for signed in ledger.entries.values():
        entry = signed.entry
        record = state.get(f"partner/{entry.partner}")
        is_bound = (
            entry.partner not in world.liars
            and entry.ts <= latest
            and record is not None
            and record["status"] in ("active", "founder", "candidate")
            and record["suspended"] is None
            and record["head"] is None
        )
        is_late = cut.get(entry.partner, (-1, ""))[0] < entry.seq
        if is_bound and is_late and not (_is_lost(world, signed) or _is_dropped(world, signed)):
            raise Violation(
                16,
                f"{entry.type} #{entry.seq} of {entry.partner} is not final at {host.who} "
                f"at the end (height {height}, term {partner.term if partner else 0})",
            )


def _latest(world: "World") -> int:
    """Return up to when an entry must have been written to be final by now.

    Who has patience with a secretary may need all of it, and a round of heads to learn what it
    missed; but what was written before the calm has had that time in any case.
    """
    pace = world.plan.pace
    patience = pace.silence + 2 * pace.longest + 2 * pace.heads
    return max(BEGINNING + world.plan.calm_at + 10 * MINUTE, world.now - patience)


def _is_lost(world: "World", signed: Signed) -> bool:
    """Tell whether an entry went with its author, or its newest records, before anybody took it."""
    author = world.participants[signed.entry.partner]
    forgot = isinstance(author, Host) and (author.was_restored or author.is_gone)
    return forgot and not any(
        host.partner is not None and host.partner.entry(signed.id) for host in world.honest()
    )


def _is_dropped(world: "World", signed: Signed) -> bool:
    """Tell whether an author went on beside an entry when its record was dropped (R12)."""
    author = world.participants[signed.entry.partner]
    if not isinstance(author, Host) or not author.settled or author.partner is None:
        return False
    log = author.partner._holding.log
    head = log.head(author.who)
    if author.who not in author.partner.chain.final.cut:
        # A newcomer's first entry has none before it after which a recovery could stand.
        return True
    return head is not None and signed not in log.line(head[1], signed.entry.seq)[:1]


def _all_founders_up(world: "World") -> bool:
    """Tell whether all founders are up, and none of them lost its word to a backup.

    Without every founder's there is no community, and people accept: nobody does it for them again.
    """
    up = {host.who for host in world.honest() if host.partner and host.who in host.partner.heads}
    return up.issuperset(world.plan.founders)
