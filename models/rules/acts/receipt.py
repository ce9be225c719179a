"""Receipt: a partner does its part in an exit (R9, R10, R13), and signs for it.

`own`: it answers for an item. `done`: the item it answers for is done. `waive`: it does without the
item. `sign`: it counted, received or treated one class of data: how many, and the root over ids.
"""

from typing import Any, Literal

from msgspec import Struct

from models.rules.charter.exit import Action
from models.rules.exit import checklist
from models.rules.exit.checklist import RULES, Item
from models.rules.exit.receipts import SIGNED, DataClass, agreed_action
from models.rules.fold.agenda import ask
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.void import Void, VoidReason
from models.rules.values import Id, Number, PartnerId


class ReceiptBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is done about which item of which case; the class of data and its action with `sign`."""

    leaver: PartnerId
    opened: Number
    """The height at which the case was opened."""
    does: Literal["own", "done", "waive", "sign"]
    item: Item
    data_class: DataClass | None = None
    action: Action | None = None
    count: Number = 0
    """Of records; with `done`, of deliveries."""
    root: Id | None = None


@act("receipt", ReceiptBody)
def fold(desk: Desk, body: ReceiptBody) -> None:
    """Move a case on that is not closed yet.

    Void: unknown_target, moot, already_done, taken, step_unfit, not_yours, step_blocked,
    receipts_missing, too_early. O(partners * (partners + owners so far + duties and shifts of the
    leaver) + classes of data * partners).
    """
    case = desk.get(f"exit/{body.leaver}/{body.opened}")
    if case is None:
        raise Void(VoidReason.UNKNOWN_TARGET, body.leaver)
    if case["status"] == "closed":
        raise Void(VoidReason.MOOT, case["id"])
    if body.does == "sign":
        _sign(desk, case, body)
    elif body.does == "own":
        _own(desk, case, body)
    elif body.does == "waive":
        _waive(desk, case, body)
    else:
        _finish(desk, case, body)


def _own(desk: Desk, case: Any, body: ReceiptBody) -> None:
    now = desk.occasion.time
    _check_open(desk, case, body)
    owner, number = checklist.owner(desk.get, case, body.item, now)
    if owner is not None:
        raise Void(VoidReason.TAKEN, body.item)
    until = now + checklist.TO_DO + case["terms"]["choice_ms"]
    key = f"exit_owner/{case['id']}/{body.item}/{number}"
    desk.claim(key, {"by": desk.author, "until": until})
    desk.tell("exit_owned", body.leaver, item=body.item, by=desk.author, until=until)


def _waive(desk: Desk, case: Any, body: ReceiptBody) -> None:
    _check_open(desk, case, body)
    if RULES[body.item].waived_by == "nobody":
        raise Void(VoidReason.STEP_UNFIT, body.item)
    desk.add(f"exit_waived/{case['id']}/{body.item}", desk.author)
    desk.tell("exit_waived", body.leaver, item=body.item, by=desk.author)


def _finish(desk: Desk, case: Any, body: ReceiptBody) -> None:
    now = desk.occasion.time
    _check_open(desk, case, body)
    if RULES[body.item].is_shown:
        raise Void(VoidReason.STEP_UNFIT, body.item)
    if checklist.owner(desk.get, case, body.item, now)[0] != desk.author:
        raise Void(VoidReason.NOT_YOURS, body.item)
    waits_for = checklist.unsecured(desk.get, case, RULES[body.item].step, now)
    if body.item == "report":
        waits_for = checklist.unsettled(desk.get, case, now)
    if waits_for:
        raise Void(VoidReason.STEP_BLOCKED, waits_for[0])
    if missing := checklist.lacks_receipts(desk.get, case, body.item):
        raise Void(VoidReason.RECEIPTS_MISSING, missing[0])
    if body.item == "choices":
        _check_choice(desk, case)
    done = {"by": desk.author, "entry": desk.id, "time": now}
    desk.claim(
        f"exit_done/{case['id']}/{body.item}", {**done, "count": body.count, "root": body.root}
    )
    ask(desk, now, f"exit/{case['id']}")
    desk.tell("exit_done", body.leaver, item=body.item, by=desk.author)


def _check_choice(desk: Desk, case: Any) -> None:
    until = checklist.choice_until(desk.get, case)
    if until is None or desk.occasion.time < until:
        raise Void(VoidReason.TOO_EARLY, case["id"])


def _sign(desk: Desk, case: Any, body: ReceiptBody) -> None:
    if body.item not in SIGNED or body.data_class is None or body.root is None:
        raise Void(VoidReason.STEP_UNFIT, body.item)
    if body.action != agreed_action(case, body.item, body.data_class):
        raise Void(VoidReason.STEP_UNFIT, str(body.action))
    if body.item == "retention" and not checklist.is_out(case):
        raise Void(VoidReason.TOO_EARLY, body.item)
    key = f"exit_receipt/{case['id']}/{body.item}/{body.data_class}/{desk.author}"
    desk.put(key, {"count": body.count, "root": body.root, "action": body.action, "entry": desk.id})
    desk.tell("receipt_signed", body.leaver, item=body.item, data_class=body.data_class)


def _check_open(desk: Desk, case: Any, body: ReceiptBody) -> None:
    if checklist.is_settled(desk.get, case, body.item, desk.occasion.time):
        raise Void(VoidReason.ALREADY_DONE, body.item)
