"""Secretary: writing minutes when it is this partner's turn.

Minutes are written at once when something certified is not final yet, a moment after new entries
came (so that several go in together), and once a day anyway (R3). Each term and height gets one
proposal, each term one start, kept before it is sent: after a crash the same is sent again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from models.rules.fold.fold import Folded
from models.rules.minutes import certificate, checking, finality, records, starting
from models.rules.minutes import sealers as sealing
from models.rules.minutes.checking import Ground
from models.rules.minutes.node import Node
from models.rules.minutes.records import Exclusion, Minutes, Start, Status
from models.rules.partner import learning, leaving, vanishing
from models.rules.partner import sealing as own_sealing
from models.rules.partner.holding import Entries, Holding, takeable
from models.rules.partner.messages import Proposes
from models.rules.partner.turn import Turn
from models.rules.refusal import Refused
from models.rules.values import Cut


class Plan(Struct, frozen=True, kw_only=True):
    """What the next minutes stand on."""

    term: int
    parent: Node
    ground: Ground
    start: Start | None


def propose_if_due(turn: Turn) -> bool:
    """Write and send minutes if it is our turn and time (R3, R4); tell whether that was done.

    O(new entries and open ballots).
    """
    holding = turn.holding
    if holding.duty.is_silent or holding.chain.conflict is not None:
        return False
    plan = next_plan(holding, turn.now)
    if plan is None or is_proposed(holding, plan):
        return False
    when = due_at(holding, plan, turn.now)
    if when is None or when > turn.now:
        turn.wake_at(when if when is not None else turn.now + holding.pace.due)
        return False
    return propose(turn, plan)


def next_plan(holding: Holding, now: int) -> Plan | None:
    """Return what this partner could write next as secretary (R4), or None when it is not its turn.

    Cost as of `start_plan`.
    """
    high = holding.chain.high
    if holding.term > high.term:
        return start_plan(holding, now)
    is_ours = sealing.secretary(holding.roster, holding.term) == holding.me
    if not is_ours or finality.proves_handover(high):
        return None
    return Plan(term=holding.term, parent=high, ground=holding.ground, start=None)


def start_plan(holding: Holding, now: int) -> Plan | None:
    """Return how this partner can open its term, or None as long as it cannot (R4).

    O(statuses²), as each round leaves some out; and a fold in each while a recovery waits.
    """
    statuses = gathered(holding)
    while statuses:
        parent = highest(holding, statuses)
        ground, exclusions = ground_after(holding, parent, now)
        given = recovered_after(holding, parent, ground, now)
        valid = [status for status in statuses if counts_after(holding, parent, status, given)]
        if len(valid) < len(statuses):
            statuses = valid
            continue
        known = {name for group, _ in ground.quorums for name in group}
        taken = [status for status in statuses if status.partner in known]
        is_enough = all(
            sum(status.partner in group for status in taken) >= least
            for group, least in ground.quorums
        )
        is_ours = sealing.secretary(ground.roster, holding.term) == holding.me
        if not (is_enough and is_ours and starting.is_highest(parent, taken)):
            return None
        start = Start(statuses=taken, exclusions=exclusions)
        return Plan(term=holding.term, parent=parent, ground=ground, start=start)
    return None


def gathered(holding: Holding) -> list[Status]:
    """Return all statuses for the term we are in, by partner.

    Our own from before may name minutes that people decided to drop (settling): it is no use.
    O(n log n).
    """
    own = holding.duty.status
    found = [each for each in holding.statuses.values() if each.partner != holding.me]
    if own is not None and (own.high is None or own.high.minutes in holding.chain.nodes):
        found.append(own)
    return sorted((s for s in found if s.term == holding.term), key=_by_partner)


def highest(holding: Holding, statuses: Sequence[Status]) -> Node:
    """Return the highest certified minutes that statuses name; they are all held. O(statuses)."""
    nodes = [holding.chain.find(s.high.minutes) for s in statuses if s.high is not None]
    return max(nodes, key=lambda node: node.rank, default=holding.chain.root)


def recovered_after(holding: Holding, parent: Node, ground: Ground, now: int) -> dict[str, str]:
    """Return the keys that the next minutes after `parent` would give by recoveries (R11).

    O(n), and a fold where one waits.
    """
    if not any(holding.given_key(name) for name in ground.roster.names):
        return {}
    return checking.recovered(drafted(holding, parent, ground, now)[2])


def counts_after(holding: Holding, parent: Node, status: Status, given: Mapping[str, str]) -> bool:
    """Tell whether a status counts in a start after `parent`: by a key of it that counts there."""
    keys = (sealing.key_of(parent.state, status.partner), given.get(status.partner))
    try:
        records.verify_any(status, keys, holding.signatures)
    except Refused:
        return False
    return True


def ground_after(holding: Holding, parent: Node, now: int) -> tuple[Ground, list[Exclusion]]:
    """Return what a start after `parent` stands on, and whom it excludes, if anybody (R13).

    O(n).
    """
    usual = checking.usual_ground(parent)
    ripe = vanishing.ripening(holding, parent)
    if ripe is None or ripe[0] > now:
        return usual, []
    return (
        checking.excluding_ground(parent, usual, ripe[1]),
        vanishing.stated(holding, ripe[1]),
    )


def is_proposed(holding: Holding, plan: Plan) -> bool:
    """Tell whether this partner wrote minutes in this place before: it never does so twice (R1)."""
    if plan.start is not None and holding.duty.started >= plan.term:
        return True
    return (plan.term, plan.parent.height + 1) <= holding.duty.written


def due_at(holding: Holding, plan: Plan, now: int) -> int | None:
    """Return when minutes are due by this plan (R3); None when nothing asks for any.

    O(minutes that are not final).
    """
    earliest = max(plan.parent.time + 1 - own_sealing.AHEAD, clock_of(holding, plan))
    if plan.parent.parent is None and not leaving.is_founded(holding):
        return None
    if plan.start is not None or plan.parent.parent is None or leaving.is_unfinished(holding):
        return earliest
    due = plan.parent.time + holding.pace.due
    if holding.pending:
        came = holding.progress.work_since
        due = min(due, (now if came is None else came) + holding.pace.batch)
    return max(earliest, due)


def clock_of(holding: Holding, plan: Plan) -> int:
    """Return the time from which the term of a plan may begin (R4)."""
    return leaving.clock_of_term(holding, plan.term)


def propose(turn: Turn, plan: Plan) -> bool:
    """Write minutes by a plan, keep them and send them; False without a key, or founders.

    O(new entries and open ballots + peers).
    """
    holding = turn.holding
    parent = plan.parent
    when, entries, found = drafted(holding, parent, plan.ground, turn.now)
    try:
        if parent.height < 0:
            checking.check_founders(found.state, plan.ground.roster)
        key = sealing.key_of(parent.state, holding.me)
        claim = claim_of(holding, plan, when)
        claim |= {"closes": list(found.closes), "state": found.state.root()}
        minutes = records.sign(claim, Minutes, key or "", holding.signatures)
    except (KeyError, Refused):
        return False
    minutes_id = records.identify(minutes)
    result = (plan.ground, entries, found)
    learning.hold(turn, checking.grown(minutes, minutes_id, parent, result))
    turn.tell_peers(Proposes(minutes=minutes))
    return True


def drafted(
    holding: Holding, parent: Node, ground: Ground, now: int
) -> tuple[tuple[int, Cut], Entries, Folded]:
    """Return time and cut of the next minutes after `parent`, what they take, and what follows.

    O(new entries and open ballots).
    """
    entries = (
        holding.pending
        if parent is holding.chain.high and ground is holding.ground
        else takeable(holding, parent, ground)
    )
    time = max(now, parent.time + 1)
    cut: Cut = {**parent.cut, **{who: _head(line) for who, line in entries.items()}}
    return (time, cut), entries, checking.folded(parent, (time, cut), ground, entries)


def claim_of(holding: Holding, plan: Plan, when: tuple[int, Cut]) -> dict[str, Any]:
    """Return the fields of minutes by a plan, but for what the fold gives. O(sealers + authors)."""
    time, cut = when
    parent = plan.parent
    return {
        "community": holding.community,
        "term": plan.term,
        "height": parent.height + 1,
        "parent": parent.id,
        "parent_certificate": msgspec.to_builtins(certificate.of(parent)),
        "roster": plan.ground.roster.version,
        "secretary": holding.me,
        "time": time,
        "cut": {who: list(head) for who, head in cut.items()},
        "start": None if plan.start is None else msgspec.to_builtins(plan.start),
    }


def _head(line: Sequence[Any]) -> tuple[int, str]:
    return line[-1].entry.seq, line[-1].id


def _by_partner(status: Status) -> str:
    return status.partner
