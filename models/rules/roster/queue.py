"""Queue: changes of the roster that were decided and wait until they can be enacted.

A result does not change the roster by itself. It is queued here, and each minutes enacts at most
one; a newcomer's waits until the newcomer is ready, and not for ever: who was invited and does not
come within thirty days is no candidate any more, and needs another ballot (R8, R14).

    candidate/<id>      {until}: how long a newcomer is waited for
"""

from models.rules import signing
from models.rules.fold.draft import Draft
from models.rules.fold.standing import OUT, Get
from models.rules.genesis import record
from models.rules.roster import seats
from models.rules.roster.change import (
    Add,
    Change,
    ChangeFault,
    Departure,
    Remove,
    Repolicy,
    find,
    written,
)
from models.rules.values import DAY

READY_WITHIN = 30 * DAY
"""How long a candidate has to rebuild the state and to say so."""
MIN_TO_EXPEL = 3
"""R9: where there are two, neither can decide about the other."""


def queue_change(draft: Draft, change: Change) -> ChangeFault | None:
    """Queue a change of the roster, or tell why it cannot be made (R8).

    A newcomer is a candidate at once, so that it can write `ready`; a candidate that is removed was
    in no roster, and is gone at once. O(n + queue).
    """
    fault = fault_of(draft.get, change)
    if fault is not None:
        return fault
    waiting = waiting_changes(draft.get)
    if isinstance(change, Remove) and _status(draft.get, change.subject) == "candidate":
        dismiss(draft, change.subject, change.status)
        waiting = [each for each in waiting if not _is_coming(each, change.subject)]
    else:
        if isinstance(change, Add):
            _admit(draft, change)
        waiting = [*waiting, change]
    keep_waiting(draft, waiting)
    return None


def is_waiting(get: Get, change: Change) -> bool:
    """Tell whether a change waits for its newcomer, who has not rebuilt the state yet (R14)."""
    return isinstance(change, Add) and get(f"ready/{change.sealer.id}") is None


def dismiss(draft: Draft, candidate: str, status: Departure) -> None:
    """Send a candidate away, who was in no roster: its log ends where it stands."""
    found = draft.get(f"partner/{candidate}")
    head = draft.occasion.cut.get(candidate)
    kept = {**found, "status": status, "head": head and list(head)}
    draft.put(f"partner/{candidate}", kept)
    draft.put(f"candidate/{candidate}", None)
    draft.tell("candidate_dismissed", candidate, head=kept["head"], status=status)


def waiting_changes(get: Get) -> list[Change]:
    """Return the changes that wait, in the order in which they were decided. O(queue)."""
    return [find(kept) for kept in get("roster/queue") or []]


def keep_waiting(draft: Draft, changes: list[Change]) -> None:
    """Let these changes wait and no others. O(queue)."""
    draft.put("roster/queue", [written(change) for change in changes] or None)


def fault_of(get: Get, change: Change) -> ChangeFault | None:
    """Return why a change cannot be queued, or None. O(n + queue)."""
    if isinstance(change, Add):
        return _newcomer_fault(get, change)
    if isinstance(change, Remove):
        return removal_fault(get, change)
    if coming_policy(get) == change.policy:
        return ChangeFault.POLICY_UNCHANGED
    return handover_fault(get, change)


def coming_policy(get: Get) -> str:
    """Return the policy that will be in force when everything that waits has had its turn.

    O(queue).
    """
    policies = [each.policy for each in waiting_changes(get) if isinstance(each, Repolicy)]
    current: str = (get("roster/next") or get("roster"))["policy"]
    return policies[-1] if policies else current


def handover_fault(get: Get, change: Change) -> ChangeFault | None:
    """Return whether quorums might not meet if a change were enacted now (R8). O(n)."""
    roster = get("roster")
    is_safe = seats.hands_over(roster, seats.changed(roster, change))
    return None if is_safe else ChangeFault.NO_HANDOVER


def removal_fault(get: Get, change: Remove) -> ChangeFault | None:
    """Return why nobody can be removed by this change, or None (R9). O(n)."""
    if _status(get, change.subject) not in ("active", "candidate"):
        return ChangeFault.NOT_THERE
    partners = seats.partners(get, get("roster"))
    if change.subject not in partners:
        return None
    if change.status == "expelled" and len(partners) < MIN_TO_EXPEL:
        return ChangeFault.TOO_FEW_PARTNERS
    return ChangeFault.LAST_PARTNER if len(partners) == 1 else None


def _newcomer_fault(get: Get, change: Add) -> ChangeFault | None:
    newcomer = change.sealer
    if _status(get, newcomer.id) not in (None, *OUT):
        return ChangeFault.ALREADY_THERE
    return key_fault(get, newcomer.id, (newcomer.key, newcomer.recovery))


def key_fault(get: Get, partner: str, keys: tuple[str, str]) -> ChangeFault | None:
    """Return why a partner cannot have an operational and a recovery key, or None (R11).

    O(n + queue).
    """
    if keys[0] == keys[1] or not all(signing.is_key(key) for key in keys):
        return ChangeFault.KEY_UNFIT
    # Nor its own old ones: under these it could seem to contradict itself.
    known = [*_known(get), get(f"partner/{partner}") or {}]
    taken = {each.get(name) for each in known for name in ("key", "recovery")}
    return ChangeFault.KEY_TAKEN if taken.intersection(keys) else None


def _status(get: Get, partner: str) -> str | None:
    found = get(f"partner/{partner}")
    return None if found is None else str(found["status"])


def _known(get: Get) -> list[dict[str, str]]:
    """Return the records of all sealers and of those that are about to be."""
    ids = list((get("roster/next") or get("roster"))["sealers"])
    ids += [each.sealer.id for each in waiting_changes(get) if isinstance(each, Add)]
    return [get(f"partner/{each}") for each in ids]


def _is_coming(change: Change, partner: str) -> bool:
    return isinstance(change, Add) and change.sealer.id == partner


def _admit(draft: Draft, change: Add) -> None:
    """Make a candidate; one that was here before goes on where its log ended."""
    newcomer = change.sealer
    before = draft.get(f"partner/{newcomer.id}")
    found = record(newcomer, "candidate", draft.occasion.height)
    head = before["head"] if before else None
    draft.put(f"partner/{newcomer.id}", found)
    draft.put(f"ready/{newcomer.id}", None)
    draft.put(f"candidate/{newcomer.id}", {"until": draft.occasion.time + READY_WITHIN})
    draft.tell(
        "candidate_admitted",
        newcomer.id,
        key=newcomer.key,
        recovery=newcomer.recovery,
        after=head,
    )
