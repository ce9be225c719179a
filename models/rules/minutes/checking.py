"""Checking: everything about minutes that anybody can check who has the logs and the parents.

That is R1 as far as it leaves traces, R2 of the parent, and R4, R8 and R13 of a start.

A sealer checks this and then looks at its clock and at what it knows besides (partner/sealing.py);
a verifier, years later, checks this and nothing else. Minutes that pass become a node of the tree,
with the state that follows from them.

    m.parent          held, checked and certified by `parent_certificate`
    term, secretary   that of the parent, or a start by statuses (starting.py), exclusions (R13)
    roster            in force by what the parent's chain proves; a handover opens a term
    cut               never shrinks; its new entries are held, in their place (cut.py)
    state, closes     exactly what the fold of the new entries gives
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from models.rules.fold import fold as folding
from models.rules.fold.occasion import Occasion
from models.rules.log.entry import Signed
from models.rules.minutes import certificate, cut, excluding, finality, node, records, starting
from models.rules.minutes import sealers as sealing
from models.rules.minutes.cut import Logs
from models.rules.minutes.missing import Missing
from models.rules.minutes.node import Node
from models.rules.minutes.records import Minutes
from models.rules.minutes.sealers import Sealers
from models.rules.minutes.starting import Find
from models.rules.refusal import Refusal, Refused
from models.rules.roster import seats
from models.rules.signing import Signatures
from models.rules.state import State
from models.rules.values import Cut


class Ground(Struct, frozen=True, kw_only=True):
    """What minutes stand on: which roster, and how they came to it."""

    roster: Sealers
    before: Sealers | None
    """The roster before, while `roster` is not proven final."""
    excluded: str | None
    """Whom the start leaves out (R13)."""
    quorums: starting.Quorums
    """Whose statuses it takes to start a term here."""


class Sources(Struct, frozen=True, kw_only=True):
    """Where minutes are checked: what is held of logs and tree, and how signatures are checked."""

    community: str
    created: int
    logs: Logs
    find: Find
    signatures: Signatures


def check(minutes: Minutes, minutes_id: str, sources: Sources) -> Node:
    """Return the node of minutes (R1); Refused says what is wrong, Missing what has to come first.

    Refused with `state_wrong`, `closes_wrong`, and the reasons of the functions it calls,
    `starting.check_start` and `certificate.check` among them. O(new entries and open ballots; for a
    start also statuses and their seals).
    """
    parent = parent_of(minutes, sources)
    check_frame(minutes, parent, sources)
    ground = ground_of(minutes, parent, sources)
    check_secretary(minutes, parent, ground, sources)
    certificate.check(parent, minutes.parent_certificate, sources.signatures)
    entries = entries_of(minutes.cut, parent, ground, sources.logs)
    found = folded(parent, (minutes.time, minutes.cut), ground, entries)
    if is_start(minutes, parent):
        starting.check_start(
            parent,
            minutes,
            ground.quorums,
            sources.find,
            sources.signatures,
            recovered=recovered(found),
        )
    if found.state.root() != minutes.state:
        raise Refused(Refusal.STATE_WRONG, found.state.root())
    if list(found.closes) != minutes.closes:
        raise Refused(Refusal.CLOSES_WRONG, " ".join(found.closes)[:200])
    if minutes.height == 0:
        check_founders(found.state, ground.roster)
    return grown(minutes, minutes_id, parent, (ground, entries, found))


def parent_of(minutes: Minutes, sources: Sources) -> Node:
    """Return the parent; Missing when it is not held.

    Refused with `other_community`, `height_wrong`.
    """
    if minutes.community != sources.community:
        raise Refused(Refusal.OTHER_COMMUNITY, minutes.community)
    if (minutes.parent is None) != (minutes.height == 0):
        raise Refused(Refusal.HEIGHT_WRONG, "the parent is null at height 0 and only there")
    parent = sources.find(minutes.parent or "")
    if parent.is_slim:
        raise Refused(Refusal.HEIGHT_WRONG, "after minutes that are long past")
    return parent


def check_frame(minutes: Minutes, parent: Node, sources: Sources) -> None:
    """Refuse (height_wrong, time_wrong, term_wrong, start_invalid) what cannot follow `parent`."""
    if minutes.height != parent.height + 1:
        raise Refused(Refusal.HEIGHT_WRONG, f"{minutes.height} after {parent.height}")
    if minutes.time <= parent.time:
        raise Refused(Refusal.TIME_WRONG, "not after the parent")
    last = starting.last_term(sources.created, minutes.time)
    if not parent.term <= minutes.term <= last:
        raise Refused(Refusal.TERM_WRONG, f"{minutes.term}, {parent.term} to {last}")
    if is_start(minutes, parent) != (minutes.start is not None):
        raise Refused(Refusal.START_INVALID, "a start opens a term, and nothing else does")


def is_start(minutes: Minutes, parent: Node) -> bool:
    """Tell whether minutes have to prove that they may open their term (R4); term 0 is open."""
    return minutes.term != parent.term


def ground_of(minutes: Minutes, parent: Node, sources: Sources) -> Ground:
    """Return what minutes stand on (R8, R13).

    Refused with `handover_pending`, `roster_wrong` when they say another roster, and the reasons of
    `excluding.check`.
    """
    usual = usual_ground(parent)
    if usual.roster.version != parent.roster.version and minutes.start is None:
        raise Refused(Refusal.HANDOVER_PENDING, "the new roster opens a term")
    found = usual
    if minutes.start is not None and minutes.start.exclusions:
        subject = excluding.check(parent, minutes, usual.roster, sources.signatures)
        found = excluding_ground(parent, usual, subject)
    if found.roster.version != minutes.roster:
        raise Refused(Refusal.ROSTER_WRONG, f"{minutes.roster}, not {found.roster.version}")
    return found


def usual_ground(parent: Node) -> Ground:
    """Return what minutes after `parent` stand on when nobody is excluded (R8). O(n)."""
    if finality.proves_handover(parent):
        roster = sealing.sealers(parent.state.get("roster/next"))
        before: Sealers | None = parent.roster
    else:
        roster = parent.roster
        before = None if finality.proves_roster(parent) else parent.before
    return Ground(
        roster=roster,
        before=before,
        excluded=None,
        quorums=starting.quorums(parent, roster, before),
    )


def excluding_ground(parent: Node, usual: Ground, subject: str) -> Ground:
    """Return what minutes after `parent` stand on when all others exclude `subject` (R13).

    A change that was enacted and is not in force yet is dropped with it, unless the chain proves
    that its turn has come. Refused(exclusion_invalid) as by `excluding.others`. O(n).
    """
    others = excluding.others(usual.roster, subject)
    is_handover = usual.roster.version != parent.roster.version
    known = parent.state.get("roster/next" if is_handover else "roster")
    return Ground(
        roster=sealing.sealers(seats.without(known, subject)),
        # One that is left alone has nobody to ask for the old quorum.
        before=usual.roster if len(others) > 1 else None,
        excluded=subject,
        quorums=((others, len(others)),),
    )


def check_secretary(minutes: Minutes, parent: Node, ground: Ground, sources: Sources) -> None:
    """Refuse (secretary_wrong, signature_invalid) minutes that the secretary did not sign (R4)."""
    if minutes.secretary != sealing.secretary(ground.roster, minutes.term):
        raise Refused(Refusal.SECRETARY_WRONG, minutes.secretary)
    key = sealing.key_of(parent.state, minutes.secretary)
    if key is None:
        raise Refused(Refusal.SECRETARY_WRONG, f"{minutes.secretary} is suspended")
    records.verify(minutes, key, sources.signatures)


def entries_of(
    claimed: Cut, parent: Node, ground: Ground, logs: Logs
) -> Mapping[str, Sequence[Signed]]:
    """Return what a cut takes newly, each in its place.

    Refused with `handover_pending`, the reasons of `cut.introduced` and `cut.check_place`; Missing.
    While a new roster waits to come into force, only recoveries are taken: a stop for the handover
    (R8), which must not wait for a key that is lost, suspended or bound (R11, R12).
    O(new entries).
    """
    entries = cut.introduced(parent, claimed, logs)
    is_stop = is_stopped(parent, ground)
    for author, run in entries.items():
        if is_stop and len(recovery_of(parent, author, run)) < len(run):
            raise Refused(Refusal.HANDOVER_PENDING, "no entries before the new roster is in force")
        cut.check_place(parent, author, run)
    return entries


def is_stopped(parent: Node, ground: Ground) -> bool:
    """Tell whether minutes after `parent` still wait for the new roster (R8)."""
    return parent.is_pending and ground.roster.version == parent.roster.version


def recovery_of(parent: Node, author: str, run: Sequence[Signed]) -> Sequence[Signed]:
    """Return the recovery with which entries of somebody begin, alone; nothing without one."""
    record = parent.state.get(f"partner/{author}")
    return run[:1] if record is not None and cut.mends(run, record["recovery"]) else ()


def folded(
    parent: Node,
    claim: tuple[int, Cut],
    ground: Ground,
    entries: Mapping[str, Sequence[Signed]],
) -> folding.Folded:
    """Return what follows from minutes of a time and cut after `parent` that take `entries` (R5).

    O(new entries and open ballots).
    """
    time, claimed = claim
    occasion = Occasion(
        height=parent.height + 1,
        time=time,
        parent=parent.id,
        roster=ground.roster.version,
        cut=claimed,
        excluded=ground.excluded,
    )
    return folding.fold(parent.state, occasion, entries)


def check_founders(state: State, roster: Sealers) -> None:
    """Refuse (founders_missing) height 0 before all founders have accepted the genesis. O(n)."""
    for name in roster.names:
        if state.get(f"partner/{name}")["status"] != "active":
            raise Refused(Refusal.FOUNDERS_MISSING, name)


def recovered(found: folding.Folded) -> dict[str, str]:
    """Return the keys that recoveries in minutes give, by partner (R11).

    They count for the very minutes that take the recovery: where everybody is needed to seal, a key
    that is lost or suspended could otherwise never be replaced. O(effects).
    """
    names = {
        effect.about
        for effect in found.effects
        if effect.kind == "key_replaced" and effect.facts["by"] == "recovery"
    }
    keys = ((name, sealing.key_of(found.state, name)) for name in sorted(names))
    return {name: key for name, key in keys if key is not None}


def grown(
    minutes: Minutes,
    minutes_id: str,
    parent: Node,
    result: tuple[Ground, Mapping[str, Sequence[Signed]], folding.Folded],
) -> Node:
    """Return the node of minutes that passed, with what follows from them.

    O(sealers + entries' authors).
    """
    ground, entries, found = result
    grows = node.grow(parent, minutes, minutes_id, found.state, ground.roster)
    given = recovered(found)
    if given:
        names = ground.roster.names
        grows.keys = {**grows.keys, **{who: given[who] for who in given if who in names}}
    grows.before = ground.before
    grows.entries, grows.effects, grows.voided = entries, found.effects, found.voided
    grows.is_weighty = (
        bool(entries) or bool(found.effects) or ground.roster.version != parent.roster.version
    )
    grows.alive = {**parent.alive, **dict.fromkeys(entries, minutes.time)}
    grows.alive[minutes.secretary] = minutes.time
    for seal in minutes.parent_certificate:
        # It was sealed some time before these minutes were written; what counts is what is sure.
        grows.alive[seal.partner] = max(parent.time, grows.alive.get(seal.partner, 0))
    for status in minutes.start.statuses if minutes.start else []:
        grows.alive[status.partner] = minutes.time
    return grows


__all__ = ["Ground", "Missing", "Sources", "check"]
