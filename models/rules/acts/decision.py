"""Decision: a partner moderates, for its own instance or for the community, and says why.

Whether its author had the right is read from the state at the place the minutes give the entry,
never from when it arrived (R5): a shift that was over by then, or given back, is no right. Who acts
on another partner's member needs a second partner before it counts, if the charter says so.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from models.rules.charter.bounds import Id as ClauseId
from models.rules.charter.member import Moderation
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.view import clauses, partners, section
from models.rules.fold.void import Void, VoidReason
from models.rules.moderation.severity import Scope, Severity
from models.rules.moderation.shifts import is_covered, is_on_shift
from models.rules.values import Id, PartnerId

Kind = Literal["post", "media", "account", "thread", "instance"]
"""What sort of thing is judged: all that the state says about it."""
Ground = Literal["illegal", "safety", "abuse", "spam", "rules"]
Role = Literal["instance", "home", "rota", "stand_in"]
"""By what right: for the own instance; as home of the judged; on shift; while nobody was."""

MOST = 100
"""How many decisions one partner can make about one object in one scope."""


class DecisionBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is decided about what, on which ground (DSA, Art. 17)."""

    object: Id
    """Salted commitment to the URI; every partner names it by the one first used."""
    kind: Kind
    scope: Scope
    severity: Severity
    ground: Ground
    clause: ClauseId | None
    """The charter's clause that was broken; None only where the law was."""
    home: PartnerId | None
    """The partner whose member is judged; None for a guest."""
    role: Role
    source: Literal["notice", "own_initiative", "order"]
    automated: Literal["no", "detection", "decision"]
    reasons: Id
    """The commitment, among the entry's blobs, to the statement of reasons."""
    notices: Annotated[list[Id], Meta(max_length=64)]
    """The notices that this answers."""


@act("decision", DecisionBody)
def fold(desk: Desk, body: DecisionBody) -> None:
    """Let a decision stand among those about its object; it counts as `standing` says.

    Void: reasons_missing, clause_unknown, unknown_target, role_unfit, not_on_shift, shift_covered,
    too_many. O(decisions about the object + partners + clauses + notices + shifts taken).
    """
    _check_words(desk, body)
    _check_right(desk, body)
    index = f"moderation/{body.object}/{body.scope}"
    earlier = [desk.get(f"decision/{each}")["by"] for each in desk.get(index) or ()]
    if earlier.count(desk.author) >= MOST:
        raise Void(VoidReason.TOO_MANY, index)
    rule = section(desk.get, "moderation", Moderation).two_partner_rule
    desk.put(
        f"decision/{desk.id}",
        {
            "by": desk.author,
            "object": body.object,
            "kind": body.kind,
            "scope": body.scope,
            "severity": body.severity,
            "ground": body.ground,
            "clause": body.clause,
            "home": body.home,
            "role": body.role,
            "source": body.source,
            "automated": body.automated,
            "reasons": body.reasons,
            "height": desk.occasion.height,
            "time": desk.occasion.time,
            "two_partner_rule": rule and body.scope == "community",
        },
    )
    desk.add(index, desk.id)
    for notice in body.notices:
        desk.add(f"answered/{notice}", desk.id)
    desk.tell("decided", desk.id, object=body.object, scope=body.scope)


def _check_words(desk: Desk, body: DecisionBody) -> None:
    if body.reasons not in desk.entry.blobs:
        raise Void(VoidReason.REASONS_MISSING, body.reasons)
    is_lawful = body.clause is None and body.ground == "illegal"
    if not is_lawful and body.clause not in clauses(desk.get):
        raise Void(VoidReason.CLAUSE_UNKNOWN, str(body.clause))
    if body.home is not None and body.home not in partners(desk.get):
        raise Void(VoidReason.UNKNOWN_TARGET, body.home)
    for each in body.notices:
        notice = desk.get(f"notice/{each}")
        if notice is None or notice["object"] != body.object:
            raise Void(VoidReason.UNKNOWN_TARGET, each)


def _check_right(desk: Desk, body: DecisionBody) -> None:
    time = desk.occasion.time
    if (body.role == "instance") != (body.scope == "local"):
        raise Void(VoidReason.ROLE_UNFIT, body.role)
    if body.role == "home" and body.home != desk.author:
        raise Void(VoidReason.ROLE_UNFIT, body.role)
    if body.role == "rota" and not is_on_shift(desk.get, desk.author, time):
        raise Void(VoidReason.NOT_ON_SHIFT, str(time))
    if body.role == "stand_in" and is_covered(desk.get, time):
        raise Void(VoidReason.SHIFT_COVERED, str(time))
