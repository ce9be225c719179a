"""Proposal: a partner puts a motion up for discussion before anybody votes on it."""

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
    """Keep the proposal as version 1."""
    asking.propose(desk, body.motion)
