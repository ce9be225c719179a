"""Ending: the step that closes ballots, keeps their results, and lets them have effect.

All ballots that end at the same minutes are counted on the state before any effect of them: an
expulsion decided here takes no vote away from the others (R9). Then effects follow by ballot id.
What only open ballots need is dropped; votes, boxes and results stay.
"""

from typing import Any

from models.rules.ballot import closing, counting, effects, panels, trail, vetoing
from models.rules.ballot.counting import UNDECIDED, Conclusion
from models.rules.ballot.record import Ballot, known, plain
from models.rules.fold.draft import Draft


def close(draft: Draft) -> None:
    """Close what is due at these minutes (R7); a step after `closing.read_boxes`.

    O(open ballots), and for each that ends its count and its effects.
    """
    draft.closes = closing.due(draft)
    ended = [
        (each, known(draft.get, each), counting.concluded(draft, each)) for each in draft.closes
    ]
    for ballot_id, ballot, _ in ended:
        _put_away(draft, ballot_id, ballot)
    for ballot_id, ballot, conclusion in ended:
        until = vetoing.waits_until(draft.get, ballot, conclusion, draft.occasion.time)
        done: list[list[str]] = []
        if until is None:
            won = effects.answers(conclusion.outcome, conclusion.winners)
            done = effects.apply(draft, ballot_id, ballot, won)
        else:
            draft.put("held", sorted([*(draft.get("held") or ()), ballot_id]))
        way = _way_out(draft, ballot_id, ballot, conclusion)
        waiting: dict[str, Any] = {"held_until": until, "vetoed_by": []}
        kept = {**plain(conclusion), "effects": done, "deadlock": way, **waiting}
        draft.put(f"result/{ballot_id}", kept)
        draft.tell("ballot_closed", ballot_id, outcome=conclusion.outcome, topic=ballot.topic)
    for partner in sorted({partner for _, ballot, _ in ended for partner in ballot.floors}):
        _drop_trail(draft, partner)


def _put_away(draft: Draft, ballot_id: str, ballot: Ballot) -> None:
    draft.put(f"ballot/{ballot_id}", {**draft.get(f"ballot/{ballot_id}"), "status": "closed"})
    for key in ("ballots", f"opened/{ballot.by}"):
        left = [each for each in draft.get(key) or () if each != ballot_id]
        draft.put(key, left or None)
    for partner in ballot.rolls:
        progress = draft.get(f"open/{ballot_id}/{partner}") or {"parts": 0}
        for number in range(progress["parts"]):
            draft.put(f"open/{ballot_id}/{partner}/{number}", None)


def _way_out(
    draft: Draft, ballot_id: str, ballot: Ballot, conclusion: Conclusion
) -> list[str] | None:
    """Take the charter's way out of a deadlock, once; return it and what became of it."""
    if conclusion.outcome not in UNDECIDED or ballot.deadlock == "status_quo":
        return None
    if ballot.after is not None:
        return ["status_quo", "once"]
    if ballot.deadlock == "panel":
        return ["panel", panels.call(draft, ballot_id, ballot)]
    is_asked = ballot.deadlock == "members"
    return [ballot.deadlock, effects.ask_again(draft, ballot_id, ballot, by_members=is_asked)]


def _drop_trail(draft: Draft, partner: str) -> None:
    """Drop what no ballot that is still open can ask for."""
    floors = [
        floors[partner]
        for each in draft.get("ballots") or ()
        if partner in (floors := draft.get(f"ballot/{each}")["floors"])
    ]
    newest = trail.newest(draft.occasion.cut, partner)
    trail.forget(draft, partner, min(floors, default=newest) + 1)
