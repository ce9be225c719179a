"""Members' rights: what in an amendment makes members worse off than before.

What is found here needs the members' majority besides the partners' in its ballot (R6; concern 28:
members first, partners second). The list is exact, and cautious: where better and worse have no
order, any change counts. For any three charters a, b, c: what is worse from a to c is worse from a
to b or from b to c, so two small steps need the members as much as one large step does.
"""

from collections.abc import Iterator
from enum import StrEnum

from models.rules.charter.clause import Clause, chain
from models.rules.charter.decision_rule import DecisionRule, asks_members
from models.rules.charter.document import Charter, panel_clock
from models.rules.charter.exit import DATA_CLASSES, Handling
from models.rules.charter.member import GROUNDS, GUEST_DOORS, MemberClass
from models.rules.charter.topics import AMEND_CHARTER, MEMBERS_RIGHTS

_STRICTER = ("ignore", "review", "apply")
_ABSENT = MemberClass(id="absent", title="", may_vote=False, may_propose=False, may_post=False)


class Worsening(StrEnum):
    """How members are worse off; stable, for pages and translations."""

    VOTERS_CHANGED = "voters_changed"
    CLASS_LOST_RIGHTS = "class_lost_rights"
    MEMBER_RULE_CHANGED = "member_rule_changed"
    RIGHTS_RULE_CHANGED = "rights_rule_changed"
    AMENDMENT_RULE_CHANGED = "amendment_rule_changed"
    GUESTS_SHUT_OUT = "guests_shut_out"
    APPEAL_SHORTENED = "appeal_shortened"
    PANEL_REDUCED = "panel_reduced"
    PANEL_HURRIED = "panel_hurried"
    TWO_PARTNER_RULE_DROPPED = "two_partner_rule_dropped"
    MODERATION_UNREVIEWED = "moderation_unreviewed"
    EXIT_CHANGED = "exit_changed"
    CHOICE_SHORTENED = "choice_shortened"
    NOTICE_SHORTENED = "notice_shortened"
    LICENCE_CHANGED = "licence_changed"
    PROTECTION_CHANGED = "protection_changed"
    VETO_OVER_MEMBERS = "veto_over_members"


def worsened(old: Charter, new: Charter) -> tuple[Worsening, ...]:
    """Return in which ways `new` is worse for members than `old`, each once.

    O(size of both charters + clauses squared).
    """
    found = {*_voting(old, new), *_judging(old, new), *_leaving(old, new)}
    return tuple(each for each in Worsening if each in found)


def _voting(old: Charter, new: Charter) -> Iterator[Worsening]:
    """Yield what touches who votes, about what and by which rule."""
    # More voters count as well: a flood of new ones could vote the others' rights away later.
    if _voters(old) != _voters(new):
        yield Worsening.VOTERS_CHANGED
    classes = {each.id: each for each in new.members.classes}
    for before in old.members.classes:
        after = classes.get(before.id, _ABSENT)
        lost = before.may_propose > after.may_propose or before.may_post > after.may_post
        if lost or after is _ABSENT:
            yield Worsening.CLASS_LOST_RIGHTS
    for topic, rule in sorted(old.topics.items()):
        if asks_members(rule) and _core(new.topics.get(topic)) != _core(rule):
            yield Worsening.MEMBER_RULE_CHANGED
    for topic, kind in (
        (MEMBERS_RIGHTS, Worsening.RIGHTS_RULE_CHANGED),
        (AMEND_CHARTER, Worsening.AMENDMENT_RULE_CHANGED),
    ):
        if _core(old.topics.get(topic)) != _core(new.topics.get(topic)):
            yield kind
    if _vetoable(new) - _vetoable(old):
        yield Worsening.VETO_OVER_MEMBERS


def _judging(old: Charter, new: Charter) -> Iterator[Worsening]:
    """Yield what touches who may speak, and how whoever is judged can object."""
    if GUEST_DOORS.index(new.guests) > GUEST_DOORS.index(old.guests):
        yield Worsening.GUESTS_SHUT_OUT
    before, after = old.moderation, new.moderation
    if after.appeal_window_ms < before.appeal_window_ms:
        yield Worsening.APPEAL_SHORTENED
    if after.panel_size < before.panel_size:
        yield Worsening.PANEL_REDUCED
    # A panel that runs out of time leaves the decision as it is.
    if panel_clock(new.ladder) < panel_clock(old.ladder):
        yield Worsening.PANEL_HURRIED
    if before.two_partner_rule and not after.two_partner_rule:
        yield Worsening.TWO_PARTNER_RULE_DROPPED
    for ground in GROUNDS:
        if _severity(after.practice.get(ground)) > _severity(before.practice.get(ground)):
            yield Worsening.MODERATION_UNREVIEWED
    if _protections(old) - _protections(new):
        yield Worsening.PROTECTION_CHANGED


def _leaving(old: Charter, new: Charter) -> Iterator[Worsening]:
    """Yield what touches members whose partner leaves."""
    for name, choices in DATA_CLASSES.items():
        before, after = old.exit.handling.get(name), new.exit.handling.get(name)
        if not choices.is_personal or before == after:
            continue
        if before is None or after is None or _is_taken(before, after):
            yield Worsening.EXIT_CHANGED
    if old.exit.unchosen != new.exit.unchosen:
        yield Worsening.EXIT_CHANGED
    if new.exit.choice_ms < old.exit.choice_ms:
        yield Worsening.CHOICE_SHORTENED
    if new.notice_ms < old.notice_ms:
        yield Worsening.NOTICE_SHORTENED
    if new.exit.licence != old.exit.licence:
        yield Worsening.LICENCE_CHANGED


def _is_taken(before: Handling, after: Handling) -> bool:
    """Tell whether members have less from a changed handling: all but a free choice is less."""
    is_choice_won = after.remaining == "choice" and before.leaver == after.leaver
    return not is_choice_won


def _voters(charter: Charter) -> tuple[object, ...]:
    members = charter.members
    classes = sorted(each.id for each in members.classes if each.may_vote)
    return classes, members.partner_cap, members.votes_after_ms


def _core(rule: DecisionRule | None) -> object:
    """Return what of a rule decides; its date of review does not."""
    if rule is None:
        return None
    return (
        (rule.decider, rule.method, rule.quorum, rule.member_method, rule.member_quorum),
        (rule.functions, rule.opens_for, rule.tie, rule.deadlock),
    )


def _severity(practice: str | None) -> int:
    return -1 if practice is None else _STRICTER.index(practice)


def _protections(charter: Charter) -> set[Clause]:
    """Return the clauses that protect members, with those that would take their place."""
    return {
        part
        for clause in charter.clauses
        if clause.protects_members
        for part in chain(charter.clauses, clause.id)
    }


def _vetoable(charter: Charter) -> set[str]:
    """Return the topics that members decide and somebody may veto."""
    veto = charter.guards.veto
    asked = (topic for topic, rule in charter.topics.items() if asks_members(rule))
    return set() if veto is None else set(veto.topics).intersection(asked)
