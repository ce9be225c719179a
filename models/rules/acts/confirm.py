"""Confirm: a second partner stands behind what another did.

For a decision it is the second partner of the two-partner rule; for a contribution it says that the
contribution was made; for an appeal it is a panel member's word that the decision holds. Nobody
confirms an act of its own, and nobody confirms twice; in what order they do makes no difference
(R5).
"""

from msgspec import Struct

from models.rules.fold.agenda import ask
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.void import Void, VoidReason
from models.rules.moderation.answering import answer
from models.rules.values import Id


class ConfirmBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is confirmed."""

    of: Id


@act("confirm", ConfirmBody)
def fold(desk: Desk, body: ConfirmBody) -> None:
    """Confirm a decision, a contribution, or in a panel the decision that was appealed.

    Void: unknown_target, moot, own_act, already_done; those of `answering.answer`.
    """
    if desk.get(f"appeal/{body.of}") is not None:
        answer(desk, body.of, "upheld")
    elif (decision := desk.get(f"decision/{body.of}")) is not None:
        if decision["scope"] == "local" or desk.get(f"reversed/{body.of}"):
            raise Void(VoidReason.MOOT, body.of)
        _confirm(desk, body.of, decision["by"])
    elif (contribution := desk.get(f"contribution/{body.of}")) is not None:
        if desk.get(f"counted/{body.of}") is not None:
            raise Void(VoidReason.MOOT, body.of)
        _confirm(desk, body.of, contribution["by"])
        ask(desk, desk.occasion.time, f"contribution/{body.of}")
    else:
        raise Void(VoidReason.UNKNOWN_TARGET, body.of)


def _confirm(desk: Desk, target: str, by: str) -> None:
    if by == desk.author:
        raise Void(VoidReason.OWN_ACT, target)
    key = f"confirmation/{target}/{desk.author}"
    if desk.get(key) is not None:
        raise Void(VoidReason.ALREADY_DONE, key)
    desk.put(key, {"entry": desk.id, "time": desk.occasion.time})
    desk.add(f"confirmed/{target}", desk.author)
    desk.tell("confirmed", target, by=desk.author)
