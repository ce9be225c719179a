"""Ready: a newcomer rebuilt the history, and says which state it came to (R14).

The state it names is that of the newest final minutes it knew, so it must be the right one, and
not too old; a wrong or old one costs it nothing but another try.
"""

from msgspec import Struct

from models.rules.fold.desk import Desk
from models.rules.fold.registry import act
from models.rules.fold.void import Void, VoidReason
from models.rules.log import keys as keys_of
from models.rules.log.entry import Signed
from models.rules.log.keys import Keys
from models.rules.signing import Signatures
from models.rules.values import Id, Number, Signature


class ReadyBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the newcomer came to, and the proof that it holds its recovery key."""

    height: Number
    """That of its anchor."""
    state: Id
    """The root of the state after the minutes of that height."""
    recovery_sig: Signature
    """By the recovery key over `keys.possession`."""


def check(signed: Signed, body: ReadyBody, keys: Keys, signatures: Signatures) -> None:
    """Refuse (possession_unproven) a newcomer that does not hold its recovery key."""
    keys_of.check_possession(signed.entry, keys.recovery, body.recovery_sig, signatures)


@act("ready", ReadyBody, by="candidate", door=check)
def fold(desk: Desk, body: ReadyBody) -> None:
    """Let the change of the roster that waits for this newcomer take its turn (R8).

    Void: already_done, height_wrong, too_late, state_wrong. O(roots kept).
    """
    if desk.get(f"partner/{desk.author}")["status"] != "candidate":
        raise Void(VoidReason.ALREADY_DONE)
    if body.height != desk.anchor:
        raise Void(VoidReason.HEIGHT_WRONG, f"{body.height}, not {desk.anchor}")
    roots = dict(desk.get("roots") or [])
    if body.height not in roots:
        raise Void(VoidReason.TOO_LATE, str(body.height))
    if roots[body.height] != body.state:
        raise Void(VoidReason.STATE_WRONG, roots[body.height])
    desk.put(f"ready/{desk.author}", {"height": body.height, "entry": desk.id})
    desk.tell("ready", desk.author, height=body.height)
