"""Reverse: a partner takes back decisions of its own, or says in a panel that one was wrong.

A reversal names the decisions it takes back, and takes back these and nothing else, in whatever
order things come (R5). One that names a decision it may not take back has no effect at all.
"""

from typing import Annotated

from msgspec import Meta, Struct

from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.void import Void, VoidReason
from models.rules.moderation.answering import answer
from models.rules.values import Id


class ReverseBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which decisions no longer count; `appeal` when the author speaks as its panel."""

    decisions: Annotated[list[Id], Meta(min_length=1, max_length=64)]
    appeal: Id | None
    reasons: Id
    """The commitment, among the entry's blobs, to what the persons concerned are told."""


@act("reverse", ReverseBody)
def fold(desk: Desk, body: ReverseBody) -> None:
    """Reverse own decisions at once; as a panel, once its majority says so.

    Void: reasons_missing, unknown_target, not_yours, already_done; those of `answering.answer`.
    O(decisions).
    """
    if body.reasons not in desk.entry.blobs:
        raise Void(VoidReason.REASONS_MISSING, body.reasons)
    if body.appeal is None:
        _take_back(desk, body.decisions)
        return
    appeal = desk.get(f"appeal/{body.appeal}")
    if appeal is None or body.decisions != [appeal["decision"]]:
        raise Void(VoidReason.UNKNOWN_TARGET, body.appeal)
    answer(desk, body.appeal, "reversed")


def _take_back(desk: Desk, decisions: list[str]) -> None:
    for each in decisions:
        decision = desk.get(f"decision/{each}")
        if decision is None:
            raise Void(VoidReason.UNKNOWN_TARGET, each)
        if decision["by"] != desk.author:
            raise Void(VoidReason.NOT_YOURS, each)
        if desk.get(f"reversed/{each}"):
            raise Void(VoidReason.ALREADY_DONE, each)
    for each in dict.fromkeys(decisions):
        desk.add(f"reversed/{each}", desk.id)
        desk.tell("decision_reversed", each, by=desk.id)
