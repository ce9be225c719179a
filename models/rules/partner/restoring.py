"""Restoring: coming back without the newest records, and never contradicting what is forgotten.

It keeps R1 and R4 for a partner that cannot know any more what it promised by them.

A restart from all durable records needs nothing of this. After a restart from an old backup a
partner does not know what it signed since. What it forgot could break the order of everybody: a
seal that another still uses, a status for a term far ahead. So it is silent (no seal, status,
minutes or entry) until:

1. **A term that it cannot have been in has begun.** No term may begin, and no honest partner leaves
   for one, before the clock allows it (`starting.last_term`). So all that it can have signed is for
   terms below T = the first one that the clock allows only after this restart. It asks everybody to
   leave for T, and waits for statuses (or seals) of T or above: of as many others as make a quorum,
   or of all others, where they are fewer. Each quorum of the lower terms has an honest one among
   them that now says what was highest, and no further minutes of these terms can be certified. From
   T on it is like one that never sealed.
2. **The same have shown how far its own log goes**, after they left for T: what it had sent before
   it stopped has had ten minutes to arrive by then. It goes on behind the newest entry they hold.

Then it seals, from T on, but leaves no term yet: what a forgotten seal of it stands on may be known
to be certified by one alone, who does not answer or lies. A status that names less would be proof
against it, so it gives none before minutes of T or above are certified (`leaving.knows_enough`).

*Limit.* An entry that had reached only partners that do not answer, or only liars, or that is on
its way for longer than that, can be written a second time. That is no danger to the order, but
evidence: its key is then suspended until the recovery key replaces it. So is a status that it has
to give where no term opens without it, when it had sealed on what it alone knew to be certified.
Otherwise seals, statuses and minutes have no such limit, as long as its own clock was never more
than ten minutes ahead.
"""

from models.rules.minutes import sealers, starting
from models.rules.partner import leaving
from models.rules.partner import sealing as own_sealing
from models.rules.partner.holding import Holding
from models.rules.partner.messages import MAX_ENTRIES, Leaves, Recalls, Remembers, Says
from models.rules.partner.output import Recovery
from models.rules.partner.turn import Turn


def begin(turn: Turn, *, alone: bool = False) -> None:
    """Fall silent, and ask everybody to open a term that this partner cannot have been in.

    One that believes itself to be the only sealer has nobody to ask, and an old backup cannot tell
    who joined since: it stays silent unless its owner says that it is `alone`.
    """
    holding = turn.holding
    if alone and holding.roster.names == (holding.me,):
        holding.duty.note_recovery(Recovery(term=0, over=True))
        turn.keep("recovery", Recovery(term=0, over=True))
        return
    last = starting.last_term(holding.created, turn.now + own_sealing.AHEAD)
    recovery = Recovery(term=max(last, holding.term) + 1, over=False)
    holding.duty.note_recovery(recovery)
    holding.remembered.clear()
    turn.keep("recovery", recovery)


def go_on(turn: Turn) -> None:
    """Ask (again, ever less often), and end the silence when enough have answered. O(n)."""
    holding = turn.holding
    recovery = holding.duty.recovery
    if recovery is None or recovery.over:
        return
    opens = leaving.clock_of_term(holding, recovery.term)
    if turn.now < opens:
        turn.wake_at(opens)
        return
    if is_known(holding, recovery.term):
        end(turn, recovery.term)
        return
    own = holding.log.head(holding.me)
    for name in others(holding):
        if turn.may_ask(name, "recall"):
            turn.tell(name, Recalls(term=recovery.term, seq=0 if own is None else own[0] + 1))
    turn.wake_at(turn.now + holding.pace.retry)


def end(turn: Turn, term: int) -> None:
    """Take part again from `term` on; say so to whoever is to open it, if that may be said.

    O(peers).
    """
    holding = turn.holding
    over = Recovery(term=term, over=True)
    holding.duty.note_recovery(over)
    turn.keep("recovery", over)
    if holding.term > holding.chain.high.term and leaving.may_leave(holding):
        leaving.leave(turn, holding.term)


def is_known(holding: Holding, term: int) -> bool:
    """Tell whether enough others left for `term` and showed our log, which we hold by now.

    O(n), as `has_left` for each.
    """
    names = others(holding)
    enough = min(holding.roster.needed, len(names))
    answered = [name for name in names if has_answered(holding, name, term)]
    return bool(names) and len(answered) >= enough


def has_answered(holding: Holding, name: str, term: int) -> bool:
    """Tell whether somebody left for `term`, then said how far our log goes, and we hold that."""
    answer = holding.remembered.get(name)
    if answer is None or answer.term < term or not has_left(holding, name, term):
        return False
    return answer.head is None or holding.log.get(answer.head[1]) is not None


def has_left(holding: Holding, name: str, term: int) -> bool:
    """Tell whether somebody promised to seal nothing below `term`: by a status, or by a seal.

    Its last status may be signed by a key that was replaced since. O(seals that are compared).
    """
    status = holding.statuses.get(name)
    if status is not None and status.term >= term:
        return True
    return any(sealer == name and sealed >= term for sealer, sealed in holding.topmost)


def others(holding: Holding) -> list[str]:
    """Return all other sealers whose key is in force. O(n)."""
    names = holding.roster.names
    keys = sealers.keys_of(holding.chain.high.state, holding.roster)
    return [name for name in names if name != holding.me and name in keys]


def recall(turn: Turn, sender: str, recalls: Recalls) -> None:
    """Leave for the term that a partner that comes back asks for, and show it its own log then.

    At most once per partner between two exchanges of heads a term is left for that; never for one
    that the clock does not allow yet. O(entries shown + peers).
    """
    holding = turn.holding
    if sender not in holding.roster.names:
        return
    last = starting.last_term(holding.created, turn.now)
    may_leave = turn.now >= holding.recalled.get(sender, 0) + holding.pace.heads
    if holding.term < recalls.term <= last and may_leave and leaving.may_leave(holding):
        holding.recalled[sender] = turn.now
        leaving.leave(turn, recalls.term)
    status = holding.duty.status
    if status is None or status.term < recalls.term:
        return
    head = holding.log.head(sender)
    if head is not None and head[0] >= recalls.seq:
        line = holding.log.line(head[1], recalls.seq)[:MAX_ENTRIES]
        turn.tell(sender, Says(entries=tuple(line)))
    turn.tell(sender, Leaves(status=status))
    turn.tell(sender, Remembers(term=status.term, head=head))


def remember(holding: Holding, sender: str, answer: Remembers) -> None:
    """Take note of how far our own log goes, as somebody else holds it."""
    if holding.duty.is_silent and sender in holding.roster.names:
        holding.remembered[sender] = answer
