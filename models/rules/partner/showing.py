"""Showing: evidence that this partner holds is written into its log, for everybody to see (R12)."""

import msgspec

from models.rules.partner import accusing, acting
from models.rules.partner.turn import Turn
from models.rules.refusal import Refused


def show(turn: Turn) -> None:
    """Write evidence of what the newest state does not know yet (R12).

    What is refused is noted in the turn, and tried again later. O(proofs held).
    """
    holding = turn.holding
    if holding.duty.is_silent or not holding.lies:
        return
    for place, body in accusing.unsaid(holding):
        # What may not be written now (no key is held, ours is suspended) is tried again.
        if not turn.may_ask(holding.me, place):
            continue
        try:
            acting.write(turn, "evidence", msgspec.to_builtins(body), ())
        except Refused as refused:
            turn.refuse(holding.me, refused)
