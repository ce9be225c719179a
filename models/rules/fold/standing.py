"""Standing: who may write what, as the state says at the minutes that introduce an entry.

The log has already seen that an entry was signed by the key in force on its branch. The state is
asked again, because it knows more: that the key is suspended (R12), was given anew by the others
(R11), or belongs to a partner that is gone (R9, R10). So rotated-out and suspended keys sign
nothing that counts, whatever order things came in.
"""

from collections.abc import Callable, Mapping
from typing import Any

from models.rules.fold.desk import Desk
from models.rules.fold.registry import Act
from models.rules.fold.void import Void, VoidReason

Get = Callable[[str], Any]
"""How rules look into a state: `State.get`, `Desk.get` or `Draft.get`."""

OUT = ("left", "expelled", "excluded", "lapsed")
"""Every status of somebody who is not there: any more, or as a candidate after all."""
WINDING_UP = frozenset({"ack", "confirm", "evidence", "key", "leave", "receipt", "settle"})
"""What may still be written when the community is dissolved: what its end and its proofs take."""
KEY = "key"
"""The type of entry that replaces a key."""


def check_writer(desk: Desk, act: Act) -> None:
    """Void when the author of the entry on the desk may not do this act now.

    Void with `not_a_partner`, `gone`, `dissolved`, `not_entitled`, `key_not_in_force`, `suspended`.
    """
    record = desk.get(f"partner/{desk.author}")
    if record is None:
        raise Void(VoidReason.NOT_A_PARTNER)
    if record["status"] in OUT:
        raise Void(VoidReason.GONE, record["status"])
    if desk.get("community")["status"] == "dissolved" and act.type not in WINDING_UP:
        raise Void(VoidReason.DISSOLVED)
    if not is_entitled(record, act):
        raise Void(VoidReason.NOT_ENTITLED, f"{record['status']} {record['kind']}")
    is_recovery = act.type == KEY and desk.entry.key == record["recovery"]
    if desk.entry.key != record["key"] and not is_recovery:
        raise Void(VoidReason.KEY_NOT_IN_FORCE)
    if is_suspended(desk.get, desk.author) and not is_recovery:
        raise Void(VoidReason.SUSPENDED)


def is_entitled(record: Mapping[str, Any], act: Act) -> bool:
    """Tell whether the kind and the status of an author let it write this type at all."""
    if record["status"] == "founder":
        return act.type == "accept"
    if record["status"] == "candidate":
        return act.by == "candidate"
    return record["kind"] == "partner" or act.by != "partner"


def is_suspended(get: Get, partner: str) -> bool:
    """Tell whether a partner's key is proven to have signed two contradicting things (R12).

    It seals nothing and writes nothing that counts until the recovery key replaces it.
    """
    record = get(f"partner/{partner}")
    return record is not None and record["suspended"] is not None


def is_held_back(get: Get, partner: str) -> bool:
    """Tell whether minutes may introduce nothing more of a partner but a recovery (R12).

    So it is when two entries with one number are proven: what minutes named before stands, and of
    the rest nobody can say which is meant. O(keys handed on).
    """
    record = get(f"partner/{partner}")
    if record is None or record["suspended"] is None:
        return False
    keys = (record["key"], record["recovery"], *record["handed"])
    return any(get(f"evidence/{partner}/entries/{key}") is not None for key in keys)
