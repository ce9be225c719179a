"""Vote: a partner votes, for itself or for its seat in the council; the last one counts (R7)."""

from typing import Any

from msgspec import Struct

from models.rules.ballot import casting
from models.rules.charter.bounds import Id as Name
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.values import Id


class VoteBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A choice in the words of the ballot's method."""

    ballot: Id
    choice: Any
    seat: Name | None = None
    """The function of the seat that votes; None for the partner itself."""


@act("vote", VoteBody)
def fold(desk: Desk, body: VoteBody) -> None:
    """Note the vote; whether it came in time, the boxes say at the end.

    Void as `casting.cast`. O(size of the ballot).
    """
    casting.cast(desk, body.ballot, body.seat, body.choice)
