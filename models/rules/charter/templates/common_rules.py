"""Common rules: how the templates decide unless their form says otherwise (R6)."""

from models.rules.charter import topics
from models.rules.charter.decision_rule import DecisionRule
from models.rules.tally.method import Method, Quorum, Ratio
from models.rules.values import DAY

MAJORITY = Method(name="majority")
CONSENT = Method(name="consent", override=(3, 4))
"""Nobody objects with a reason; three quarters of all may pass over an objection that stands."""
HALF = Quorum()
TENTH = Quorum(share=(1, 10), is_strict=False)
"""What can be asked of members, who are many and busy."""
WEEKS = (7 * DAY, 60 * DAY)
MEMBER_WEEKS = (14 * DAY, 60 * DAY)


def qualified(threshold: Ratio) -> Method:
    """Return the method under which this share of all partners must say yes."""
    return Method(name="qualified", threshold=threshold, base="all")


def partners(method: Method) -> DecisionRule:
    """Return a rule under which the partners decide."""
    return DecisionRule(decider="partners", method=method, quorum=HALF, opens_for=WEEKS)


def council(*functions: str) -> DecisionRule:
    """Return a rule under which the majority of the council decides, or of these functions."""
    return DecisionRule(decider="council", method=MAJORITY, quorum=HALF, functions=functions)


def members(method: Method) -> DecisionRule:
    """Return a rule under which the members decide."""
    return DecisionRule(decider="members", method=method, quorum=TENTH, opens_for=MEMBER_WEEKS)


def dual(method: Method) -> DecisionRule:
    """Return a rule that needs the partners by `method` and a majority of the members."""
    return DecisionRule(
        decider="dual",
        method=method,
        quorum=HALF,
        member_method=MAJORITY,
        member_quorum=TENTH,
        opens_for=MEMBER_WEEKS,
    )


def usual_rules(review_by: int) -> dict[str, DecisionRule]:
    """Return a rule for every fixed topic; the one for everything else is reviewed at a date."""
    most = qualified((2, 3))
    return {
        topics.AMEND_CHARTER: partners(most),
        topics.MEMBERS_RIGHTS: dual(most),
        topics.ADD_PARTNER: partners(most),
        topics.REMOVE_PARTNER: partners(most),
        topics.ADD_WITNESS: partners(MAJORITY),
        topics.REMOVE_WITNESS: partners(MAJORITY),
        topics.MOVE_HOST: partners(MAJORITY),
        topics.CHANGE_POLICY: partners(most),
        topics.ELECT_COUNCIL: partners(MAJORITY),
        topics.MODERATION: council("moderation"),
        topics.DISPUTE: DecisionRule(
            decider="partners", method=MAJORITY, quorum=HALF, opens_for=WEEKS, deadlock="panel"
        ),
        topics.BUDGET: partners(MAJORITY),
        topics.BRAND: partners(MAJORITY),
        topics.GOAL: partners(most),
        topics.DISSOLVE: dual(qualified((3, 4))),
        topics.OTHER: DecisionRule(
            decider="partners", method=MAJORITY, quorum=HALF, opens_for=WEEKS, review_by=review_by
        ),
    }
