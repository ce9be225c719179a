"""Leave: a partner's or witness's own word that it goes (R10); nobody can refuse it.

`roster/leaving.py` makes it count when the time has come.
"""

from typing import Literal

from msgspec import Struct

from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.void import Void, VoidReason
from models.rules.values import Moment

Reason = Literal["strategy", "resources", "merger", "conflict", "rules", "other"]
"""A class only: what is behind it is told to people, not to the record."""


class LeaveBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the leaver means to be gone, at the earliest, and for what class of reason."""

    effective: Moment
    reason: Reason


@act("leave", LeaveBody, by="sealer")
def fold(desk: Desk, body: LeaveBody) -> None:
    """Note when the leaver goes: not before the charter's notice has passed.

    Void(already_done) for a second notice.
    """
    if desk.get(f"leave/{desk.author}") is not None:
        raise Void(VoidReason.ALREADY_DONE)
    now = desk.occasion.time
    effective = max(body.effective, now + desk.get("charter")["document"]["notice_ms"])
    notice = {"entry": desk.id, "given": now, "effective": effective, "reason": body.reason}
    desk.put(f"leave/{desk.author}", notice)
    desk.add("leaving", desk.author)
    desk.tell("leave_given", desk.author, effective=effective, reason=body.reason)
