"""Accept: a founder's yes to the genesis, as the first entry of its log, with both keys (R11).

All founders accept in the minutes of height 0, or these minutes are not valid: leave one out, and
the community never exists.
"""

from msgspec import Struct

from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.void import Void, VoidReason
from models.rules.log import keys as keys_of
from models.rules.log.entry import Signed
from models.rules.log.keys import Keys
from models.rules.signing import Signatures
from models.rules.values import Signature


class AcceptBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The proof that the founder holds its recovery key too; the entry names the genesis."""

    recovery_sig: Signature
    """By the recovery key over `keys.possession`."""


def check(signed: Signed, body: AcceptBody, keys: Keys, signatures: Signatures) -> None:
    """Refuse (possession_unproven) a founder that does not hold its recovery key."""
    keys_of.check_possession(signed.entry, keys.recovery, body.recovery_sig, signatures)


@act("accept", AcceptBody, by="candidate", door=check)
def fold(desk: Desk, body: AcceptBody) -> None:
    """Make a founder a partner or a witness; Void(already_done) for others, and later in a log."""
    record = desk.get(f"partner/{desk.author}")
    if record["status"] != "founder" or desk.entry.seq != 0:
        raise Void(VoidReason.ALREADY_DONE)
    desk.put(f"partner/{desk.author}", {**record, "status": "active"})
    desk.tell("accepted", desk.author)
