"""Hearing: each kind of message goes to the room that knows what to do with it (R15)."""

from models.rules.partner import gossip, learning, restoring, vanishing
from models.rules.partner.messages import (
    Asks,
    Excludes,
    Heads,
    Leaves,
    Message,
    Proposes,
    Recalls,
    Says,
    Seals,
    Shows,
)
from models.rules.partner.turn import Turn
from models.rules.refusal import Refused

OFTEN = (Says, Proposes, Seals, Leaves, Asks, Heads, Shows)
"""Messages of which most change nothing; what changes by them is counted elsewhere."""


def hear(turn: Turn, sender: str, message: Message) -> None:
    """Take in a message; Refused says what in it was wrong.

    Cost and reasons are those of the room that takes it.
    """
    if not isinstance(message, OFTEN):
        turn.holding.news += 1
    if isinstance(message, Says):
        learning.take_entries(turn, sender, message.entries)
    elif isinstance(message, Seals):
        learning.take_seal(turn, sender, message.seal)
    elif isinstance(message, Proposes):
        _hear_minutes(turn, sender, message)
    elif isinstance(message, Leaves):
        learning.take_status(turn, sender, message.status)
    elif isinstance(message, Shows):
        _hear_shown(turn, sender, message)
    elif isinstance(message, Asks):
        gossip.answer(turn, sender, message)
    elif isinstance(message, Heads):
        gossip.hear_heads(turn, sender, message)
    elif isinstance(message, Excludes):
        vanishing.take(turn, message.exclusion)
    elif isinstance(message, Recalls):
        restoring.recall(turn, sender, message)
    else:
        restoring.remember(turn.holding, sender, message)


def _hear_minutes(turn: Turn, sender: str, message: Proposes) -> None:
    """Take minutes; to those that were sealed before, the seal is the answer again."""
    node = learning.take_minutes(turn, sender, message.minutes)
    seal = turn.holding.duty.seals.get(node.id or "") if node else None
    if seal is not None:
        turn.tell(sender, Seals(seal=seal))


def _hear_shown(turn: Turn, sender: str, message: Shows) -> None:
    for minutes in message.minutes:
        try:
            learning.take_minutes(turn, sender, minutes)
        except Refused as refused:
            turn.refuse(sender, refused)
    for proof in message.proofs:
        learning.take_high(turn, sender, proof)
