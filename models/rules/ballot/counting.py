"""Counting: the result of a ballot that closes (R7), with all that lets anybody check it.

A ballot passes when each of its parts does; options are elected when each part elects the same.
Everything is read from the state before any effect of the minutes' results (R9). The result names
the boxes, the votes that counted, those that did not, each round of the tally, and the clauses of
the charter that let this be decided.
"""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct

from models.rules import canon
from models.rules.ballot import closing, electorate, voices
from models.rules.ballot.record import Ballot, Part, known, partner_of
from models.rules.fold.draft import Draft
from models.rules.tally import count as tally
from models.rules.tally import dual
from models.rules.tally.poll import Poll
from models.rules.tally.result import Result, shown_all

TIE_TAG = "hanse/tie/1"

Outcome = Literal["passed", "rejected", "elected", "no_quorum", "tied", "lapsed"]
UNDECIDED = ("no_quorum", "tied", "lapsed")
"""Outcomes for which the charter's way out of a deadlock is meant."""


class Counted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The count of one part."""

    topics: list[str]
    decider: str
    voters: list[str]
    """Who was entitled at the end: nobody that joined after the opening."""
    result: dict[str, Any]
    weights: dict[str, Any]
    """Of members: what the choosing members of each partner weighed together, after the cap."""


class Conclusion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The result of a ballot, as the state keeps it."""

    outcome: Outcome
    winners: list[str]
    topic: str
    charter: int
    clauses: list[str]
    height: int
    time: int
    boxes: list[str]
    """The sealers whose boxes counted."""
    votes: dict[str, str]
    """The entry that counted for each voter."""
    uncounted: list[list[str]]
    """Partner, entry id and reason of votes that did not."""
    recused: list[str]
    """The partners that left the base for a conflict of interest."""
    members: dict[str, str]
    """What became of each partner's members' votes."""
    parts: list[Counted]


class _Case:
    """A ballot that ends, with what all its parts are counted from."""

    def __init__(self, draft: Draft, ballot_id: str) -> None:
        self.draft = draft
        self.id = ballot_id
        self.ballot = known(draft.get, ballot_id)
        self.boxes = closing.boxes(draft, ballot_id, self.ballot)
        self.heard = voices.heard(draft, ballot_id, self.ballot, self.boxes)
        self.order = tie_order(self.ballot)
        self.houses = {
            partner: voices.house_status(
                draft, ballot_id, self.ballot, self.boxes.get(partner), partner
            )
            for partner in closing.rolls_of(draft, self.ballot)
        }


def concluded(draft: Draft, ballot_id: str) -> Conclusion:
    """Return the result of a ballot that ends at these minutes.

    O(votes * boxes + leaves), and what the method of each part costs.
    """
    case = _Case(draft, ballot_id)
    ballot, heard = case.ballot, case.heard
    parts: list[Counted] = []
    outcome: Outcome = "lapsed"
    winners: tuple[str, ...] = ()
    if closing.end(draft, ballot_id) == "decides":
        counts = [_count(case, part) for part in ballot.parts]
        outcome, winners = combined(ballot, [result for result, _ in counts])
        parts = [_kept(case, *each) for each in zip(ballot.parts, counts, strict=True)]
    return Conclusion(
        outcome=outcome,
        winners=list(winners),
        topic=ballot.topic,
        charter=ballot.charter,
        clauses=ballot.clauses,
        height=draft.occasion.height,
        time=draft.occasion.time,
        boxes=sorted(case.boxes),
        votes={voter: vote.id for voter, vote in sorted(heard.votes.items())},
        uncounted=[[partner, entry, "not_shown"] for partner, entry in heard.unshown],
        recused=list(heard.recused),
        members=dict(case.houses),
        parts=parts,
    )


def tie_order(ballot: Ballot) -> tuple[str, ...]:
    """Return the options, the winner of ties first: the status quo, then by hash (R7).

    O(options log options).
    """
    return tuple(
        sorted(
            ballot.options,
            key=lambda option: (
                option != ballot.status_quo,
                canon.digest(TIE_TAG, [ballot.opening, option]),
            ),
        )
    )


def combined(ballot: Ballot, results: Sequence[Result]) -> tuple[Outcome, tuple[str, ...]]:
    """Return what the parts decide together, each being necessary. O(parts * options)."""
    if any(result.outcome == "no_quorum" for result in results):
        return "no_quorum", ()
    if any(result.outcome == "rejected" for result in results):
        return "rejected", ()
    if results[0].outcome == "passed":
        return "passed", ()
    if ballot.tie == "status_quo" and any(result.is_tied for result in results):
        return "tied", ()
    # Parts that elect something different decide nothing together.
    is_same = all(set(result.winners) == set(results[0].winners) for result in results)
    return ("elected", results[0].winners) if is_same else ("rejected", ())


def _count(case: _Case, part: Part) -> tuple[Result, dict[str, Any]]:
    return (
        _count_members(case, part) if part.decider == "members" else (_count_ours(case, part), {})
    )


def _count_ours(case: _Case, part: Part) -> Result:
    voters = _entitled(case, part)
    poll = _poll(case, part, len(voters))
    return tally.count(poll, voices.spoken(case.ballot, part, case.heard, voters))


def _count_members(case: _Case, part: Part) -> tuple[Result, dict[str, Any]]:
    """Count each member's vote, no partner's members together weighing more than the cap."""
    rolls = {partner: case.ballot.rolls[partner].size for partner in _entitled(case, part)}
    poll = _poll(case, part, sum(rolls.values()))
    asked = dual.Dual(partners=poll, members=poll, rolls=rolls, cap=case.ballot.cap)
    opened = {
        partner: voices.opened(case.draft, case.id, case.ballot, part, partner)
        for partner in rolls
        if case.houses[partner] == "counted"
    }
    result, weights = dual.count_members(asked, opened)
    return result, dict(shown_all(weights))


def _entitled(case: _Case, part: Part) -> tuple[str, ...]:
    """Return who votes in the end: a partner with a conflict of interest is not in the base.

    Its members are: the interest is not theirs.
    """
    voters = electorate.entitled(case.draft.get, part)
    recused = () if part.decider == "members" else case.heard.recused
    return tuple(voter for voter in voters if partner_of(voter) not in recused)


def _poll(case: _Case, part: Part, size: int) -> Poll:
    return Poll(
        method=part.method,
        quorum=part.quorum,
        options=tuple(case.ballot.options),
        status_quo=case.ballot.status_quo,
        tie_order=case.order,
        electorate=size,
        voters=size,
    )


def _kept(case: _Case, part: Part, counted: tuple[Result, dict[str, Any]]) -> Counted:
    result, weights = counted
    return Counted(
        topics=part.topics,
        decider=part.decider,
        voters=list(_entitled(case, part)),
        result=msgspec.to_builtins(result),
        weights=weights,
    )
