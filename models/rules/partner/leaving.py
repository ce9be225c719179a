"""Leaving: when this partner gives up on a secretary and goes to the next term (R4).

It goes at once when the secretary broke the rules before its eyes, is suspended, or handed over to
a new roster; with others, when so many left that an honest one is among them; and alone, when the
secretary was silent for too long while there was something to do. Patience with secretaries that
never open their term grows, so that partners whose clocks differ meet in one term in the end.

A status is a promise: nothing is sealed below its term ever again. No term begins before as many
minutes went by since the founding as its number (`starting.last_term`): whoever wants to run ahead
of everybody waits for the clock.
"""

from typing import Any

import msgspec

from models.rules.minutes import finality, records, starting
from models.rules.minutes import sealers as sealing
from models.rules.minutes.records import Status
from models.rules.partner import finishing, settling, vanishing
from models.rules.partner.holding import Holding
from models.rules.partner.messages import Leaves
from models.rules.partner.turn import Turn


def leave_if_due(turn: Turn) -> None:
    """Leave the term if there is a reason, as often as there is one.

    At most one step for each in the line, and one more; each is O(n log n).
    """
    holding = turn.holding
    note_progress(holding, turn.now)
    following, until = outlook(holding, turn.now)
    for _ in range(len(holding.roster.line) + 1):
        if following is None or not leave(turn, following):
            break
        note_progress(holding, turn.now)
        following, until = outlook(holding, turn.now)
    if is_stale(holding):
        # Keys may have changed with what is certified (R11).
        leave(turn, holding.term)
    if until is not None:
        # Who cannot sign that it leaves (its key is suspended) tries again, not at once.
        turn.wake_at(until if until > turn.now else turn.now + holding.pace.heads)


def note_progress(holding: Holding, now: int) -> None:
    """Note since when this partner waits for what. O(sealers + minutes that are not final)."""
    progress = holding.progress
    if holding.chain.high.rank != progress.rank:
        progress.rank = holding.chain.high.rank
        progress.fails = 0
        progress.work_since = None
        progress.retries = 0
        progress.retry_at = now + holding.pace.retry
    if holding.term != progress.term:
        progress.term = holding.term
        progress.openable_since = None
        progress.work_since = None
    is_awaited = progress.openable_since is None and holding.term > holding.chain.high.term
    if is_awaited and can_open(holding):
        progress.openable_since = now
    if not has_work(holding):
        progress.work_since = None
    elif progress.work_since is None:
        progress.work_since = now


def has_work(holding: Holding) -> bool:
    """Tell whether minutes should follow soon: entries wait, or something is not final (R3).

    O(minutes that are not final).
    """
    high = holding.chain.high
    if high.parent is None:
        return is_founded(holding)
    return bool(holding.pending) or is_unfinished(holding)


def is_founded(holding: Holding) -> bool:
    """Tell whether all founders accepted, as far as we hold it: only then can height 0 be. O(n)."""
    return all(name in holding.pending for name in holding.roster.names)


def is_unfinished(holding: Holding) -> bool:
    """Tell whether something follows from certified minutes that are not final yet.

    O(their number).
    """
    node = holding.chain.high
    final = holding.chain.final
    while node is not final and node.parent is not None and node.height > final.height:
        if node.is_weighty:
            return True
        node = node.parent
    return False


def outlook(holding: Holding, now: int) -> tuple[int | None, int | None]:
    """Return the term to go to now, or None to stay; and when patience ends, None without end.

    O(n log n).
    """
    if not may_leave(holding):
        return None, None
    last = starting.last_term(holding.created, now)
    following, until = joining(holding, last), deadline(holding)
    if following is None and until is not None and until <= now and holding.term < last:
        following = holding.term + 1
    return following, until


def may_leave(holding: Holding) -> bool:
    """Tell whether this partner has a say in when a term ends."""
    is_silent = holding.duty.is_silent or holding.chain.conflict is not None
    return holding.is_sealer and not is_silent and knows_enough(holding)


def knows_enough(holding: Holding) -> bool:
    """Tell whether what we know to be certified is above all that a seal of ours can stand on.

    After a recovery that is so from the first minutes of the term that could begin by it, or a
    later one; the others open it without our status. Where they are too few for that, all of them
    answered, the one whose minutes we may have sealed too. O(n).
    """
    recovery = holding.duty.recovery
    if recovery is None or holding.chain.high.term >= recovery.term:
        return True
    lost = {holding.me, *holding.duty.statements}
    return any(
        sum(name not in lost and holding.key_of(name) is not None for name in group) < least
        for group, least in holding.ground.quorums
    )


def joining(holding: Holding, last: int) -> int | None:
    """Return the term to which so many others went that one of them is honest, or None.

    O(n log n).
    """
    term, names = holding.term, holding.roster.names
    terms = [
        status.term
        for name, status in holding.statuses.items()
        if term < status.term <= last and name in names
    ]
    liars = holding.roster.tolerated if terms else 0
    return sorted(terms, reverse=True)[liars] if len(terms) > liars else None


def deadline(holding: Holding) -> int | None:
    """Return the time at which who may leave loses patience with this term; None without end.

    O(n).
    """
    term = holding.term
    opens = clock_of_term(holding, term + 1)
    if must_go(holding):
        return opens
    progress, pace = holding.progress, holding.pace
    high = holding.chain.high
    if term > high.term:
        if progress.openable_since is None:
            return None
        patience = min(pace.answer << min(progress.fails, 16), pace.longest)
        return max(opens, progress.openable_since + patience)
    if high.parent is None and progress.work_since is None:
        return None
    since = high.time + pace.due if progress.work_since is None else progress.work_since
    vanished = vanishing.ripening(holding, high)
    until = since + pace.silence
    return max(opens, until if vanished is None else min(until, vanished[0]))


def can_open(holding: Holding) -> bool:
    """Tell whether enough sealers came to this term, or passed it, for its secretary to open it.

    Before that it is no fault of the secretary that nothing happens. Whoever went on nevertheless
    would stay ahead of the others for ever, each a term of its own, and no quorum would meet. O(n).
    """
    term, roster = holding.term, holding.roster
    here = sum(
        name == holding.me or (name in holding.statuses and holding.statuses[name].term >= term)
        for name in roster.names
    )
    return here >= roster.needed


def clock_of_term(holding: Holding, term: int) -> int:
    """Return the time from which a term may begin."""
    return holding.created + (term - 1) * starting.TERM


def must_go(holding: Holding) -> bool:
    """Tell whether there is nothing to expect of the secretary of this term."""
    progress, high, term = holding.progress, holding.chain.high, holding.term
    if progress.blamed >= term:
        return True
    if term == high.term and finality.proves_handover(high):
        return True
    roster = holding.roster
    is_lost = holding.key_of(sealing.secretary(roster, term)) is None
    return is_lost and progress.fails < len(roster.line)


def leave(turn: Turn, term: int) -> bool:
    """Promise to seal in no term below `term`, and say what is certified; False without a key.

    O(seals + peers).
    """
    holding = turn.holding
    high = holding.chain.high
    claim = {
        "community": holding.community,
        "term": term,
        "partner": holding.me,
        "high": None if high.id is None else msgspec.to_builtins(finishing.high_of(high)),
    }
    status = signed(holding, claim)
    if status is None:
        return False
    if term > holding.term:
        holding.progress.fails += 1
    holding.duty.note_status(status)
    turn.keep("status", status)
    turn.tell_peers(Leaves(status=status))
    return True


def signed(holding: Holding, claim: dict[str, Any]) -> Status | None:
    """Return our status, signed by the key in force, or the one that our recovery gives (R11).

    Not by a key under which we sealed what people dropped: it would seem to hide that (R12). None
    when no other is held. O(size), for two keys at most.
    """
    for key in (holding.key_of(holding.me), holding.given_key(holding.me)):
        if key is None or settling.is_bound(holding, key):
            continue
        try:
            return records.sign(claim, Status, key, holding.signatures)
        except KeyError:
            continue
    return None


def is_stale(holding: Holding) -> bool:
    """Tell whether our last status is of no use any more, while its term has not begun.

    It names less than we know now, or what people dropped since (R12).
    """
    status = holding.duty.status
    high = holding.chain.high
    if status is None or status.term != holding.term or high.term >= status.term:
        return False
    known = (0, -1) if status.high is None else (status.high.term, status.high.height)
    is_dropped = status.high is not None and status.high.minutes not in holding.chain.nodes
    is_useless = is_dropped or known < high.rank
    return is_useless and holding.is_sealer and not holding.duty.is_silent
