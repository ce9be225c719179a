"""Contribution: what a partner gave to the community; it counts when others confirm it.

Lines only add up, so it makes no difference in what order they come (R5).
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from models.rules.fold.desk import Desk
from models.rules.fold.registry import act

MOST = 1_000_000_000
"""The largest amount of one line; sums stay exact for millions of such lines."""


class ContributionBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of what; evidence travels as blobs of the entry."""

    kind: Literal["hours", "hosting", "money", "content"]
    amount: Annotated[int, Meta(ge=1, le=MOST)]
    """In minutes of work or of hosting, in cents, in pieces."""


@act("contribution", ContributionBody)
def fold(desk: Desk, body: ContributionBody) -> None:
    """Put a line into the ledger, for others to confirm."""
    desk.put(
        f"contribution/{desk.id}",
        {
            "by": desk.author,
            "kind": body.kind,
            "amount": body.amount,
            "height": desk.occasion.height,
            "time": desk.occasion.time,
        },
    )
    desk.tell("contributed", desk.id, what=body.kind, amount=body.amount)
