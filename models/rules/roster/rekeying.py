"""Rekeying: new keys for a partner that lost both of its own, given by the others (R11).

The ballot is only the beginning: the keys stand in the state for 14 days, seen by everybody, and
any `key` entry of the partner itself in that time shows that nothing was lost, and ends it. Then
they are in force, without any word of the old keys, and the partner's log goes on where the minutes
stand.
"""

from models.rules.fold.draft import Draft
from models.rules.roster import queue
from models.rules.roster.change import ChangeFault
from models.rules.values import DAY

NOTICE = 14 * DAY


def queue_rekey(
    draft: Draft, partner: str, keys: tuple[str, str], cause: str
) -> ChangeFault | None:
    """Announce a partner's new operational and recovery key, or tell why it cannot be.

    O(n + notices).
    """
    if partner not in draft.get("roster")["sealers"]:
        return ChangeFault.NOT_THERE
    fault = queue.key_fault(draft.get, partner, keys)
    if fault is not None:
        return fault
    until = draft.occasion.time + NOTICE
    notice = {"cause": cause, "key": keys[0], "recovery": keys[1], "until": until}
    draft.put(f"rekey/{partner}", notice)
    draft.put("rekeying", sorted({*(draft.get("rekeying") or []), partner}))
    draft.tell("rekey_announced", partner, **notice)
    return None


def take_effect(draft: Draft) -> None:
    """Give new keys to everybody whose notice has passed unanswered: a step. O(notices)."""
    pending = draft.get("rekeying") or []
    left = [each for each in pending if not _settle(draft, each)]
    if left != pending:
        draft.put("rekeying", left or None)


def _settle(draft: Draft, partner: str) -> bool:
    """Give the keys when it is time; tell whether nothing is left to wait for."""
    notice = draft.get(f"rekey/{partner}")
    if notice is None or partner not in draft.get("roster")["sealers"]:
        draft.put(f"rekey/{partner}", None)
        return True
    if draft.occasion.time < notice["until"]:
        return False
    kept = draft.get(f"partner/{partner}")
    keys = {"key": notice["key"], "recovery": notice["recovery"]}
    draft.put(f"partner/{partner}", {**kept, **keys, "suspended": None, "handed": []})
    draft.put(f"rekey/{partner}", None)
    head = draft.occasion.cut.get(partner)
    draft.tell("rekeyed", partner, after=None if head is None else list(head), **keys)
    return True
