"""Notice: somebody reported something (DSA, Art. 16), and a partner took the report in.

Who reported, what and why travels apart, as a blob of the entry; the state knows that there is a
report, about which object, and which decisions answered it. So it is the same when the blob was
erased (R5).
"""

from typing import Literal

from msgspec import Struct

from models.rules.acts.decision import Ground, Kind
from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.void import Void, VoidReason
from models.rules.values import Id


class NoticeBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is reported, by what sort of person."""

    object: Id
    """Salted commitment to the URI."""
    kind: Kind
    ground: Ground
    via: Literal["member", "guest", "partner", "trusted_flagger", "authority"]
    report: Id
    """The commitment, among the entry's blobs, to the report."""


@act("notice", NoticeBody)
def fold(desk: Desk, body: NoticeBody) -> None:
    """Keep a report for whoever decides; `answered/<notice>` lists the decisions.

    Void(reasons_missing) without the report among the blobs.
    """
    if body.report not in desk.entry.blobs:
        raise Void(VoidReason.REASONS_MISSING, body.report)
    desk.put(
        f"notice/{desk.id}",
        {
            "by": desk.author,
            "object": body.object,
            "kind": body.kind,
            "ground": body.ground,
            "via": body.via,
            "height": desk.occasion.height,
            "time": desk.occasion.time,
        },
    )
    desk.tell("noticed", desk.id, object=body.object)
