"""The industry alliance: competitors that agree on standards, by consent and under guard.

Who declares an interest of its own in a question is left out of its ballot (R6).
"""

from msgspec import structs

from models.rules.charter import topics
from models.rules.charter.bounds import YEAR
from models.rules.charter.clause import KEEP, Clause, Function
from models.rules.charter.document import Charter
from models.rules.charter.guard import CompetitionGuard, Guards
from models.rules.charter.templates.brief import Brief
from models.rules.charter.templates.common_ground import MODERATION, extended, start
from models.rules.charter.templates.common_rules import CONSENT, dual, partners

STANDARDS = "standards"

_FUNCTIONS = (
    Function(id="strategy", title="Strategy", text="Speaks for the partner on where we go."),
    MODERATION,
    Function(id="legal", title="Competition law", text="Watches what competitors may discuss."),
)
_BY_CONSENT = (
    topics.AMEND_CHARTER,
    topics.ADD_PARTNER,
    topics.BUDGET,
    topics.BRAND,
    topics.GOAL,
    topics.OTHER,
    STANDARDS,
)


def alliance(brief: Brief) -> Charter:
    """Return the charter of an industry alliance. O(partners * functions)."""
    charter = start(brief, "alliance", _FUNCTIONS)
    competition = Clause(
        id="competition",
        title="Fair competition",
        text="We are competitors outside of this community. We do not speak here about prices, "
        "costs, capacity, customers or our plans. A partner with an interest of its own in a "
        "decision says so and does not vote on it.",
        goals=brief.goal_ids(),
        topics=(STANDARDS,),
        review_by=brief.founded_at + YEAR,
        default=KEEP,
    )
    rules = {topic: partners(CONSENT) for topic in _BY_CONSENT}
    # Consent counts the partners' half; a member can only say yes or no.
    rules[topics.MEMBERS_RIGHTS] = dual(CONSENT)
    guard = CompetitionGuard(
        clause="competition",
        forbidden=("prices", "costs", "capacity", "customers", "future_conduct"),
        notice="Competitors must not discuss this here. The moderators have been told.",
        marked=(topics.BUDGET, topics.BRAND, topics.GOAL, topics.OTHER, STANDARDS),
    )
    return structs.replace(
        extended(charter, (competition,), {}),
        topics={**charter.topics, **rules},
        guards=Guards(competition=guard),
    )
