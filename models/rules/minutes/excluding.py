"""Excluding: how partners go on without one that vanished (R13).

All other sealers of a community of at most three say so, and thirty days later, if nothing was seen
of the one they speak of, minutes may open a term under a roster without it. Of two sealers neither
can exclude the other; after ninety days the one that is left goes on, and the state says so.

What counts as seen is public: an entry taken into minutes, a seal in a certificate, a status. The
sealers besides look at everything that reaches them, and withhold their own signatures. One sealer
less always hands over (R8): each quorum before meets each after in an honest one.
"""

from models.rules.minutes import records
from models.rules.minutes.node import Node
from models.rules.minutes.records import Exclusion, Minutes
from models.rules.minutes.sealers import Sealers, key_of
from models.rules.refusal import Refusal, Refused
from models.rules.signing import Signatures
from models.rules.values import DAY

LARGEST = 3
"""Sealers of the largest community that may exclude."""
NOTICE = 30 * DAY
"""The subject was told so long before."""
ALONE = 90 * DAY
"""One of two goes on alone after so long."""


def others(roster: Sealers, subject: str) -> tuple[str, ...]:
    """Return the sealers whose word it takes to exclude `subject`.

    Refused(exclusion_invalid) when nobody's can.
    """
    if subject not in roster.names or not 2 <= len(roster.names) <= LARGEST:
        raise Refused(Refusal.EXCLUSION_INVALID, f"{subject} of {len(roster.names)}")
    left = tuple(name for name in roster.names if name != subject)
    if not set(left) & set(roster.line):
        raise Refused(Refusal.EXCLUSION_INVALID, "nobody left to be secretary")
    return left


def check(parent: Node, minutes: Minutes, base: Sealers, signatures: Signatures) -> str:
    """Return whom the start of `minutes` excludes from `base`, the roster otherwise in force.

    Refused(exclusion_invalid, signature_invalid). O(statements).
    """
    stated = minutes.start.exclusions if minutes.start else []
    if not stated:
        raise Refused(Refusal.EXCLUSION_INVALID, "nobody states it")
    subject = stated[0].subject
    if tuple(each.partner for each in stated) != others(base, subject):
        raise Refused(Refusal.EXCLUSION_INVALID, "not by all others, in order of partner")
    for each in stated:
        check_statement(parent, each, base, signatures)
        if each.subject != subject or each.community != minutes.community:
            raise Refused(Refusal.EXCLUSION_INVALID, "not about one subject")
    if minutes.time < opens_at(parent, stated):
        raise Refused(Refusal.EXCLUSION_INVALID, "too early")
    seen = last_seen(parent, minutes, subject)
    if seen > max(each.time for each in stated):
        raise Refused(Refusal.EXCLUSION_INVALID, f"{subject} gave a sign of life")
    return subject


def check_statement(
    parent: Node, statement: Exclusion, base: Sealers, signatures: Signatures
) -> None:
    """Refuse a statement that was not made by a sealer of `base`, or about another roster.

    Refused with `exclusion_invalid`, `signature_invalid`.
    """
    key = key_of(parent.state, statement.partner)
    if key is None or statement.roster != base.version:
        raise Refused(Refusal.EXCLUSION_INVALID, statement.partner)
    records.verify(statement, key, signatures)


def opens_at(parent: Node, stated: list[Exclusion]) -> int:
    """Return the earliest time of minutes that these statements let begin.

    Of two sealers the one left speaks alone: its word on when it began to wait counts for nothing
    before the last minutes that both sealed. O(statements).
    """
    newest = max(each.time for each in stated)
    if len(stated) == 1:
        return max(newest, parent.time) + ALONE
    return newest + NOTICE


def last_seen(parent: Node, minutes: Minutes, subject: str) -> int:
    """Return the time of the newest minutes that show a sign of life of `subject`; 0 for none.

    O(seals).
    """
    is_sealed = any(seal.partner == subject for seal in minutes.parent_certificate)
    return parent.time if is_sealed else parent.alive.get(subject, 0)
