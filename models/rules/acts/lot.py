"""Lot: one step of a draw, a value or the nonce that was sealed.

Whoever is asked adds a value that it chose at random; whoever sealed a nonce opens it when nobody
can add any more. A server does both by itself. What one adds does not depend on what others add in
the same minutes (R5).
"""

from msgspec import Struct

from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.moderation import lot
from models.rules.values import Id


class LotBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For which draw, and what."""

    of: Id
    """The appeal or the ballot that the draw is for."""
    value: Id
    """Thirty-two random bytes, in hexadecimal digits."""


@act("lot", LotBody)
def fold(desk: Desk, body: LotBody) -> None:
    """Take the step; Void as `lot.contribute`. O(partners asked)."""
    lot.contribute(desk, body.of, body.value)
