"""The partner ecosystem: questions reach whoever can answer, and answers earn promotion.

On the roadmap the members decide themselves, by scores (R6).
"""

from msgspec import structs

from models.rules.charter import topics
from models.rules.charter.balance import Brand
from models.rules.charter.bounds import YEAR
from models.rules.charter.clause import LAPSE, Clause, Function
from models.rules.charter.document import Charter
from models.rules.charter.guard import Guards, PromotionGuard, SupportRouting
from models.rules.charter.templates.brief import Brief
from models.rules.charter.templates.common_ground import MODERATION, extended, start
from models.rules.charter.templates.common_rules import MAJORITY, council, members, partners
from models.rules.tally.method import Method

SUPPORT = "support"
ROADMAP = "roadmap"

_FUNCTIONS = (
    Function(id="product", title="Product", text="Speaks for what the partner makes."),
    Function(id="support", title="Support", text="Answers for the partner's answers."),
    MODERATION,
)


def ecosystem(brief: Brief) -> Charter:
    """Return the charter of a partner ecosystem; without routes the first partner answers all.

    O(partners * functions).
    """
    charter = start(brief, "ecosystem", _FUNCTIONS)
    clauses = (
        Clause(
            id="support_together",
            title="Support together",
            text="A question goes to the partner whose product it is about, in sight of all. When "
            "two days pass without an answer, everybody may answer.",
            goals=brief.goal_ids(),
            topics=(SUPPORT, ROADMAP),
        ),
        Clause(
            id="earned_promotion",
            title="Earned promotion",
            text="One promotional post in each window is free. Each five questions that a partner "
            "answered earn it one more, up to the quota of all.",
            goals=brief.goal_ids(),
            review_by=brief.founded_at + YEAR,
            default=LAPSE,
        ),
    )
    rules = {
        SUPPORT: council("support"),
        ROADMAP: members(Method(name="score")),
        topics.BUDGET: council("product"),
        topics.GOAL: partners(MAJORITY),
    }
    routes = brief.routes or dict(zip(("general",), brief.partners, strict=False))
    return structs.replace(
        extended(charter, clauses, {}),
        topics={**charter.topics, **rules},
        guests="open",
        brand=Brand(identity="co_branded", promo_quota=6, theme_order="rotating"),
        guards=Guards(
            promotion=PromotionGuard(clause="earned_promotion", free=1, answers_each=5),
            support=SupportRouting(clause="support_together", routes=routes),
        ),
    )
