"""Voices: which votes of a closing ballot count, and why others do not (R7).

A partner's votes stand in the state in the order of its log; none of them comes after its own box.
The last one that enough boxes show is its vote; later ones came too late, or were shown to too
few, which nobody can tell apart. A member's vote counts once, when its partner opened exactly what
its box had committed, and no more than its roll.
"""

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec import Struct

from models.rules import merkle
from models.rules.ballot import answers, closing, electorate
from models.rules.ballot.record import Ballot, Box, Members, Part, Vote, partner_of
from models.rules.fold.draft import Draft
from models.rules.tally.poll import Voice

Boxes = Mapping[str, Box]
"""The boxes that count, by sealer."""
HouseStatus = Literal["counted", "no_roll", "no_box", "over_roll", "not_opened", "mismatch"]
"""What became of one partner's members: all but `counted` count as not voting."""


class Heard(Struct, frozen=True, kw_only=True):
    """What the boxes show of the partners' votes."""

    votes: dict[str, Vote]
    """The last one shown of each voter, withdrawals included."""
    recused: tuple[str, ...]
    """The partners that left the base for a conflict of interest, sorted."""
    unshown: tuple[tuple[str, str], ...]
    """Partner and entry id of votes that too few boxes show."""


def heard(draft: Draft, ballot_id: str, ballot: Ballot, taken: Boxes) -> Heard:
    """Return what counts of all votes in a ballot, by the boxes taken. O(votes * boxes)."""
    asked = {
        partner_of(voter)
        for part in ballot.parts
        if part.decider != "members"
        for voter in electorate.entitled(draft.get, part)
    }
    votes: dict[str, Vote] = {}
    recused, unshown = [], []
    for partner in sorted(asked):
        for vote in votes_of(draft, ballot_id, partner):
            if not closing.is_shown(draft, ballot, taken, (partner, vote.seq)):
                unshown.append((partner, vote.id))
            elif vote.does == "recuse":
                recused.append(partner)
            else:
                votes[vote.voter] = vote
    return Heard(votes=votes, recused=tuple(recused), unshown=tuple(unshown))


def votes_of(draft: Draft, ballot_id: str, partner: str) -> list[Vote]:
    """Return a partner's votes in a ballot, in the order of its log. O(its votes)."""
    return [msgspec.convert(raw, Vote) for raw in draft.get(f"vote/{ballot_id}/{partner}") or ()]


def spoken(ballot: Ballot, part: Part, found: Heard, voters: tuple[str, ...]) -> list[Voice]:
    """Return the voices of partners or seats in one part of the ballot.

    O(voters + size of their choices).
    """
    options = tuple(ballot.options)
    return [
        Voice(voter=voter, choice=answers.fitted(part.method, options, vote.choice))
        for voter in voters
        if (vote := found.votes.get(voter)) is not None and vote.does == "cast"
    ]


def house_status(
    draft: Draft, ballot_id: str, ballot: Ballot, box: Box | None, partner: str
) -> HouseStatus:
    """Tell whether the members' votes of one partner count by its box, or why not.

    O(log leaves).
    """
    if box is None or box.members is None:
        return "no_box"
    if not is_within(box.members, ballot.rolls[partner].size):
        return "over_roll"
    opened = draft.get(f"open/{ballot_id}/{partner}") or {"count": 0, "peaks": []}
    if opened["count"] < box.members.count:
        return "not_opened"
    return "counted" if is_as_committed(opened["peaks"], box.members) else "mismatch"


def is_within(members: Members, size: int) -> bool:
    """Tell whether no more votes are committed to than there are members on the roll."""
    return members.count <= size


def is_as_committed(peaks: merkle.Peaks, members: Members) -> bool:
    """Tell whether the opened votes are those that the box committed to. O(log leaves)."""
    return merkle.summit(peaks) == members.root


def opened(draft: Draft, ballot_id: str, ballot: Ballot, part: Part, partner: str) -> list[Voice]:
    """Return the voices of one partner's members, each leaf once. O(leaves)."""
    options = tuple(ballot.options)
    progress = draft.get(f"open/{ballot_id}/{partner}") or {"parts": 0}
    return [
        Voice(
            voter=f"{partner}/{number}.{place}",
            choice=answers.fitted(part.method, options, choice),
        )
        for number in range(progress["parts"])
        for place, choice in enumerate(draft.get(f"open/{ballot_id}/{partner}/{number}"))
    ]
