"""Guards: what keeps one partner from harming the purpose, as data of the charter.

Each guard stands on a clause: when that clause lapses the guard ends, and when another clause
succeeds it the guard stands on that one. `guards` holds the functions that obey them. Of those for
ballots one works when they open (R6), one when they are closed (R7).
"""

from msgspec import Struct, field

from models.rules.charter.bounds import Duration, Few, Id, Text
from models.rules.tally.method import Positive, Ratio
from models.rules.values import DAY, PartnerId


class CompetitionGuard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Subjects that competitors do not discuss, and ballots that the conflicted leave."""

    clause: Id
    forbidden: tuple[Id, ...]
    notice: Text
    """What is shown when somebody touches a forbidden subject."""
    marked: tuple[Id, ...]
    """Topics in whose ballots partners with a conflict of interest have no vote."""


class Veto(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Partners of one kind may stop decisions on some topics, with a reason, subject to review."""

    clause: Id
    kind: Id
    topics: tuple[Id, ...]
    window_ms: Duration = 7 * DAY
    """How long after the result a veto can be given."""
    override: Ratio | None = None
    """The share of the partners without a veto that overrules it on review; None: only the veto's
    holders can take it back."""


class SponsorCap(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No single sponsor's money counts for more than this share of all that counts."""

    clause: Id
    kind: Id
    share: Ratio


class PromotionGuard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Promotional posts are earned by helping: some are free, more come with answers given."""

    clause: Id
    free: Few
    answers_each: Positive
    """Answered questions that earn one more promotional post in the same window."""


class SupportRouting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which partner answers questions about what, and until when."""

    clause: Id
    routes: dict[str, PartnerId]
    answer_ms: Duration = 2 * DAY
    """After this a question is open to every partner."""


class Certificates(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A certificate of the community is valid with this many partners' signatures."""

    clause: Id
    signatures: Positive


class Guards(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The guards of one charter; None: not agreed."""

    kinds: dict[PartnerId, Id] = field(default_factory=dict)
    """What kind of organisation a partner is; only partners whose kind matters are named."""
    competition: CompetitionGuard | None = None
    veto: Veto | None = None
    sponsor: SponsorCap | None = None
    promotion: PromotionGuard | None = None
    support: SupportRouting | None = None
    certificates: Certificates | None = None


AnyGuard = (
    CompetitionGuard | Veto | SponsorCap | PromotionGuard | SupportRouting | Certificates | None
)


def each(guards: Guards) -> dict[str, AnyGuard]:
    """Return the guards by name, agreed or not."""
    return {
        "competition": guards.competition,
        "veto": guards.veto,
        "sponsor": guards.sponsor,
        "promotion": guards.promotion,
        "support": guards.support,
        "certificates": guards.certificates,
    }
