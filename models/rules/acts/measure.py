"""Measure: a partner signs what it measured for an indicator, up to a day.

What one measured is a chain of its own, whatever others do in the same minutes (R5).
"""

from msgspec import Struct

from models.rules.acts.goal import Value
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.void import Void, VoidReason
from models.rules.values import Moment, Slug


class MeasureBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value; what it rests on travels as blobs of the entry."""

    indicator: Slug
    value: Value
    until: Moment
    """The end of the time that was measured; not before that of the author's last measurement."""


@act("measure", MeasureBody)
def fold(desk: Desk, body: MeasureBody) -> None:
    """Make this the author's newest measurement; earlier ones stay, linked from it.

    Void: unknown_target, too_early, too_late. O(1), however many there are.
    """
    if desk.get(f"indicator/{body.indicator}") is None:
        raise Void(VoidReason.UNKNOWN_TARGET, body.indicator)
    if body.until > desk.occasion.time:
        raise Void(VoidReason.TOO_EARLY, body.indicator)
    newest = f"measured/{body.indicator}/{desk.author}"
    before = desk.get(newest)
    if before is not None and desk.get(f"measure/{before}")["until"] > body.until:
        raise Void(VoidReason.TOO_LATE, body.indicator)
    measure = {
        "by": desk.author,
        "indicator": body.indicator,
        "value": body.value,
        "until": body.until,
        "before": before,
    }
    desk.put(f"measure/{desk.id}", measure)
    desk.put(newest, desk.id)
    desk.tell("measured", desk.id, indicator=body.indicator, value=body.value)
