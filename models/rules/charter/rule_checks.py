"""Checks of the decision rules: every topic has one, and each can decide what it is for.

What ballots freeze when they open (R6) is sound before there are any; whoever may be expelled is
heard (R9).
"""

from collections.abc import Iterator
from re import match

from models.rules.charter import topics
from models.rules.charter.bounds import ID_PATTERN, YEAR, is_share
from models.rules.charter.decision_rule import DecisionRule, asks_members, member_half
from models.rules.charter.document import Charter
from models.rules.charter.fault import CharterFault, Fault
from models.rules.charter.strictness import is_as_strict, is_quorum_as_strict
from models.rules.tally.method import Method, Quorum
from models.rules.values import DAY, HOUR

YES_OR_NO = ("consent", "consensus", "majority", "qualified")
"""Methods whose result is yes or no, and never yes because nobody came."""
WITHOUT_BLOCK = ("majority", "qualified")
"""Methods that no single voter can stop: nobody may keep a partner's friend from being judged."""

HEARING = 7 * DAY
"""Whoever may be expelled is heard for at least this long (R9)."""
MEMBERS_NEED = 3 * DAY
"""Members are reminded 72 hours before the end, so a ballot cannot be shorter."""


def rule_faults(charter: Charter) -> Iterator[Fault]:
    """Yield what is wrong with the decision rules. O(topics * seats * functions)."""
    for topic in topics.FIXED:
        if topic not in charter.topics:
            yield Fault(CharterFault.TOPIC_MISSING, f"topics.{topic}")
    for topic, rule in sorted(charter.topics.items()):
        if not match(ID_PATTERN, topic):
            yield Fault(CharterFault.TOPIC_MALFORMED, f"topics.{topic}")
        yield from _electorate(charter, topic, rule)
        yield from _count(f"topics.{topic}.method", rule.method, rule.quorum)
        if rule.decider == "dual":
            yield from _count(f"topics.{topic}.member_method", *member_half(rule))
        yield from _opening(topic, rule)
        yield from _fitness(topic, rule)
    yield from _rights(charter)


def _electorate(charter: Charter, topic: str, rule: DecisionRule) -> Iterator[Fault]:
    place = f"topics.{topic}.decider"
    # A council that elects itself would never have to answer to anybody.
    is_partial = topic == topics.ELECT_COUNCIL and rule.decider == "council"
    is_delegated = topic in topics.PARTNERS_ONLY and rule.decider not in ("partners", "dual")
    if is_partial or is_delegated:
        yield Fault(CharterFault.DECIDER_UNFIT, place)
    needs_members = asks_members(rule) or rule.deadlock == "members"
    if needs_members and not any(each.may_vote for each in charter.members.classes):
        yield Fault(CharterFault.NO_VOTING_MEMBERS, place)
    if rule.decider != "dual" and (rule.member_method or rule.member_quorum):
        yield Fault(CharterFault.HALF_UNFIT, f"topics.{topic}.member_method")
    known = {function.id for function in charter.functions}
    for function in rule.functions:
        if function not in known:
            yield Fault(CharterFault.FUNCTION_UNKNOWN, f"topics.{topic}.functions.{function}")
    if rule.decider != "council":
        if rule.functions:
            yield Fault(CharterFault.FUNCTIONS_UNFIT, f"topics.{topic}.functions")
        return
    wanted = rule.functions or sorted(known)
    if not any(seat.function in wanted for seat in charter.seats):
        yield Fault(CharterFault.COUNCIL_EMPTY, place)


def _count(place: str, method: Method, quorum: Quorum) -> Iterator[Fault]:
    is_qualified = method.name == "qualified"
    threshold = method.threshold
    if is_qualified and not (is_share(threshold) and 2 * threshold[0] >= threshold[1]):
        yield Fault(CharterFault.THRESHOLD_UNSOUND, f"{place}.threshold")
    passing = method.override
    if passing and not (is_share(passing) and 2 * passing[0] > passing[1]):
        yield Fault(CharterFault.THRESHOLD_UNSOUND, f"{place}.override")
    # Nobody can be more than all; and only where silence is consent may nobody take part.
    is_possible = quorum.share[0] < quorum.share[1] or not quorum.is_strict
    is_real = is_share(quorum.share) or (method.name == "lazy" and quorum.share[0] == 0)
    if not (is_possible and is_real):
        yield Fault(CharterFault.QUORUM_UNSOUND, f"{place}.quorum")


def _opening(topic: str, rule: DecisionRule) -> Iterator[Fault]:
    least = HOUR
    if asks_members(rule):
        least = MEMBERS_NEED
    if topic == topics.REMOVE_PARTNER:
        least = HEARING
    shortest, longest = rule.opens_for
    if not least <= shortest <= longest <= YEAR:
        yield Fault(CharterFault.OPENING_UNSOUND, f"topics.{topic}.opens_for")


def _fitness(topic: str, rule: DecisionRule) -> Iterator[Fault]:
    if topic not in topics.CONSTITUTIONAL:
        return
    fit = WITHOUT_BLOCK if topic == topics.REMOVE_PARTNER else YES_OR_NO
    if rule.method.name not in fit:
        yield Fault(CharterFault.METHOD_UNFIT, f"topics.{topic}.method")
    if rule.member_method is not None and rule.member_method.name not in fit:
        yield Fault(CharterFault.METHOD_UNFIT, f"topics.{topic}.member_method")
    if rule.deadlock not in ("status_quo", "reopen"):
        yield Fault(CharterFault.DEADLOCK_UNFIT, f"topics.{topic}.deadlock")
    if rule.tie != "status_quo":
        yield Fault(CharterFault.METHOD_UNFIT, f"topics.{topic}.tie")


def _rights(charter: Charter) -> Iterator[Fault]:
    """The rule for members' rights stands in for the amendment rule, so it cannot be easier."""
    rights = charter.topics.get(topics.MEMBERS_RIGHTS)
    amending = charter.topics.get(topics.AMEND_CHARTER)
    if rights is None or amending is None:
        return
    if rights.decider != "dual":
        yield Fault(CharterFault.RIGHTS_NOT_DUAL, f"topics.{topics.MEMBERS_RIGHTS}.decider")
        return
    halves = [((rights.method, rights.quorum), (amending.method, amending.quorum))]
    if amending.decider == "dual":
        halves.append((member_half(rights), member_half(amending)))
    for (method, quorum), (than, than_quorum) in halves:
        if not (is_as_strict(method, than) and is_quorum_as_strict(quorum, than_quorum)):
            yield Fault(
                CharterFault.RIGHTS_EASIER_THAN_AMENDING, f"topics.{topics.MEMBERS_RIGHTS}.method"
            )
