"""Vetoing: where the charter gives some partners a veto, effects wait until its time is over.

A veto needs a reason, and is reviewed: for as long again, the partners without a veto may overrule
it, if the charter lets them, and its holders may take it back. Then the effects follow, or the
result says that they were vetoed. Without the guard nothing waits, and the result itself stands in
any case (R7).

    held                        ids of the ballots whose effects wait
    veto/<ballot>/<partner>     {reason}: a veto that stands
    overrule/<ballot>/<partner> the entry of a partner that would overrule
"""

from models.rules.ballot import amendment, effects, electorate
from models.rules.ballot.counting import Conclusion
from models.rules.ballot.record import Ballot, known
from models.rules.charter import guards
from models.rules.fold.desk import Desk
from models.rules.fold.draft import Draft
from models.rules.fold.standing import Get
from models.rules.fold.void import Void, VoidReason


def waits_until(get: Get, ballot: Ballot, conclusion: Conclusion, time: int) -> int | None:
    """Return until when a result can be vetoed, or None when nobody can, or nothing follows.

    O(partners * kinds named + size of the charter).
    """
    charter = amendment.charter_of(get)
    guard = charter.guards.veto
    decides = conclusion.outcome == "passed" or conclusion.winners not in ([], [ballot.status_quo])
    holders = [each for each in electorate.partners(get) if each in guards.holders(charter)]
    if guard is None or not decides or not holders or ballot.topic not in guard.topics:
        return None
    return time + guard.window_ms


def veto(desk: Desk, ballot_id: str, reason: str) -> None:
    """Note a veto of the author, with its reason.

    Void: moot, too_late, not_entitled, reasons_missing. O(size of the charter).
    """
    if desk.occasion.time >= _until(desk.get, ballot_id):
        raise Void(VoidReason.TOO_LATE, ballot_id)
    topic = known(desk.get, ballot_id).topic
    if not guards.may_veto(amendment.charter_of(desk.get), topic, desk.author):
        raise Void(VoidReason.NOT_ENTITLED, topic)
    if reason not in desk.entry.blobs:
        raise Void(VoidReason.REASONS_MISSING, reason)
    desk.put(f"veto/{ballot_id}/{desk.author}", {"reason": reason})
    desk.tell("vetoed", ballot_id, by=desk.author)


def take_back(desk: Desk, ballot_id: str) -> None:
    """Take back the author's veto. Void: moot; nothing_to_withdraw when it gave none."""
    _until(desk.get, ballot_id)
    key = f"veto/{ballot_id}/{desk.author}"
    if desk.get(key) is None:
        raise Void(VoidReason.NOTHING_TO_WITHDRAW, key)
    desk.put(key, None)


def overrule(desk: Desk, ballot_id: str) -> None:
    """Note that the author, which has no veto itself, would overrule those that stand.

    Void: moot, not_entitled. O(size of the charter).
    """
    _until(desk.get, ballot_id)
    if desk.author in guards.holders(amendment.charter_of(desk.get)):
        raise Void(VoidReason.NOT_ENTITLED, desk.author)
    desk.put(f"overrule/{ballot_id}/{desk.author}", desk.id)


def attend(draft: Draft) -> None:
    """Let effects follow that nobody vetoed in time, or that outlasted the review: a step.

    O(held results * partners), and `standing` and the effects of those whose time is over.
    """
    held = draft.get("held") or ()
    left = [ballot_id for ballot_id in held if not _settle(draft, ballot_id)]
    if len(left) != len(held):
        draft.put("held", left or None)


def standing(get: Get, ballot_id: str) -> list[str]:
    """Return the partners whose veto of a result stands, as things are.

    O(vetoes * (partners + kinds named) + size of the charter).
    """
    charter = amendment.charter_of(get)
    present = electorate.partners(get)
    against = [each for each in present if get(f"overrule/{ballot_id}/{each}") is not None]
    return [
        each
        for each in present
        if (given := get(f"veto/{ballot_id}/{each}")) is not None
        and guards.veto_stands(charter, given["reason"], against, present)
    ]


def _until(get: Get, ballot_id: str) -> int:
    if ballot_id not in (get("held") or ()):
        raise Void(VoidReason.MOOT, ballot_id)
    return int(get(f"result/{ballot_id}")["held_until"])


def _settle(draft: Draft, ballot_id: str) -> bool:
    """Carry out or drop the effects of one result, when it is time; tell whether it was."""
    result = draft.get(f"result/{ballot_id}")
    ballot = known(draft.get, ballot_id)
    until = result["held_until"]
    is_given = any(draft.get(f"veto/{ballot_id}/{p}") for p in electorate.partners(draft.get))
    review = until - result["time"] if is_given else 0
    if draft.occasion.time < until + review:
        return False
    vetoed_by = standing(draft.get, ballot_id)
    if vetoed_by:
        done: list[list[str]] = []
        draft.tell("veto_stands", ballot_id, by=vetoed_by)
    else:
        won = effects.answers(result["outcome"], result["winners"])
        done = effects.apply(draft, ballot_id, ballot, won)
    draft.put(
        f"result/{ballot_id}",
        {**result, "effects": done, "vetoed_by": vetoed_by, "held_until": None},
    )
    return True
