"""Appeal: somebody objects to a decision, at any partner, which passes it on.

A decision for the community goes to a panel of the uninvolved; one that a partner made for its own
instance stays with that partner, which alone can reverse it. A partner that says the judged is its
member, whatever the decision named as home, brings the two-partner rule to bear on it. Appeals at
several partners in the same minutes stand beside each other (R5).
"""

from typing import Literal

from msgspec import Struct

from models.rules.charter.member import Moderation
from models.rules.fold.agenda import ask
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.view import section
from models.rules.fold.void import Void, VoidReason
from models.rules.moderation import lot
from models.rules.moderation.standing import known_since
from models.rules.values import Id


class AppealBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which decision is objected to, and on whose side."""

    decision: Id
    side: Literal["judged", "notifier"]
    is_ours: bool
    """The author says that the judged is its own member."""
    reasons: Id
    """The commitment, among the entry's blobs, to the objection."""
    lot: Id | None = None
    """The nonce of the panel's draw, sealed (`tally.lots`); not needed where no panel is drawn."""


@act("appeal", AppealBody)
def fold(desk: Desk, body: AppealBody) -> None:
    """Open an appeal, once for each partner; the draw of its panel begins.

    Void: unknown_target, reasons_missing, moot, already_done, too_late, own_act, lot_missing.
    O(partners).
    """
    decision = desk.get(f"decision/{body.decision}")
    if decision is None:
        raise Void(VoidReason.UNKNOWN_TARGET, body.decision)
    if body.reasons not in desk.entry.blobs:
        raise Void(VoidReason.REASONS_MISSING, body.reasons)
    if desk.get(f"reversed/{body.decision}"):
        raise Void(VoidReason.MOOT, body.decision)
    once = f"appealed/{body.decision}/{desk.author}"
    if desk.get(once) is not None:
        raise Void(VoidReason.ALREADY_DONE, once)
    window = section(desk.get, "moderation", Moderation).appeal_window_ms
    if desk.occasion.time > known_since(desk.get, body.decision) + window:
        raise Void(VoidReason.TOO_LATE, body.decision)
    if body.is_ours and decision["by"] == desk.author:
        raise Void(VoidReason.OWN_ACT, body.decision)
    is_joint = decision["scope"] == "community"
    if is_joint:
        _begin_draw(desk, body.lot, decision["by"])
    desk.put(once, desk.id)
    desk.put(
        f"appeal/{desk.id}",
        {
            "by": desk.author,
            "decision": body.decision,
            "side": body.side,
            "height": desk.occasion.height,
            "time": desk.occasion.time,
            "status": "open" if is_joint else "with_issuer",
            "panel": [],
            "seated": [],
            "until": None,
        },
    )
    if body.is_ours and is_joint:
        desk.add(f"ours/{body.decision}", desk.author)
    ask(desk, desk.occasion.time, f"appeal/{desk.id}")
    desk.tell("appealed", desk.id, decision=body.decision)


def _begin_draw(desk: Desk, sealed: str | None, issuer: str) -> None:
    """Let whoever decided add to the draw of those who will judge that: it wants the opposite."""
    if sealed is None:
        raise Void(VoidReason.LOT_MISSING)
    asked = lot.opposed(desk.get, desk.author, [issuer])
    item = f"appeal/{desk.id}"
    desk.put(f"lot/{desk.id}", lot.begun(desk.occasion, (desk.author, sealed), asked, item))
