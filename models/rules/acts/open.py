"""Open: a partner opens its members' votes, page by page, once all boxes were taken (R7)."""

from typing import Annotated

from msgspec import Meta, Struct

from models.rules.ballot import casting
from models.rules.ballot.secret import Opened
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.values import Id, Number


class OpenBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One page of (choice, nonce) pairs, unlinked to persons, ascending by their leaves."""

    ballot: Id
    part: Number
    """Pages count from 0."""
    votes: Annotated[list[Opened], Meta(min_length=1, max_length=2000)]


@act("open", OpenBody)
def fold(desk: Desk, body: OpenBody) -> None:
    """Note the page; whether all together are what the box committed to shows at the end.

    Void as `casting.open_page`. O(votes on the page).
    """
    casting.open_page(desk, body.ballot, body.part, body.votes)
