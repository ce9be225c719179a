"""Decision rules: who decides about a topic, by which method, how long, and what if nobody wins.

A ballot freezes those of its topics when it opens (R6).
"""

from typing import Literal

from msgspec import Struct

from models.rules.charter.bounds import Duration, Id
from models.rules.tally.method import Method, Quorum
from models.rules.values import DAY, Moment

Decider = Literal["partners", "council", "members", "dual"]
"""One partner one vote; seats of the council; one member one vote; partners and members both."""

Tie = Literal["status_quo", "lot"]
"""A tie changes nothing; or the option whose hash is lowest wins it."""

Deadlock = Literal["status_quo", "reopen", "members", "panel"]
"""No decision: nothing changes; one more ballot; the members decide; a few of the uninvolved."""


class DecisionRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one topic is decided."""

    decider: Decider
    method: Method
    quorum: Quorum = Quorum()
    member_method: Method | None = None
    """`dual`: how the members' half counts; None: as the partners' half."""
    member_quorum: Quorum | None = None
    """`dual`: the quorum among members; None: as among partners."""
    functions: tuple[Id, ...] = ()
    """`council`: only the seats of these functions vote; empty: all seats."""
    opens_for: tuple[Duration, Duration] = (3 * DAY, 30 * DAY)
    """The shortest and the longest time that a ballot may stay open."""
    tie: Tie = "status_quo"
    deadlock: Deadlock = "status_quo"
    review_by: Moment | None = None


def asks_members(rule: DecisionRule) -> bool:
    """Tell whether members vote under this rule."""
    return rule.decider in ("members", "dual")


def member_half(rule: DecisionRule) -> tuple[Method, Quorum]:
    """Return the method and quorum that count among members."""
    return rule.member_method or rule.method, rule.member_quorum or rule.quorum
