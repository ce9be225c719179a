"""The mission of an NGO with companies: money helps, the mission is not for sale.

What would follow from a result (R7) about goals, campaigns or the common face, an NGO can stop.
"""

from msgspec import structs

from models.rules.charter import topics
from models.rules.charter.bounds import YEAR
from models.rules.charter.clause import KEEP, Clause, Function
from models.rules.charter.document import Charter
from models.rules.charter.guard import Guards, SponsorCap, Veto
from models.rules.charter.templates.brief import Brief
from models.rules.charter.templates.common_ground import MODERATION, extended, start
from models.rules.charter.templates.common_rules import MAJORITY, dual, members, partners

CAMPAIGN = "campaign"
NGO = "ngo"
COMPANY = "company"

_FUNCTIONS = (
    Function(id="mission", title="Mission", text="Answers for what the community stands for."),
    Function(id="finance", title="Finance", text="Shows where money comes from and goes."),
    MODERATION,
)


def ngo_company(brief: Brief) -> Charter:
    """Return the charter of NGOs with companies; `brief.kinds` must name at least one NGO.

    O(partners * functions).
    """
    charter = start(brief, "ngo_company", _FUNCTIONS)
    rules = {
        topics.GOAL: partners(MAJORITY),
        topics.DISPUTE: members(MAJORITY),
        topics.BUDGET: dual(MAJORITY),
        CAMPAIGN: partners(MAJORITY),
    }
    veto = Veto(
        clause="mission_veto",
        kind=NGO,
        topics=(topics.GOAL, topics.BRAND, CAMPAIGN),
        override=(3, 4),
    )
    return structs.replace(
        extended(charter, _clauses(brief), {"purpose_first": (CAMPAIGN,)}),
        topics={**charter.topics, **rules},
        guards=Guards(
            kinds=brief.kinds,
            veto=veto,
            sponsor=SponsorCap(clause="sponsors", kind=COMPANY, share=(1, 4)),
        ),
    )


def _clauses(brief: Brief) -> tuple[Clause, ...]:
    goals = brief.goal_ids()
    return (
        Clause(
            id="mission_veto",
            title="The mission is not for sale",
            text="A non-profit partner may stop a decision on goals, campaigns and the common "
            "face within a week, with a reason. Three quarters of the other partners can overrule "
            "it on review.",
            goals=goals,
            review_by=brief.founded_at + 2 * YEAR,
            default=KEEP,
        ),
        Clause(
            id="sponsors",
            title="Sponsors",
            text="No company's money counts for more than a quarter of all that counts. Companies "
            "are thanked by the same rules as everybody else.",
            goals=goals,
            review_by=brief.founded_at + YEAR,
            default="sponsors_meanwhile",
        ),
        Clause(
            id="sponsors_meanwhile",
            title="Sponsors, until we agree again",
            text="The cap stays as it was, and no further sponsor is thanked until the partners "
            "have agreed on new terms.",
            goals=goals,
            is_dormant=True,
        ),
    )
