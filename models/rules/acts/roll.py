"""Roll: a partner commits to which of its members may vote, before a ballot opens.

What stands here when a ballot opens is frozen in it (R6); a later roll is for later ballots.
"""

from msgspec import Struct

from models.rules.ballot.record import Roll, plain
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act


class RollBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The Merkle root over H(salt, member), and how many there are; None: no member votes."""

    roll: Roll | None


@act("roll", RollBody)
def fold(desk: Desk, body: RollBody) -> None:
    """Keep the author's roll for the ballots that open from now on."""
    desk.put(f"roll/{desk.author}", None if body.roll is None else plain(body.roll))
