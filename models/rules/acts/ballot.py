"""Ballot: a partner puts a motion to the vote, its own or a proposal that was worked on.

From here nothing about it changes any more (R6). Whoever may decide, how, how long, and who is left
out, follows from the charter's rules for what the motion touches.
"""

from msgspec import Struct

from models.rules.ballot import asking
from models.rules.ballot.motion import Motion
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.void import Void, VoidReason
from models.rules.values import Id, Moment, Number


class BallotBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A motion, or the proposal that holds it, and until when votes count."""

    closes_at: Moment
    motion: Motion | None = None
    proposal: tuple[Id, Number] | None = None
    """A proposal and its version."""
    lot: Id | None = None
    """A sealed nonce (`tally.lots`): needed where the charter sends a deadlock to a panel."""
    after: Id | None = None
    """The author's earlier ballot that failed on objections, and is taken up once more."""


@act("ballot", BallotBody)
def fold(desk: Desk, body: BallotBody) -> None:
    """Open the ballot (R6).

    Void: motion_unclear; those of `asking.check_text`, `asking.proposed` and `asking.open_ballot`,
    which say what it costs.
    """
    if body.motion is not None and body.proposal is None:
        motion = body.motion
        asking.check_text(desk, motion)
    elif body.proposal is not None and body.motion is None:
        motion = asking.proposed(desk, *body.proposal)
    else:
        raise Void(VoidReason.MOTION_UNCLEAR)
    asking.open_ballot(desk, motion, body.closes_at, lot=body.lot, after=body.after)
