"""Closing: which ballots end when, and which votes were shown in time (R7)."""

import pytest
from msgspec import structs

from models.rules.ballot import closing
from models.rules.fold.draft import Draft
from models.rules.log.entry import Signed
from models.rules.values import DAY, MINUTE
from tests.models.rules.ballot.stage import Assembly, statement
from tests.models.rules.community import (
    ALPHA,
    BETA,
    DELTA,
    EPSILON,
    FIVE,
    GAMMA,
    WITNESS,
    some_id,
)

FOUR = (ALPHA, BETA, GAMMA, DELTA)


def with_heads(box: Signed, **heads: tuple[int, str] | None) -> Signed:
    """Return the box with other heads of some partners."""
    changed = {f"{name}.example": head for name, head in heads.items()}
    merged = {**box.entry.body["heads"], **changed}
    body = {**box.entry.body, "heads": {p: list(h) for p, h in merged.items() if h}}
    return structs.replace(box, entry=structs.replace(box.entry, body=body))


def test_a_ballot_closes_with_a_quorum_of_boxes_after_its_grace_and_not_before() -> None:
    assembly = Assembly()
    ballot = assembly.open(ALPHA, statement())
    assembly.votes(ballot, alpha="yes", beta="yes")
    assembly.reach(ballot, assembly.boxing(ALPHA, ballot), past=-1)
    early = assembly.fold(assembly.boxing(BETA, ballot), after=0)
    assert early.closes == ()
    assert assembly.fold(after=MINUTE).closes == ()
    folded = assembly.fold(assembly.boxing(BETA, ballot), after=1)
    assert folded.closes == (ballot,)
    assert folded.state.get(f"result/{ballot}")["boxes"] == [ALPHA, BETA]
    assert folded.state.get("ballots") is None
    assert folded.state.get(f"opened/{ALPHA}") is None
    assert [effect.kind for effect in folded.effects] == ["ballot_closed"]


def test_a_result_says_why_and_how_it_came_about() -> None:
    assembly = Assembly()
    ballot = assembly.open(ALPHA, statement())
    vote = assembly.vote(ALPHA, ballot, "yes")
    assembly.vote(BETA, ballot, "yes")
    result = assembly.end(ballot)
    assert (result["outcome"], result["topic"], result["charter"]) == ("passed", "brand", 1)
    assert result["clauses"]
    assert result["votes"][ALPHA] == vote
    assert result["height"] == assembly.height
    (part,) = result["parts"]
    assert part["voters"] == [ALPHA, BETA, GAMMA]
    assert part["result"]["rule"] == "majority.1"
    assert result["effects"] == []
    assert result["deadlock"] is None


def test_without_a_quorum_of_boxes_in_seven_days_there_is_no_decision() -> None:
    assembly = Assembly()
    ballot = assembly.open(ALPHA, statement())
    assembly.votes(ballot, alpha="yes", beta="yes", gamma="yes")
    assembly.reach(ballot, assembly.boxing(ALPHA, ballot), past=7 * DAY - 1)
    assert assembly.get("ballots") == [ballot]
    assembly.minutes(after=1)
    result = assembly.result(ballot)
    assert (result["outcome"], result["parts"]) == ("lapsed", [])
    assert result["boxes"] == [ALPHA]


def test_a_vote_counts_when_enough_boxes_show_it() -> None:
    assembly = Assembly()
    ballot = assembly.open(ALPHA, statement())
    assembly.votes(ballot, alpha="yes", beta="no")
    seen = assembly.cut
    late = assembly.vote(GAMMA, ballot, "yes")
    assembly.reach(ballot)
    assert GAMMA not in seen
    # Only gamma itself shows its vote: nobody else had it at the end.
    boxes = [
        with_heads(assembly.boxing(ALPHA, ballot), gamma=None),
        with_heads(assembly.boxing(BETA, ballot), gamma=None),
        assembly.boxing(GAMMA, ballot),
    ]
    assembly.minutes(*boxes)
    result = assembly.result(ballot)
    assert result["uncounted"] == [[GAMMA, late, "not_shown"]]
    assert set(result["votes"]) == {ALPHA, BETA}
    assert result["outcome"] == "rejected"


def test_an_earlier_vote_that_was_shown_stands_when_the_last_one_was_not() -> None:
    assembly = Assembly()
    ballot = assembly.open(ALPHA, statement())
    shown = assembly.vote(GAMMA, ballot, "yes")
    head = assembly.cut[GAMMA]
    assembly.votes(ballot, alpha="yes", beta="no")
    late = assembly.vote(GAMMA, ballot, "no")
    assembly.reach(ballot)
    boxes = [with_heads(assembly.boxing(each, ballot), gamma=head) for each in (ALPHA, BETA)]
    assembly.minutes(*boxes)
    result = assembly.result(ballot)
    assert result["votes"][GAMMA] == shown
    assert result["uncounted"] == [[GAMMA, late, "not_shown"]]
    assert result["outcome"] == "passed"


def test_a_head_on_another_branch_shows_nothing() -> None:
    assembly = Assembly()
    ballot = assembly.open(ALPHA, statement())
    assembly.votes(ballot, alpha="yes", beta="yes", gamma="yes")
    seq, _ = assembly.cut[GAMMA]
    assembly.reach(ballot)
    other = (seq, some_id("the other branch"))
    boxes = [with_heads(assembly.boxing(each, ballot), gamma=other) for each in (ALPHA, BETA)]
    assembly.minutes(*boxes)
    result = assembly.result(ballot)
    assert [reason for _, _, reason in result["uncounted"]] == ["not_shown"]
    assert set(result["votes"]) == {ALPHA, BETA}


def test_a_box_waits_until_the_cut_reaches_what_it_names() -> None:
    """Otherwise a secretary could leave out a vote that honest sealers held in time."""
    assembly = Assembly()
    ballot = assembly.open(ALPHA, statement())
    assembly.votes(ballot, alpha="yes", beta="no")
    vote = assembly.write(GAMMA, "vote", {"ballot": ballot, "choice": "yes"})
    assembly.reach(ballot)
    held = (vote.entry.seq, vote.id)
    boxes = [with_heads(assembly.boxing(each, ballot), gamma=held) for each in (ALPHA, BETA)]
    assert assembly.fold(*boxes).closes == ()
    assert assembly.fold(*boxes, vote).closes == (ballot,)
    assembly.minutes(*boxes)
    assembly.minutes(vote)
    result = assembly.result(ballot)
    assert result["outcome"] == "passed"
    assert result["votes"][GAMMA] == vote.id


def test_a_head_that_no_minutes_can_take_delays_a_ballot_and_does_not_stop_it() -> None:
    assembly = Assembly()
    ballot = assembly.open(ALPHA, statement())
    assembly.votes(ballot, alpha="yes", beta="yes")
    assembly.reach(ballot)
    never = (0, some_id("an entry whose anchor is none"))
    boxes = [with_heads(assembly.boxing(each, ballot), gamma=never) for each in (ALPHA, BETA)]
    assembly.minutes(*boxes, after=3 * DAY - 1)
    assert assembly.get("ballots") == [ballot]
    assembly.minutes(after=1)
    result = assembly.result(ballot)
    assert (result["outcome"], result["boxes"]) == ("passed", [ALPHA, BETA])


def test_heads_of_a_partner_that_was_caught_are_not_waited_for() -> None:
    assembly = Assembly(FOUR)
    ballot = assembly.open(ALPHA, statement())
    record = assembly.get(f"partner/{GAMMA}")
    assembly.put(f"partner/{GAMMA}", {**record, "suspended": some_id("evidence")})
    assembly.votes(ballot, alpha="yes", beta="yes", delta="yes")
    assembly.reach(ballot)
    beyond = (50, some_id("beyond"))
    boxes = [
        with_heads(assembly.boxing(each, ballot), gamma=beyond) for each in (ALPHA, BETA, DELTA)
    ]
    assert assembly.fold(*boxes).closes == (ballot,)


def test_the_box_of_a_sealer_that_was_caught_does_not_count() -> None:
    assembly = Assembly()
    ballot = assembly.open(ALPHA, statement())
    assembly.reach(ballot, assembly.boxing(ALPHA, ballot), assembly.boxing(BETA, ballot), past=-1)
    record = assembly.get(f"partner/{BETA}")
    assembly.put(f"partner/{BETA}", {**record, "suspended": some_id("evidence")})
    assert assembly.fold(after=1).closes == ()
    assert assembly.fold(assembly.boxing(GAMMA, ballot), after=1).closes == (ballot,)


def test_a_witness_boxes_and_does_not_vote() -> None:
    assembly = Assembly((ALPHA, BETA), witnesses=(WITNESS,))
    ballot = assembly.open(ALPHA, statement())
    assembly.votes(ballot, alpha="yes", beta="yes")
    result = assembly.end(ballot, boxes=(ALPHA, WITNESS))
    assert result["boxes"] == [ALPHA, WITNESS]
    assert result["outcome"] == "passed"


def test_one_partner_alone_decides_with_its_own_box() -> None:
    assembly = Assembly((ALPHA,))
    ballot = assembly.open(ALPHA, statement())
    assembly.vote(ALPHA, ballot, "yes")
    result = assembly.end(ballot)
    assert (result["outcome"], result["boxes"]) == ("passed", [ALPHA])


def test_four_need_three_boxes_under_two_thirds() -> None:
    assembly = Assembly(FOUR, policy="two_thirds")
    ballot = assembly.open(ALPHA, statement())
    assembly.reach(ballot, *[assembly.boxing(each, ballot) for each in (ALPHA, BETA)])
    assert assembly.closes == ()
    assert assembly.get("ballots") == [ballot]
    assert assembly.fold(assembly.boxing(DELTA, ballot)).closes == (ballot,)


def test_nothing_closes_while_the_roster_is_handed_over() -> None:
    assembly = Assembly()
    ballot = assembly.open(ALPHA, statement())
    assembly.reach(ballot, *[assembly.boxing(each, ballot) for each in (ALPHA, BETA)], past=-1)
    occasion = structs.replace(assembly.occasion(1), cut=assembly.cut)
    draft = Draft(assembly.state, occasion)
    assert closing.due(draft) == (ballot,)
    draft.put("roster/next", {**assembly.get("roster"), "version": 2})
    assert closing.due(draft) == ()


def test_nobody_that_joins_votes_in_an_open_ballot_and_whoever_goes_votes_no_more() -> None:
    assembly = Assembly(FOUR)
    ballot = assembly.open(ALPHA, statement())
    roster = assembly.get("roster")
    assembly.put("roster", {**roster, "sealers": sorted([*roster["sealers"], EPSILON])})
    assembly.put(f"partner/{EPSILON}", assembly.get(f"partner/{ALPHA}"))
    body = {"ballot": ballot, "choice": "no"}
    assert assembly.void(EPSILON, "vote", body) == "not_entitled"
    assembly.votes(ballot, alpha="yes", beta="yes", gamma="no", delta="no")
    assembly.depart(DELTA, "expelled")
    result = assembly.end(ballot)
    assert result["parts"][0]["voters"] == [ALPHA, BETA, GAMMA]
    assert DELTA not in result["votes"]
    assert result["outcome"] == "passed"


def test_a_ballot_that_cannot_be_named_closes_in_the_next_minutes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assembly = Assembly(FIVE)
    ballots = [assembly.open(each, statement()) for each in FIVE]
    last = max(assembly.get(f"ballot/{each}")["closes_at"] for each in ballots)
    monkeypatch.setattr(closing, "MOST", 3)
    assembly.minutes(after=last + 8 * DAY - assembly.time)
    assert assembly.get("ballots") == sorted(ballots)[3:]
    assembly.minutes()
    assert assembly.get("ballots") is None
