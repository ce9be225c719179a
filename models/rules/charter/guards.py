"""The guards at work: pure answers from the charter and the facts that the caller knows.

Where a guard is not agreed it guards nothing. Callers leave out partners that are no longer in the
roster; the charter does not know who left. Ballots ask `excluded` when they open (R6), and about
the veto when they are closed (R7); the rest is for those who show posts, questions and thanks.
"""

from collections.abc import Collection, Iterable
from typing import Literal

from models.rules.charter.bounds import share
from models.rules.charter.clause import chain
from models.rules.charter.document import Charter


def excluded(charter: Charter, topic: str, declared_conflicts: Iterable[str]) -> tuple[str, ...]:
    """Return, sorted, the partners that have no vote on a topic for a conflict of interest (R6).

    `declared_conflicts` are the partners that declared one, or were found to have one. O(n log n)
    for n of them.
    """
    guard = charter.guards.competition
    if guard is None or topic not in guard.marked:
        return ()
    return tuple(sorted(set(declared_conflicts)))


def forbidden(charter: Charter, subjects: Iterable[str]) -> tuple[str, ...]:
    """Return, sorted, which of the subjects competitors must not discuss here.

    O(n log n) for n subjects.
    """
    guard = charter.guards.competition
    return () if guard is None else tuple(sorted(set(subjects).intersection(guard.forbidden)))


def holders(charter: Charter) -> tuple[str, ...]:
    """Return, sorted, the partners that have a veto on some topic. O(kinds log kinds)."""
    veto = charter.guards.veto
    kinds = charter.guards.kinds
    return () if veto is None else tuple(sorted(p for p in kinds if kinds[p] == veto.kind))


def may_veto(charter: Charter, topic: str, partner: str) -> bool:
    """Tell whether a partner may veto decisions on a topic (R7). O(kinds log kinds)."""
    veto = charter.guards.veto
    return veto is not None and topic in veto.topics and partner in holders(charter)


def veto_stands(
    charter: Charter, reason: str, against: Iterable[str], roster: Iterable[str]
) -> bool:
    """Tell whether a veto holds on review (R7); one without a reason never does.

    `against` are the partners that would overrule it, `roster` all partners; those that hold a veto
    themselves are left out of both. O(partners + kinds log kinds).
    """
    veto = charter.guards.veto
    if veto is None or not reason.strip():
        return False
    others = set(roster).difference(holders(charter))
    if veto.override is None or not others:
        return True
    return len(others.intersection(against)) < share(veto.override) * len(others)


def veto_ground(charter: Charter) -> tuple[object, ...]:
    """Return all on which the veto rests: itself, its holders, its clause and what succeeds it.

    O(clauses + kinds log kinds).
    """
    veto = charter.guards.veto
    clauses = () if veto is None else chain(charter.clauses, veto.clause)
    return veto, holders(charter), clauses


def promo_left(charter: Charter, made: int, answered: int = 0) -> int:
    """Return how many promotional posts a partner may still make in this window.

    `made` and `answered` count its promotional posts and the questions that it answered in the
    window. The brand's quota is the ceiling in any case.
    """
    allowed = charter.brand.promo_quota
    guard = charter.guards.promotion
    if guard is not None:
        allowed = min(allowed, guard.free + answered // guard.answers_each)
    return max(0, allowed - made)


def counted(charter: Charter, partner: str, given: int, others: int) -> int:
    """Return how much of the money that a partner gave counts, when all others gave `others`.

    A sponsor's part of all that counts never exceeds the cap, to the unit.
    """
    guard = charter.guards.sponsor
    if guard is None or charter.guards.kinds.get(partner) != guard.kind:
        return given
    part, whole = guard.share
    return min(given, others * part // (whole - part))


def responsible(
    charter: Charter, tag: str, roster: Collection[str], waited_ms: int
) -> tuple[str, ...]:
    """Return, sorted, the partners that a question with this tag is routed to.

    That is everybody in the roster without a route, when the responsible partner is gone, and when
    the question waited too long. O(partners log partners).
    """
    guard = charter.guards.support
    partner = None if guard is None else guard.routes.get(tag)
    if guard is None or partner is None or partner not in roster or waited_ms > guard.answer_ms:
        return tuple(sorted(roster))
    return (partner,)


def certification(
    charter: Charter, signers: Iterable[str], partners: Collection[str]
) -> Literal["valid", "too_few", "not_offered"]:
    """Tell what a certificate is worth that `signers` signed, `partners` being those of its day.

    O(signers + partners).
    """
    guard = charter.guards.certificates
    if guard is None:
        return "not_offered"
    return "valid" if len(set(signers).intersection(partners)) >= guard.signatures else "too_few"
