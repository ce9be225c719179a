"""Amend: a proposal's next version by its author, or a suggestion that the author may take.

A ballot that was opened on an earlier version keeps that one (R6).
"""

from msgspec import Struct

from models.rules.ballot import asking
from models.rules.ballot.motion import Motion
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.void import Void, VoidReason
from models.rules.values import Id, Number


class AmendBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another wording of a version of a proposal, or a suggestion of somebody else to take."""

    proposal: Id
    version: Number
    motion: Motion | None = None
    takes: Id | None = None
    """The entry that suggested the wording which the author takes."""


@act("amend", AmendBody)
def fold(desk: Desk, body: AmendBody) -> None:
    """Change the proposal, or keep the suggestion.

    Void: motion_unclear; those of `asking.suggest` and `asking.take`. O(suggestions so far).
    """
    if body.motion is not None and body.takes is None:
        asking.suggest(desk, body.proposal, body.version, body.motion)
    elif body.takes is not None and body.motion is None:
        asking.take(desk, body.proposal, body.version, body.takes)
    else:
        raise Void(VoidReason.MOTION_UNCLEAR)
