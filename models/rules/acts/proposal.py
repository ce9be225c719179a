"""Proposal: a partner puts a motion up for discussion before anybody votes on it.

It can change until a ballot on it opens, which freezes the motion (R6).
"""

from msgspec import Struct

from models.rules.ballot import asking
from models.rules.ballot.motion import Motion
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act


class ProposalBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first version."""

    motion: Motion


@act("proposal", ProposalBody)
def fold(desk: Desk, body: ProposalBody) -> None:
    """Keep the proposal as version 1; Void(text_missing). Linear in the size of the motion."""
    asking.propose(desk, body.motion)
