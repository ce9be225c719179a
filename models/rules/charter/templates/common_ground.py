"""Common ground: the clauses and sections that all four templates share.

A template starts from `start` and replaces what makes it a form of its own. How many partners found
it says which policy of quorums it has (R2), and whether witnesses may seal.
"""

from msgspec import structs

from models.rules.charter import topics
from models.rules.charter.balance import Contributions
from models.rules.charter.bounds import YEAR
from models.rules.charter.clause import Clause, Function
from models.rules.charter.document import Charter, Seat, Template
from models.rules.charter.exit import ExitClause, usual_handling, usual_terms
from models.rules.charter.guard import Guards
from models.rules.charter.member import GROUNDS, MemberClass, Members, Moderation
from models.rules.charter.templates.brief import Brief
from models.rules.charter.templates.common_rules import usual_rules
from models.rules.quorum import usual

MODERATION = Function(
    id="moderation", title="Moderation", text="Keeps the shared space safe and fair."
)
"""The function that every community needs."""
_CLAUSES = (
    (
        "purpose_first",
        "Purpose first",
        "We decide by asking what serves our purpose and our goals. A goal changes only by a "
        "decision of its own.",
        (topics.GOAL, topics.OTHER),
    ),
    (
        "equal_partners",
        "Equal partners",
        "No partner owns this community. Partners join, leave and are excluded only as this "
        "charter says, and whoever serves for all of us can be replaced.",
        (
            topics.ADD_PARTNER,
            topics.REMOVE_PARTNER,
            topics.ADD_WITNESS,
            topics.REMOVE_WITNESS,
            topics.MOVE_HOST,
            topics.CHANGE_POLICY,
        ),
    ),
    (
        "council",
        "Council",
        "Each partner sends delegates for each function to the council. Money and daily work are "
        "decided where this charter says, and everybody can see why.",
        (topics.ELECT_COUNCIL, topics.BUDGET),
    ),
    (
        "fair_moderation",
        "Fair moderation",
        "Whoever is judged learns by whom and why, and may object for six months. People decide "
        "on the objection who had no part in the decision. Disputes go up one step at a time.",
        (topics.MODERATION, topics.DISPUTE),
    ),
    (
        "shared_identity",
        "Shared identity",
        "The community has a face of its own. No partner's brand takes more room than its band, "
        "and members may always speak.",
        (topics.BRAND,),
    ),
    (
        "changing_together",
        "Changing together",
        "This charter changes only by its own rule, and the community ends only when partners and "
        "members both want it.",
        (topics.AMEND_CHARTER, topics.DISSOLVE),
    ),
)
_MEMBERS_FIRST = (
    "members_first",
    "Members first",
    "Whatever makes members worse off needs a majority of the partners and a majority of the "
    "members. When a partner leaves, its members say what happens to their posts.",
    (topics.MEMBERS_RIGHTS,),
)


def start(brief: Brief, template: Template, functions: tuple[Function, ...]) -> Charter:
    """Return a charter on common ground, in which every partner has a seat for each function.

    O(partners * functions + goals).
    """
    goals = brief.goal_ids()
    return Charter(
        template=template,
        title=brief.title,
        purpose=brief.purpose,
        goals=brief.goals,
        vision="A community that serves its members better than any of us could alone.",
        values=("Members first, partners second", "Openness", "Fairness", "Shared credit"),
        clauses=(
            *(clause(row, goals) for row in _CLAUSES),
            structs.replace(clause(_MEMBERS_FIRST, goals), protects_members=True),
        ),
        policy=usual(len(brief.partners)),
        witnesses=2 if len(brief.partners) < 4 else 0,
        functions=functions,
        seats=tuple(
            Seat(partner=partner, function=function.id)
            for partner in brief.partners
            for function in functions
        ),
        topics=usual_rules(brief.founded_at + YEAR),
        members=Members(classes=(MemberClass(id="member", title="Member", may_vote=True),)),
        guests="first_post_reviewed",
        moderation=Moderation(
            practice={
                each: "apply" if each in ("illegal", "spam") else "review" for each in GROUNDS
            }
        ),
        contributions=Contributions(caps={"hours": 2000, "hosting": 10_000_000}),
        exit=ExitClause(handling=usual_handling(), terms=usual_terms(), licence="CC-BY-4.0"),
        guards=Guards(),
    )


def clause(row: tuple[str, str, str, tuple[str, ...]], goals: tuple[str, ...]) -> Clause:
    """Return the clause of a row: id, title, text, topics."""
    return Clause(id=row[0], title=row[1], text=row[2], topics=row[3], goals=goals)


def extended(
    charter: Charter, clauses: tuple[Clause, ...], covering: dict[str, tuple[str, ...]]
) -> Charter:
    """Return the charter with more clauses, and with topics added to clauses it has. O(clauses)."""
    widened = (
        structs.replace(each, topics=(*each.topics, *covering.get(each.id, ())))
        for each in charter.clauses
    )
    return structs.replace(charter, clauses=(*widened, *clauses))
