"""Sealing: what this partner countersigns (R1), beyond what anybody can check.

The promises, in the words of `may_seal`: never below a term that was left; never twice in one
place, never back; a start only as the first seal in its term; never what the clock contradicts;
never what leaves out what enough others have acknowledged for a day; nothing that excludes somebody
who gave a sign of life; nothing at all while it may have forgotten what it sealed.
"""

from models.rules.minutes import cut, records
from models.rules.minutes.node import Node
from models.rules.minutes.records import Seal
from models.rules.partner import blaming, learning
from models.rules.partner.holding import Holding
from models.rules.partner.messages import Seals
from models.rules.partner.turn import Turn
from models.rules.refusal import Refusal, Refused
from models.rules.values import DAY, MINUTE, Head

AHEAD = 10 * MINUTE
"""The time of minutes may be so far ahead of a sealer's clock."""
BEHIND = DAY
"""And so far behind it."""


def seal_what_waits(turn: Turn) -> None:
    """Seal what may be sealed (R1); keep what only the clock forbids, and drop the rest.

    Whoever wrote what an honest secretary would not is blamed (R4). O(minutes that wait), each at
    the cost of `omitted`.
    """
    holding = turn.holding
    waiting, holding.unsealed = holding.unsealed, []
    for node in waiting:
        reason = may_seal(holding, node, turn.now)
        if reason is None:
            seal(turn, node)
        elif reason == Refusal.CLOCK_WRONG and node.time > turn.now:
            holding.unsealed.append(node)
            turn.wake_at(node.time - AHEAD)
        elif reason in (Refusal.CLOCK_WRONG, Refusal.OMITS, Refusal.EXCLUSION_INVALID):
            turn.refuse(
                node.minutes.secretary if node.minutes else "", Refused(reason, node.id or "")
            )
            if node.term == holding.term and node.rank > holding.chain.high.rank:
                blaming.blame(holding, node.term)


def may_seal(holding: Holding, node: Node, now: int) -> Refusal | None:
    """Return why this partner must not seal minutes that were checked (R1), or None when it may.

    One of `recovering`, `not_a_sealer`, `term_wrong`, `height_wrong`, `clock_wrong`, `omits`,
    `exclusion_invalid`; never raised. Cost as of `omitted`.
    """
    duty = holding.duty
    if duty.is_silent or holding.chain.conflict is not None:
        return Refusal.RECOVERING
    if holding.me not in node.keys:
        return Refusal.NOT_A_SEALER
    if node.certified or not is_open_term(holding, node.term):
        return Refusal.TERM_WRONG
    if not is_first(duty.sealed, node):
        return Refusal.HEIGHT_WRONG
    if not now - BEHIND <= node.time <= now + AHEAD:
        return Refusal.CLOCK_WRONG
    if omitted(holding, node, now) is not None:
        return Refusal.OMITS
    if excludes_somebody_seen(holding, node):
        return Refusal.EXCLUSION_INVALID
    return None


def is_open_term(holding: Holding, term: int) -> bool:
    """Tell whether this partner may still seal in a term: it left none above (R4)."""
    return term >= holding.term


def is_first(sealed: tuple[int, int], node: Node) -> bool:
    """Tell whether minutes come after all this partner sealed: one seal for each place (R1).

    A start must be the first seal in its term: otherwise a lying secretary could open a term at two
    heights, by two sets of statuses, and have both made final.
    """
    if node.is_start and sealed[0] == node.term:
        return False
    return (node.term, node.height) > sealed


def omitted(holding: Holding, node: Node, now: int) -> str | None:
    """Return whose log minutes leave out although enough sealers acknowledged it (R1), or None.

    What could not be taken after the parent is owed by nobody. O(authors * acknowledgements).
    """
    if node.parent is None or node.parent.is_pending or not holding.acknowledged:
        return None
    owed: dict[str, Head] = {}
    for author, said in sorted(holding.acknowledged.items()):
        seq = owed_to(said, node, now - holding.pace.omission)
        if seq > node.cut.get(author, (-1, ""))[0]:
            owed[author] = (seq, "")
    missed = cut.is_omitted(node.cut, owed)
    while missed is not None:
        if could_go_on(holding, node, missed):
            return missed
        del owed[missed]
        missed = cut.is_omitted(node.cut, owed)
    return None


def owed_to(said: dict[str, list[tuple[int, int]]], node: Node, since: int) -> int:
    """Return the highest number that enough sealers acknowledged at `since` or before; or -1.

    O(acknowledgements).
    """
    numbers = sorted(
        max((number for when, number in words if when <= since), default=-1)
        for sealer, words in said.items()
        if sealer in node.roster.names
    )
    enough = node.roster.shown
    return numbers[-enough] if len(numbers) >= enough else -1


def could_go_on(holding: Holding, node: Node, author: str) -> bool:
    """Tell whether minutes could have taken more of a log that is held.

    O(entries beyond the cut).
    """
    parent = node.parent
    head = holding.log.head(author)
    known = node.cut.get(author)
    if parent is None or head is None or len(node.entries.get(author, ())) >= cut.MOST:
        return False
    line = holding.log.chain(known[1] if known else None, head[1])
    return bool(line) and bool(cut.in_place(parent, author, line or ()))


def excludes_somebody_seen(holding: Holding, node: Node) -> bool:
    """Tell whether minutes exclude somebody of whom this partner saw something (R13).

    Or about whom it never said that it saw nothing.
    """
    start = node.minutes.start if node.minutes else None
    if start is None or not start.exclusions:
        return False
    return start.exclusions[0].subject not in holding.duty.statements


def seal(turn: Turn, node: Node) -> None:
    """Seal minutes (R1): keep the seal, count it, tell everybody; nothing without the key.

    O(peers).
    """
    holding = turn.holding
    claim = {
        "community": holding.community,
        "minutes": node.id,
        "term": node.term,
        "height": node.height,
        "partner": holding.me,
        "time": turn.now,
    }
    try:
        made = records.sign(claim, Seal, node.keys[holding.me], holding.signatures)
    except KeyError:
        return
    holding.duty.note_seal(made)
    turn.keep("seal", made)
    turn.tell_peers(Seals(seal=made))
    learning.take_seal(turn, holding.me, made)
