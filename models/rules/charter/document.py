"""The charter as one document: plain data, from which every instance takes its configuration.

It travels as canonical JSON inside the genesis and inside amendments, ground under all rules. Its
types bound what each field may hold; whether the whole makes sense is for `checking` to say.
Nothing changes a charter but `amending` and `reviewing`, and each change makes a new version.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, to_builtins

from models.rules import canon
from models.rules.charter.balance import Brand, Contributions
from models.rules.charter.bounds import YEAR, Duration, Few, Id, Line, Text
from models.rules.charter.clause import Clause, Function, Goal
from models.rules.charter.decision_rule import DecisionRule
from models.rules.charter.exit import ExitClause
from models.rules.charter.guard import Guards
from models.rules.charter.member import Guests, Members, Moderation, Rung
from models.rules.quorum import Policy
from models.rules.values import DAY, MINUTE, PartnerId

Template = Literal["alliance", "learning", "ecosystem", "ngo_company", "own"]


class Seat(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A seat of the council: whose it is, for what, and how long one delegate holds it."""

    partner: PartnerId
    function: Id
    term_ms: Duration = 2 * YEAR


USUAL_LADDER = (
    Rung(step="talk", clock_ms=7 * DAY),
    Rung(step="mediator", clock_ms=14 * DAY),
    Rung(step="panel", clock_ms=21 * DAY),
    Rung(step="vote", clock_ms=14 * DAY, default="status_quo"),
)


class Charter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the partners agreed on, whole."""

    version: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    fold_version: Literal[1] = 1
    template: Template
    title: Line
    purpose: Text
    goals: tuple[Goal, ...]
    vision: Text
    values: tuple[Line, ...]
    clauses: tuple[Clause, ...]
    policy: Policy
    witnesses: Few = 0
    """How many witnesses may seal beside the partners."""
    functions: tuple[Function, ...]
    seats: tuple[Seat, ...]
    topics: dict[str, DecisionRule]
    notice_ms: Duration = 90 * DAY
    """How long before it leaves a partner says so (R10)."""
    grace_ms: Duration = 30 * MINUTE
    """How long after a ballot's end the sealers wait before they say what they hold (R7)."""
    members: Members
    guests: Guests
    moderation: Moderation
    ladder: tuple[Rung, ...] = USUAL_LADDER
    """The steps of a dispute, in order."""
    brand: Brand = Brand()
    contributions: Contributions
    exit: ExitClause
    guards: Guards


def panel_clock(ladder: tuple[Rung, ...]) -> int:
    """Return how long a panel has: what this ladder gives it, or the usual one. O(rungs)."""
    return next(rung.clock_ms for rung in (*ladder, *USUAL_LADDER) if rung.step == "panel")


def digest(charter: Charter) -> str:
    """Return the hash by which partners speak of exactly this charter.

    Refused(not_canonical) when it has no canonical form. Linear in its size.
    """
    return canon.digest("hanse/charter/1", to_builtins(charter))
