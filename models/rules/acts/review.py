"""Review: a partner asks to renew an agreement whose date of review is near.

The answer comes from a ballot like any other (R6).
"""

from typing import Literal

from msgspec import Struct

from models.rules.ballot import asking
from models.rules.ballot.motion import Motion
from models.rules.charter.bounds import Id as Name
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.void import Void, VoidReason
from models.rules.values import Line, Moment


class ReviewBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What shall stay in force until when, and until when votes on that count."""

    review: Literal["clause", "topic"]
    id: Name
    review_by: Moment | None
    """The next date of review; None: for good."""
    topic: Name
    """The topic under whose rule the charter says this is decided."""
    question: Line
    closes_at: Moment


@act("review", ReviewBody)
def fold(desk: Desk, body: ReviewBody) -> None:
    """Open the ballot on a renewal (R6).

    Void: review_unknown when nothing of that name is due, too_late; those of `asking.open_ballot`,
    which says what it costs.
    """
    review = desk.get(f"review/{body.review}/{body.id}")
    if review is None:
        raise Void(VoidReason.REVIEW_UNKNOWN, body.id)
    if desk.occasion.time >= review["review_by"]:
        raise Void(VoidReason.TOO_LATE, body.id)
    effect = {
        "kind": "renew_review",
        "review": body.review,
        "id": body.id,
        "review_by": body.review_by,
    }
    motion = Motion(topic=body.topic, question=body.question, effects={"yes": effect})
    asking.open_ballot(desk, motion, body.closes_at)
    desk.add(f"renewals/{body.review}/{body.id}", desk.id)
