"""What founders fill in before a template can become their charter, ground under all rules."""

from msgspec import Struct, field

from models.rules.charter.bounds import Id, Line, Text
from models.rules.charter.clause import Goal
from models.rules.values import Moment, PartnerId


class Brief(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The founders' own part of a charter."""

    title: Line
    purpose: Text
    goals: tuple[Goal, ...]
    partners: tuple[PartnerId, ...]
    founded_at: Moment
    """From here the dates of review are counted."""
    kinds: dict[PartnerId, Id] = field(default_factory=dict)
    """`ngo_company`: which partner is an `ngo`, which a `company`."""
    routes: dict[str, PartnerId] = field(default_factory=dict)
    """`ecosystem`: which partner answers questions with which tag."""

    def goal_ids(self) -> tuple[str, ...]:
        """Return the ids of all goals: what every clause of a template serves. O(goals)."""
        return tuple(goal.id for goal in self.goals)
