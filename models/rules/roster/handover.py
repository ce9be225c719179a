"""Handover: from one version of the roster to the next, one change at a time (R8).

*Enacting* computes the next version and lays it under `roster/next`: these minutes end their term,
and until the handover minutes carry nothing new. *Promoting* puts it in force: the first minutes
that stand under it say so by their version, and the chain lets them only when the enacting minutes
are final and a quorum of the old version came along. R13 is the one change that needs no enacting:
minutes that leave out a vanished sealer prove by their start that all the others said so.
"""

from typing import Any

from models.rules.fold.draft import Draft
from models.rules.fold.standing import Get
from models.rules.roster import ending, leaving, queue, seats
from models.rules.roster.change import Add, Change, ChangeFault, Remove, Repolicy, find, written


def promote(draft: Draft) -> None:
    """Put the version in force that these minutes stand under (R8, R13): a step before the entries.

    O(n).
    """
    occasion = draft.occasion
    pending = draft.get("roster/next")
    exclusions = 0 if occasion.excluded is None else 1
    if pending is not None and occasion.roster == pending["version"] + exclusions:
        change = find(draft.get("roster/enacting"))
        _install(draft, pending, change.status if isinstance(change, Remove) else "")
    if occasion.excluded is not None:
        _exclude(draft, occasion.excluded)


def enact(draft: Draft) -> None:
    """Enact the first change that can be, unless one is on its way (R8): a step after the entries.

    What can never be enacted any more is dropped, and an effect says why. O(queue).
    """
    if draft.get("roster/next") is not None:
        return
    changes = queue.waiting_changes(draft.get)
    left: list[Change] = []
    for place, change in enumerate(changes):
        if queue.is_waiting(draft.get, change) and not _is_late(draft, change):
            left.append(change)
            continue
        fault = _enactment_fault(draft.get, change)
        if fault is None:
            _lay_down(draft, change)
            left.extend(changes[place + 1 :])
            break
        _drop(draft, change, fault)
    if left != changes:
        queue.keep_waiting(draft, left)


def _is_late(draft: Draft, change: Change) -> bool:
    """Tell whether the time of a change's newcomer to get ready is over."""
    return (
        isinstance(change, Add)
        and draft.occasion.time >= draft.get(f"candidate/{change.sealer.id}")["until"]
    )


def _enactment_fault(get: Get, change: Change) -> ChangeFault | None:
    """Return why a change cannot be enacted any more: much may have happened since the ballot."""
    fault = None
    if queue.is_waiting(get, change):
        fault = ChangeFault.NEVER_READY
    elif isinstance(change, Remove):
        fault = queue.removal_fault(get, change)
    elif isinstance(change, Repolicy) and get("roster")["policy"] == change.policy:
        fault = ChangeFault.POLICY_UNCHANGED
    return fault or queue.handover_fault(get, change)


def _lay_down(draft: Draft, change: Change) -> None:
    following = seats.changed(draft.get("roster"), change)
    draft.put("roster/next", following)
    draft.put("roster/enacting", written(change))
    if isinstance(change, Remove):
        _close_log(draft, change.subject)
    draft.tell("roster_enacted", change.cause, version=following["version"], change=change.kind)


def _drop(draft: Draft, change: Change, fault: ChangeFault) -> None:
    if fault == ChangeFault.LAST_PARTNER:
        ending.dissolve(draft, change.cause)
        return
    if isinstance(change, Add):
        queue.dismiss(draft, change.sealer.id, "lapsed")
    draft.tell("effect_failed", change.cause, effect="roster", reason=str(fault))


def _close_log(draft: Draft, partner: str) -> None:
    """Keep the last entry that counts (R9): nothing later of this log is ever introduced."""
    head = draft.occasion.cut.get(partner)
    kept = {**draft.get(f"partner/{partner}"), "head": None if head is None else list(head)}
    draft.put(f"partner/{partner}", kept)


def _install(draft: Draft, following: dict[str, Any], departure: str) -> None:
    old = draft.get("roster")
    height = draft.occasion.height
    for each in sorted(set(following["sealers"]) - set(old["sealers"])):
        _mark(draft, each, "active", height)
        draft.put(f"candidate/{each}", None)
        draft.tell("sealer_joined", each, version=following["version"])
    for each in sorted(set(old["sealers"]) - set(following["sealers"])):
        _mark(draft, each, departure, height)
        leaving.forget(draft, each)
        head = draft.get(f"partner/{each}")["head"]
        draft.tell("sealer_gone", each, version=following["version"], status=departure, head=head)
    draft.put("roster", following)
    draft.put("roster/next", None)
    draft.put("roster/enacting", None)


def _mark(draft: Draft, partner: str, status: str, height: int) -> None:
    kept = draft.get(f"partner/{partner}")
    draft.put(f"partner/{partner}", {**kept, "status": status, "since": height})


def _exclude(draft: Draft, subject: str) -> None:
    """Leave out a sealer that vanished (R13), unless no partner would be left.

    A change that was on its way waits again.
    """
    old = draft.get("roster")
    if seats.partners(draft.get, old) == [subject] or subject not in old["sealers"]:
        return
    _call_back(draft)
    if len(old["sealers"]) == 2:
        draft.put("unwitnessed", {"since": draft.occasion.height})
    _close_log(draft, subject)
    _install(draft, seats.without(old, subject), "excluded")


def _call_back(draft: Draft) -> None:
    enacting = draft.get("roster/enacting")
    if enacting is None:
        return
    change = find(enacting)
    queue.keep_waiting(draft, [change, *queue.waiting_changes(draft.get)])
    if isinstance(change, Remove):
        kept = draft.get(f"partner/{change.subject}")
        draft.put(f"partner/{change.subject}", {**kept, "head": None})
