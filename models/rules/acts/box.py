"""Box: a sealer says which log heads it held at the end of a ballot (R7).

A partner with a roll also commits to its members' votes here, before anybody opens any.
"""

from msgspec import Struct

from models.rules.ballot import casting
from models.rules.ballot.record import Members
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.values import Cut, Id


class BoxBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the author held at closes_at + grace."""

    ballot: Id
    heads: Cut
    """The author's own log needs no head: the box stands in it."""
    members: Members | None = None


@act("box", BoxBody, by="sealer")
def fold(desk: Desk, body: BoxBody) -> None:
    """Note the box, the author's only one in this ballot.

    Void as `casting.box`. O(size of the ballot).
    """
    casting.box(desk, body.ballot, body.heads, body.members)
