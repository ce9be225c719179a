"""Closing: which ballots end at given minutes, and which votes were shown in time (R7).

Everything here is read from the state after the minutes' entries, so that nobody chooses: neither
which ballots close, nor which boxes or votes count. A secretary that leaves a box or a vote out
only delays the end, and is replaced for it:

- a box counts only when the cut reaches every head it names of a partner that votes here. So a
  vote that honest sealers held at the end is in the cut before the ballot can close. (Asking the
  cut to reach only the s-th largest of the heads is too little: a box whose head lies beyond the
  cut cannot be placed on a branch, and the vote it shows would be lost.)
- where a partner's equivocation is proven, its heads are not waited for: they may be on a branch
  that the minutes will never follow. And nobody waits longer than three days: a liar can write an
  entry that no minutes may take (with an anchor that is none), and honest boxes would name it. A
  secretary that leaves out what can be taken is replaced long before (R1).
- members' votes are committed before any is opened: what the boxes say is taken when all partners
  with a roll have one, or three days after the grace period; only then may anybody open. It is not
  less: for a day and an hour a secretary can leave a box out before it is replaced (R1).
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from models.rules import quorum
from models.rules.ballot import electorate, trail
from models.rules.ballot.record import Ballot, Box, box_of, known, partner_of
from models.rules.fold.draft import Draft
from models.rules.fold.standing import Get
from models.rules.values import DAY, HOUR

LAPSES_AFTER = 7 * DAY
"""Without a quorum of boxes for so long after the grace period, there is no decision."""
HEADS_WAIT = 3 * DAY
"""How long boxes wait for the cut to reach their heads."""
BOXES_WAIT = 3 * DAY
"""How long a partner with a roll is waited for, before the others' members are opened."""
OPENING_WAIT = 72 * HOUR
"""How long the opened votes are waited for, once they may be opened."""

MOST = 1000
"""As many ballots as one minutes can name; more wait for the next."""

End = Literal["decides", "lapses"]


def due(draft: Draft) -> tuple[str, ...]:
    """Return, ascending, the open ballots that must close at these minutes.

    `draft` holds the state after the minutes' entries and evidence, and after `read_boxes`. Nothing
    closes while the roster is handed over. O(open ballots), and the boxes of those that are over.
    """
    if draft.get("roster/next") is not None:
        return ()
    closing = [each for each in draft.get("ballots") or () if end(draft, each) is not None]
    return tuple(closing[:MOST])


def end(draft: Draft, ballot_id: str) -> End | None:
    """Return how an open ballot ends at these minutes, or None while it stays open.

    O(sealers * partners) when its time is over, else O(1).
    """
    raw, time = draft.get(f"ballot/{ballot_id}"), draft.occasion.time
    over_at = raw["closes_at"] + raw["grace"]
    if time < over_at:
        return None
    ballot = known(draft.get, ballot_id)
    if not is_enough(draft, ballot_id, ballot):
        return "lapses" if time >= over_at + LAPSES_AFTER else None
    if not has_members(ballot):
        return "decides"
    if ballot.read_at is None:
        return None
    is_waited = time >= ballot.read_at + OPENING_WAIT
    return "decides" if is_waited or not unopened(draft, ballot_id, ballot) else None


def is_enough(draft: Draft, ballot_id: str, ballot: Ballot) -> bool:
    """Tell whether a quorum of boxes was taken, or can be counted at these minutes.

    O(sealers * partners).
    """
    if ballot.read_at is not None:
        return True
    roster = draft.get("roster")
    needed = quorum.needed(roster["policy"], len(roster["sealers"]))
    return len(boxes(draft, ballot_id, ballot)) >= needed


def boxes(draft: Draft, ballot_id: str, ballot: Ballot) -> dict[str, Box]:
    """Return the boxes that count, by sealer: each sealer's only one, all its heads settled.

    Of a ballot whose members' boxes were taken, those that were taken. O(sealers * partners).
    """
    if ballot.read_at is not None:
        taken = ((sealer, box_of(draft.get, ballot_id, sealer)) for sealer in ballot.counted)
        return {sealer: box for sealer, box in taken if box is not None}
    asked = awaited(draft, ballot)
    found = {}
    for sealer in draft.get("roster")["sealers"]:
        box = box_of(draft.get, ballot_id, sealer)
        if box is None or draft.get(f"partner/{sealer}")["suspended"] is not None:
            continue
        if all(is_settled(draft, partner, box) for partner in asked):
            found[sealer] = box
    return found


def awaited(draft: Draft, ballot: Ballot) -> tuple[str, ...]:
    """Return, sorted, the partners whose heads boxes wait for: voters whose log has one branch.

    O(voters).
    """
    if draft.occasion.time >= ballot.closes_at + ballot.grace + HEADS_WAIT:
        return ()
    partners = {
        partner_of(voter)
        for part in ballot.parts
        if part.decider != "members"
        for voter in electorate.entitled(draft.get, part)
    }
    return tuple(sorted(p for p in partners if not is_disputed(draft.get, p)))


def is_disputed(get: Get, partner: str) -> bool:
    """Tell whether a partner was caught with two branches, so that a head may never be reached.

    One whose recovery key replaced a branch is waited for like any other: otherwise a secretary
    could choose a cut before the boxes' heads, and so lose what it had voted before the theft.
    """
    return get(f"partner/{partner}")["suspended"] is not None


def is_settled(draft: Draft, partner: str, box: Box) -> bool:
    """Tell whether the cut goes as far as the head of `partner` that the box names."""
    head = box.heads.get(partner)
    return head is None or head[0] <= trail.newest(draft.occasion.cut, partner)


def threshold(policy: quorum.Policy, n: int) -> int:
    """Return s: how many boxes must show a vote, so that one of an honest sealer is among them."""
    return quorum.shown(policy, n)


def least(draft: Draft, ballot: Ballot) -> int:
    """Return in how many boxes a vote must show, by the roster under which they were taken.

    The one in force at the closing may be smaller, and bear fewer liars than boxes were taken of.
    """
    if ballot.shown is not None:
        return ballot.shown
    roster = draft.get("roster")
    return threshold(roster["policy"], len(roster["sealers"]))


def is_shown(draft: Draft, ballot: Ballot, taken: Mapping[str, Box], vote: tuple[str, int]) -> bool:
    """Tell whether enough of the boxes show a vote: the partner that cast it, and its number.

    O(boxes).
    """
    showing = sum(shows(draft, sealer, box, vote) for sealer, box in taken.items())
    return showing >= least(draft, ballot)


def shows(draft: Draft, sealer: str, box: Box, vote: tuple[str, int]) -> bool:
    """Tell whether a box has a head at or after the vote on the chain of the cut.

    A sealer's own box stands in its own log, and shows what it voted before.
    """
    partner, seq = vote
    if sealer == partner:
        return seq < box.seq
    head = box.heads.get(partner)
    return head is not None and head[0] >= seq and trail.is_on_chain(draft.get, partner, head)


def has_members(ballot: Ballot) -> bool:
    """Tell whether members vote. O(parts)."""
    return any(part.decider == "members" for part in ballot.parts)


def rolls_of(draft: Draft, ballot: Ballot) -> tuple[str, ...]:
    """Return, sorted, the partners whose members may vote. O(voters)."""
    return tuple(
        sorted(
            partner
            for part in ballot.parts
            if part.decider == "members"
            for partner in electorate.entitled(draft.get, part)
        )
    )


def is_ready(draft: Draft, ballot_id: str, ballot: Ballot) -> bool:
    """Tell whether the boxes of a ballot that is over are to be taken: members' votes may open.

    O(sealers * partners).
    """
    if not is_enough(draft, ballot_id, ballot):
        return False
    time, over_at = draft.occasion.time, ballot.closes_at + ballot.grace
    found = boxes(draft, ballot_id, ballot)
    return time >= over_at + BOXES_WAIT or all(p in found for p in rolls_of(draft, ballot))


def read_boxes(draft: Draft) -> None:
    """Take the boxes of ballots with members' votes, once they are there; a step before `due`.

    O(open ballots), and sealers * partners for each that is over.
    """
    time = draft.occasion.time
    for ballot_id in draft.get("ballots") or ():
        raw = draft.get(f"ballot/{ballot_id}")
        is_over = time >= raw["closes_at"] + raw["grace"]
        if not raw["rolls"] or not is_over or raw["read_at"] is not None:
            continue
        ballot = known(draft.get, ballot_id)
        if is_ready(draft, ballot_id, ballot):
            counted = sorted(boxes(draft, ballot_id, ballot))
            read = {"read_at": time, "counted": counted, "shown": least(draft, ballot)}
            draft.put(f"ballot/{ballot_id}", {**raw, **read})
            draft.tell("boxes_taken", ballot_id, boxes=counted)


def unopened(draft: Draft, ballot_id: str, ballot: Ballot) -> Sequence[str]:
    """Return the partners whose members' votes are committed to and not all opened.

    O(sealers * partners) before the boxes are taken, then O(sealers + partners).
    """
    taken = boxes(draft, ballot_id, ballot)
    waiting = []
    for partner in rolls_of(draft, ballot):
        box = taken.get(partner)
        if box is None or box.members is None or box.members.count == 0:
            continue
        opened = draft.get(f"open/{ballot_id}/{partner}")
        if opened is None or opened["count"] < box.members.count:
            waiting.append(partner)
    return waiting
