"""Withdraw: a partner takes its vote back, or leaves a ballot for a conflict of interest (R7)."""

from typing import Literal

from msgspec import Struct

from models.rules.ballot import casting
from models.rules.charter.bounds import Id as Name
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.values import Id


class WithdrawBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is withdrawn from which ballot."""

    ballot: Id
    what: Literal["vote", "interest"]
    """The vote alone, until another one; or, for good, the partner with its interest."""
    seat: Name | None = None


@act("withdraw", WithdrawBody)
def fold(desk: Desk, body: WithdrawBody) -> None:
    """Note the withdrawal; it counts when a vote in its place would.

    Void as `casting.withdraw` and `casting.recuse`. O(size of the ballot).
    """
    if body.what == "vote":
        casting.withdraw(desk, body.ballot, body.seat)
    else:
        casting.recuse(desk, body.ballot)
