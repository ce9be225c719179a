"""The co-hosted learning community: an academic board, and certificates of several signatures.

On what is taught the academic seats of the council decide (R6), not those who pay.
"""

from msgspec import structs

from models.rules.charter import topics
from models.rules.charter.bounds import YEAR
from models.rules.charter.clause import KEEP, Clause, Function
from models.rules.charter.document import Charter
from models.rules.charter.guard import Certificates, Guards
from models.rules.charter.member import MemberClass, Members
from models.rules.charter.templates.brief import Brief
from models.rules.charter.templates.common_ground import MODERATION, extended, start
from models.rules.charter.templates.common_rules import MAJORITY, council, dual
from models.rules.quorum import needed

CURRICULUM = "curriculum"
CERTIFICATES = "certificates"

_FUNCTIONS = (
    Function(id="academic", title="Academic board", text="Answers for what is taught and tested."),
    MODERATION,
    Function(id="technology", title="Technology", text="Keeps the instances running."),
)


def learning(brief: Brief) -> Charter:
    """Return the charter of a learning community; a majority of partners signs certificates.

    O(partners * functions).
    """
    charter = start(brief, "learning", _FUNCTIONS)
    rules = {
        CURRICULUM: council("academic"),
        CERTIFICATES: council("academic"),
        topics.GOAL: dual(MAJORITY),
        topics.BRAND: council(),
        topics.BUDGET: council(),
    }
    people = Members(
        classes=(
            MemberClass(id="learner", title="Learner", may_vote=True),
            MemberClass(id="teacher", title="Teacher", may_vote=True),
            MemberClass(id="visitor", title="Visitor", may_vote=False, may_propose=False),
        )
    )
    signatures = needed("majority", len(brief.partners))
    return structs.replace(
        extended(charter, _clauses(brief), {}),
        topics={**charter.topics, **rules},
        members=people,
        guards=Guards(
            certificates=Certificates(clause="joint_certificates", signatures=signatures)
        ),
    )


def _clauses(brief: Brief) -> tuple[Clause, ...]:
    return (
        Clause(
            id="academic_board",
            title="Academic board",
            text="What we teach is decided by those who answer for teaching at each partner, and "
            "not by those who pay for it.",
            goals=brief.goal_ids(),
            topics=(CURRICULUM, CERTIFICATES),
        ),
        Clause(
            id="joint_certificates",
            title="Joint certificates",
            text="A certificate of this community carries the signatures of more than half of the "
            "partners, and stays valid when one of them leaves.",
            goals=brief.goal_ids(),
            topics=(CERTIFICATES,),
            review_by=brief.founded_at + 2 * YEAR,
            default=KEEP,
        ),
    )
