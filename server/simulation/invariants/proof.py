"""Proof: whoever contradicts itself before an honest partner's eyes is exposed (12)."""

from typing import TYPE_CHECKING, Any

from server.simulation.invariants.violation import Violation

if TYPE_CHECKING:
    from server.simulation.world import World


def contradictions_are_proven(world: "World") -> int:
    """Check (12) at the end of a calm schedule; return how many liars were exposed."""
    ledger = world.watch_book.ledger
    exposed = {
        guilty(signed.entry.body)
        for signed in ledger.entries.values()
        if signed.entry.type == "evidence" and signed.entry.partner not in world.liars
    }
    steady = {
        host.who
        for host in world.honest()
        if host.partner is not None and not host.crashes and host.who in world.plan.founders
    }
    state = ledger.states[-1] if ledger.states else None
    for who, what, names in ledger.contradictions():
        if who in exposed or who not in world.liars or state is None:
            continue
        record = state.get(f"partner/{who}")
        if record is None or record["status"] != "active" or record["suspended"] is not None:
            continue
        hearers = [ledger.hearers.get(name, set()) for name in names[:2]]
        witnesses = steady.intersection(*hearers)
        if what.startswith("minutes"):
            witnesses = {each for each in witnesses if _took(world, each, names[:2])}
        if len(witnesses) > 1:
            raise Violation(
                12, f"{sorted(witnesses)} saw two {what} of {who}, and there is no evidence"
            )
    return len(exposed & world.liars)


def _took(world: "World", who: str, names: tuple[str, ...]) -> bool:
    """Tell whether somebody found both of these minutes worth keeping: the wrong are not kept."""
    partner = world.participants[who].partner
    return partner is not None and all(name in partner.chain.nodes for name in names)


def nobody_honest_is_exposed(world: "World") -> None:
    """Check (4, 12): no evidence that counts is about an honest partner."""
    ledger = world.watch_book.ledger
    if not ledger.states:
        return
    state = ledger.states[-1]
    for who in world.plan.everybody:
        record = state.get(f"partner/{who}")
        words = world.watch_book.words.get(who)
        is_blameless = words is not None and not words.was_restored
        if record is not None and record["suspended"] is not None and is_blameless:
            raise Violation(12, f"{who} is honest, and suspended by evidence")


def guilty(body: dict[str, Any]) -> str:
    """Return whom evidence accuses."""
    first = body.get("first") or {}
    return str(first.get("secretary") or first.get("partner") or "")
