"""Starting up: a partner from its durable records, as if it had never stopped (R1, R4).

Each record is taken as it was the first time; only the signatures of others are checked again, as
everything is. Effects are not told a second time: whoever wants them asks (`happened`).
"""

from collections.abc import Iterable

from models.rules.log.entry import Signed
from models.rules.minutes import records
from models.rules.minutes.records import Exclusion, High, Minutes, Seal, Status
from models.rules.partner import learning, settling
from models.rules.partner.holding import Holding
from models.rules.partner.output import Durable, Happened
from models.rules.partner.turn import Turn
from models.rules.refusal import Refused


def load(holding: Holding, records: Iterable[Durable]) -> None:
    """Take all records, in the order in which they were made durable.

    After a settlement nothing is taken of the branch that was dropped, and what rests on it
    (entries of a newcomer, seals by a key that it gave) is refused or waits in vain. Without a
    settlement, Refused as by `take`. O(records), each as when it was first taken.
    """
    kept = list(records)
    for durable in kept:
        try:
            take(Turn(holding, durable.time), durable)
        except Refused:
            if not holding.chain.settled:
                raise
    if holding.chain.settled:
        settling.drop(holding, [durable.record for durable in kept])
    holding.told.clear()
    # What was never sent is sent at once, not when patience ends.
    holding.progress.rank = holding.chain.high.rank


def take(turn: Turn, durable: Durable) -> None:
    """Take one record. Refused with the reasons of the room that takes it."""
    record, holding = durable.record, turn.holding
    if isinstance(record, Signed):
        learning.take_entry(turn, holding.me, record)
    elif isinstance(record, Minutes):
        if record.secretary == holding.me:
            # Even of a branch that was dropped: what was signed once is never signed otherwise.
            holding.duty.note_proposal(record, records.identify(record))
        learning.take_minutes(turn, holding.me, record)
    elif isinstance(record, Seal):
        holding.duty.note_seal(record)
        learning.take_seal(turn, holding.me, record)
    elif isinstance(record, Status):
        holding.duty.note_status(record)
    elif isinstance(record, High):
        learning.take_high(turn, holding.me, record)
    elif isinstance(record, Exclusion):
        holding.duty.statements[record.subject] = record
        holding.exclusions[(record.subject, record.partner)] = record
    else:
        holding.duty.note_recovery(record)


def happened(holding: Holding, after: int) -> tuple[Happened, ...]:
    """Return the effects of final minutes above a height, in order. O(those minutes)."""
    nodes = []
    node = holding.chain.final
    while node.parent is not None and node.height > after:
        nodes.append(node)
        node = node.parent
    return tuple(
        Happened(minutes=node.id or "", height=node.height, effect=effect)
        for node in reversed(nodes)
        for effect in node.effects
    )
