"""Proof: whoever contradicts itself before an honest partner's eyes is exposed (12)."""

from typing import TYPE_CHECKING, Any

from models.rules.evidence import EvidenceBody
from models.rules.log.keys import recovers
from models.rules.minutes import records
from models.rules.partner.partner import Partner
from server.simulation.invariants import constancy
from server.simulation.invariants.violation import Violation
from server.simulation.timeline import BEGINNING

if TYPE_CHECKING:
    from server.simulation.world import Participant, World

ROUNDS = 2
"""Twice all tell each other what they hold: once to ask, once to answer."""


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
        witnesses = {
            each
            for each in steady
            if _saw_two(world, each, what, names)
            and not _is_moot(world, each, who, record, kind=what.partition(" ")[0])
        }
        if len(witnesses) > 1:
            raise Violation(
                12, f"{sorted(witnesses)} saw two {what} of {who}, and there is no evidence"
            )
    return len(exposed & world.liars)


def _keeps_replaced(world: "World", host: "Participant", who: str) -> bool:
    record = None if host.partner is None else host.partner.state.get(f"partner/{who}")
    return record is not None and _is_moot(world, host.who, who, record)


def _is_moot(
    world: "World", witness: str, who: str, record: dict[str, Any], *, kind: str = ""
) -> bool:
    """Tell whether somebody keeps proof against `who` by a key that was recovered since.

    It is kept, and no more shown: others may have had that key. It excuses contradictions of its
    `kind` only; one proof of each is kept for each key.
    """
    answers_for = (record["key"], record["recovery"], *record["handed"])
    return any(
        guilty({"first": each.first}) == who
        and each.key not in answers_for
        and kind in ("", each.kind)
        for each in _kept(world.participants[witness])
    )


def _kept(host: "Participant") -> list[EvidenceBody]:
    return [] if host.partner is None else list(host.partner._holding.lies.values())


def _saw_two(world: "World", who: str, what: str, names: tuple[str, ...]) -> bool:
    """Tell whether somebody was told two of these things, and had to keep both.

    Minutes that are refused (another state than follows, too early, not in turn) are not kept, and
    so not compared: nobody seals them, so they do no harm; and who sealed them too is proven by
    that. Seals are refused that are not by the key in force. Entries that go on from one which
    their author withholds wait for it, and count nowhere. Whoever crashed meanwhile may have heard
    things that never reached its disk.
    """
    hearers = world.watch_book.ledger.hearers
    heard = [name for name in names if who in hearers.get(name, ())]
    partner = world.participants[who].partner
    if what.startswith("minutes") and partner is not None:
        heard = [name for name in heard if name in partner.chain.nodes]
    if what.startswith("entries") and partner is not None:
        heard = [name for name in heard if partner.entry(name) is not None]
    if what.startswith("seals"):
        heard = [name for name in heard if _is_sealed(world, name)]
    return len(heard) > 1


def _is_sealed(world: "World", name: str) -> bool:
    """Tell whether a seal, named `minutes/sealer`, was by the key in force just before it.

    One by a key that is not in force yet, or any more, is refused and proves nothing.
    """
    ledger = world.watch_book.ledger
    minutes, _, who = name.partition("/")
    seals = [each for each in ledger.seals[minutes].values() if each.partner == who]
    before = ledger.states[max(0, min(seals[0].height, len(ledger.states)) - 1)]
    record = before.get(f"partner/{who}")
    pen = world.watch_book.signatures
    return record is not None and any(
        pen.verify(record["key"], records.signed(each), each.sig) for each in seals
    )


def tear_is_settled(world: "World") -> bool:
    """Check (12) that who tore the record apart is exposed within a round of gossip.

    More lie than the policy bears, so two records can be final. Then each honest partner that hears
    the others must hold the proof against a liar as soon as they have told each other what they
    know: they do so each `heads`, and what was told before the calm may have been lost. Whoever
    came back from an old backup is silent, and may hear of nothing; and where all that are left
    know one record only, nobody can show them the other. Nor is there proof against a liar that
    used its recovery key on one of the two records: the old one may have been stolen (R11).
    """
    tear = world.watch_book.tear
    if tear is None or not world.is_calm:
        return False
    since = max(tear.at, BEGINNING + world.plan.calm_at)
    if world.now < since + ROUNDS * world.plan.pace.heads:
        return False
    partners = [host.partner for host in world.honest() if host.partner is not None]
    hearing = [each for each in partners if not each.is_silent]
    shortest = min((len(each.final_chain) for each in hearing), default=0)
    if len({tuple(each.final_chain[:shortest]) for each in hearing}) < 2:
        return True
    for host in world.honest():
        holds = any(_keeps_replaced(world, host, who) for who in world.liars)
        is_proven = holds or _was_shown(world, host.partner) if host.partner else False
        if host.partner in hearing and not is_proven and not was_recovered(world):
            raise Violation(12, f"{host.who} holds no proof, and yet {tear.violation}")
    return True


def was_recovered(world: "World") -> bool:
    """Tell whether a liar used its recovery key: others may have signed with the one before."""
    return any(
        signed.entry.partner in world.liars and recovers(signed.entry)
        for signed in world.watch_book.ledger.entries.values()
    )


def _was_shown(world: "World", partner: Partner) -> bool:
    entries = world.watch_book.ledger.entries.values()
    return any(
        signed.entry.type == "evidence"
        and guilty(signed.entry.body) in world.liars
        and partner.entry(signed.id) is not None
        for signed in entries
    )


def nobody_honest_is_exposed(world: "World") -> None:
    """Check (4, 12): nobody honest is suspended, or keeps proof against somebody honest."""
    ledger = world.watch_book.ledger
    state = ledger.states[-1] if ledger.states else None
    for who in sorted(world.watch_book.words):
        record = state.get(f"partner/{who}") if state else None
        if record is None or record["suspended"] is None:
            continue
        shown = ledger.entries[record["suspended"]].entry.body
        if not _is_forgotten(world, who, shown["kind"]):
            raise Violation(12, f"{who} is honest, and suspended by evidence: {shown['kind']}")
    for host in world.honest():
        for proof in _kept(host):
            accused = guilty({"first": proof.first})
            if accused in world.watch_book.words and not _is_forgotten(world, accused, proof.kind):
                raise Violation(12, f"{accused} is honest, and {host.who} has proof against it")


def _is_forgotten(world: "World", who: str, kind: str) -> bool:
    """Tell whether an old backup excuses somebody for a contradiction of this kind.

    It may write an entry again that reached nobody who answered, and has to say what it knows where
    no term opens without it; what it seals, proposes and opens is never excused (R4, restoring).
    """
    words = world.watch_book.words[who]
    is_needed = kind == "terms" and constancy.is_needed(world.watch_book.ledger)
    return words.was_restored and (kind == "entries" or is_needed)


def guilty(body: dict[str, Any]) -> str:
    """Return whom evidence accuses."""
    first = body.get("first") or {}
    said = first.get("seal") or first
    return str(said.get("secretary") or said.get("partner") or "")
