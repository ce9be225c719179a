"""Members and moderation: who belongs, who votes, and what protects whoever is judged.

The cap on the weight of one partner's members is frozen in each ballot (R6).
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from models.rules.charter.bounds import Duration, Id, Line
from models.rules.tally.method import Ratio
from models.rules.values import DAY

Guests = Literal["open", "first_post_reviewed", "closed"]
"""From the widest door to the narrowest."""
GUEST_DOORS: tuple[Guests, ...] = ("open", "first_post_reviewed", "closed")

Practice = Literal["apply", "review", "ignore"]
GROUNDS = ("illegal", "safety", "abuse", "spam", "rules")
"""The classes of grounds on which a moderation decision can stand; `rules` is any other breach."""

SIX_MONTHS = 184 * DAY
"""As long as the longest six months of the calendar."""


class MemberClass(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A class of members, as their home partner attests it."""

    id: Id
    title: Line
    may_vote: bool
    may_propose: bool = True
    may_post: bool = True


class Members(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who the members are, and how their votes weigh."""

    classes: tuple[MemberClass, ...]
    partner_cap: Ratio = (2, 5)
    """The largest share of the counted weight that one partner's members can have."""
    votes_after_ms: Duration = 30 * DAY
    """How long somebody is a member before the right to vote begins."""


class Moderation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What partners do with each other's decisions, and how these are appealed."""

    practice: dict[str, Practice]
    """For each ground, unless a partner says otherwise for itself."""
    two_partner_rule: bool = True
    """A decision about another partner's member needs a second partner."""
    appeal_window_ms: Duration = SIX_MONTHS
    panel_size: Annotated[int, Meta(ge=1, le=99)] = 3


class Rung(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of the way through a dispute: what happens, how long, and what if it yields none."""

    step: Literal["talk", "mediator", "panel", "vote"]
    clock_ms: Duration
    default: Literal["next", "status_quo"] = "next"
