"""Goal: how the community will know that it comes nearer to a goal of its charter.

Of several indicators with one name in the same minutes the lowest entry id counts (R5).
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from models.rules.charter.bounds import Id as GoalId
from models.rules.charter.clause import Goal
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.view import section
from models.rules.fold.void import Void, VoidReason
from models.rules.values import Line, Slug

MOST = 1_000_000_000_000
Value = Annotated[int, Meta(ge=-MOST, le=MOST)]


class GoalBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An indicator for a goal."""

    indicator: Slug
    goal: GoalId
    """A goal of the charter."""
    purpose: Line
    """What is measured, and how."""
    unit: Slug
    combine: Literal["sum", "mean"]
    """How the partners' measurements make one value."""
    baseline: Value
    target: Value


@act("goal", GoalBody)
def fold(desk: Desk, body: GoalBody) -> None:
    """Set up an indicator. Void: goal_unknown, target_unsound, taken. O(goals)."""
    goals = [goal.id for goal in section(desk.get, "goals", tuple[Goal, ...])]
    if body.goal not in goals:
        raise Void(VoidReason.GOAL_UNKNOWN, body.goal)
    if body.baseline == body.target:
        raise Void(VoidReason.TARGET_UNSOUND, body.indicator)
    desk.claim(
        f"indicator/{body.indicator}",
        {
            "by": desk.author,
            "goal": body.goal,
            "purpose": body.purpose,
            "unit": body.unit,
            "combine": body.combine,
            "baseline": body.baseline,
            "target": body.target,
        },
    )
    desk.tell("indicator_set", body.indicator, goal=body.goal)
