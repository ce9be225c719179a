"""Settle: which of two final branches the others follow after a proven contradiction (R12).

Only under the policy `majority` can one liar make two branches final. Its proof suspends it, and
each other partner names the branch it will stand by. When enough do, the rest follow: as many as a
quorum, or all others, where they are fewer. Two sets of that size share a partner, and a partner's
first word is its only one, so there are never two results. `branch` is a pure function of
statements, because the two branches have no state in common in which they could be counted.
"""

from collections.abc import Mapping

from msgspec import Struct

from models.rules import quorum
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.void import Void, VoidReason
from models.rules.quorum import Policy
from models.rules.values import Id, Number, PartnerId


class SettleBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose contradiction, at which height, and the minutes to follow there."""

    subject: PartnerId
    height: Number
    minutes: Id


@act("settle", SettleBody)
def fold(desk: Desk, body: SettleBody) -> None:
    """Keep the partner's word about one height. Void: own_act, unknown_subject, already_done."""
    if body.subject == desk.author:
        raise Void(VoidReason.OWN_ACT)
    if desk.get(f"partner/{body.subject}") is None:
        raise Void(VoidReason.UNKNOWN_SUBJECT, body.subject)
    key = f"settle/{body.subject}/{body.height}/{desk.author}"
    if desk.get(key) is not None:
        raise Void(VoidReason.ALREADY_DONE)
    desk.put(key, {"minutes": body.minutes, "entry": desk.id})
    desk.tell("settled", body.subject, height=body.height, minutes=body.minutes)


def branch(
    statements: Mapping[str, str], partners: list[str], guilty: frozenset[str], policy: Policy
) -> str | None:
    """Return the minutes that enough partners named, or None as long as too few did.

    `statements` is what each partner named first for one height; `guilty` are those under proof.
    O(partners log partners).
    """
    others = [each for each in partners if each not in guilty]
    enough = min(quorum.needed(policy, len(partners)), len(others))
    counts: dict[str, int] = {}
    for each in others:
        if each in statements:
            counts[statements[each]] = counts.get(statements[each], 0) + 1
    return next((named for named in sorted(counts) if counts[named] >= enough), None)
