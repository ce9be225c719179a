"""Votes, boxes and openings as they come in, and every reason for which one means nothing."""

from typing import Any

import pytest

from models.rules.ballot import casting, secret
from models.rules.values import DAY
from tests.models.rules.ballot.members import opening, poll_members
from tests.models.rules.ballot.stage import Assembly, choosing, statement
from tests.models.rules.charter.drafts import CHARTERS
from tests.models.rules.community import ALPHA, BETA, GAMMA, WITNESS, some_id

NOWHERE = some_id("no ballot")


def test_the_last_vote_counts() -> None:
    assembly = Assembly()
    ballot = assembly.open(ALPHA, statement())
    assembly.votes(ballot, alpha="no", beta="no", gamma="yes")
    assembly.votes(ballot, alpha="yes")
    last = assembly.vote(BETA, ballot, "yes")
    result = assembly.end(ballot)
    assert result["outcome"] == "passed"
    assert result["votes"][BETA] == last
    assert result["parts"][0]["result"]["rounds"] == [{"yes": 3, "no": 0, "abstain": 0}]


def test_a_withdrawn_vote_does_not_count_until_another_is_cast() -> None:
    assembly = Assembly()
    ballot = assembly.open(ALPHA, statement())
    body = {"ballot": ballot, "what": "vote"}
    assert assembly.void(ALPHA, "withdraw", body) == "nothing_to_withdraw"
    assembly.votes(ballot, alpha="yes", beta="yes", gamma="yes")
    assembly.act(ALPHA, "withdraw", body)
    assert assembly.void(ALPHA, "withdraw", body) == "nothing_to_withdraw"
    assembly.act(BETA, "withdraw", body)
    assembly.vote(BETA, ballot, "no")
    tally = assembly.end(ballot)["parts"][0]["result"]
    assert tally["rounds"] == [{"yes": 1, "no": 1, "abstain": 0}]


def test_a_partner_with_an_interest_leaves_the_base() -> None:
    assembly = Assembly(charter=CHARTERS["alliance"])
    ballot = assembly.open(ALPHA, statement("brand"))
    objection = {"stance": "object", "clause": "competition", "harm": "It costs me."}
    assembly.vote(GAMMA, ballot, objection)
    assembly.vote(ALPHA, ballot, {"stance": "agree"})
    assembly.vote(BETA, ballot, {"stance": "agree"})
    assembly.act(GAMMA, "withdraw", {"ballot": ballot, "what": "interest"})
    result = assembly.end(ballot)
    assert result["recused"] == [GAMMA]
    assert result["parts"][0]["voters"] == [ALPHA, BETA]
    assert result["outcome"] == "passed"


def test_nobody_recuses_itself_where_no_guard_asks_for_it_or_it_has_no_vote() -> None:
    assembly = Assembly(charter=CHARTERS["alliance"])
    body = {"ballot": assembly.open(ALPHA, statement("dispute")), "what": "interest"}
    assert assembly.void(BETA, "withdraw", body) == "moot"
    assembly.put(f"conflict/brand/{BETA}", NOWHERE)
    body = {"ballot": assembly.open(ALPHA, statement("brand")), "what": "interest"}
    assert assembly.void(BETA, "withdraw", body) == "not_entitled"


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("vote", {"choice": "yes"}),
        ("withdraw", {"what": "vote"}),
        ("withdraw", {"what": "interest"}),
        ("box", {"heads": {}}),
        ("open", {"part": 0, "votes": [["yes", NOWHERE]]}),
    ],
)
def test_nothing_counts_in_a_ballot_that_is_unknown_closed_or_unseen(
    act: str, body: dict[str, Any]
) -> None:
    assembly = Assembly()
    assert assembly.void(ALPHA, act, {"ballot": NOWHERE, **body}) == "ballot_unknown"
    early = assembly.write(BETA, "ack", {"heads": {}})
    ballot = assembly.open(ALPHA, statement())
    assembly.height = early.entry.anchor[0] if early.entry.anchor else -1
    unseen = assembly.write(BETA, act, {"ballot": ballot, **body})
    assert assembly.minutes(unseen) == ["ballot_unseen"]
    assembly.height += 10
    assembly.end(ballot)
    assert assembly.void(BETA, act, {"ballot": ballot, **body}) == "ballot_closed"


@pytest.mark.parametrize(
    "choice",
    ["maybe", {"ranks": [["as_is"]]}, {"approved": ["nothing"]}, None, ["yes"]],
)
def test_a_choice_that_the_method_does_not_understand_is_void(choice: Any) -> None:
    assembly = Assembly(topics__brand__method={"name": "approval"})
    ballot = assembly.open(ALPHA, choosing("as_is", "blue"))
    assert assembly.void(BETA, "vote", {"ballot": ballot, "choice": choice}) == "choice_unfit"
    assembly.vote(BETA, ballot, {"approved": ["blue"]})


def test_a_choice_that_fills_an_entry_is_void() -> None:
    assembly = Assembly(charter=CHARTERS["alliance"])
    ballot = assembly.open(ALPHA, statement("brand"))
    harm = "x" * casting.MAX_CHOICE
    choice = {"stance": "object", "clause": "competition", "harm": harm}
    assert assembly.void(BETA, "vote", {"ballot": ballot, "choice": choice}) == "choice_unfit"


def test_nobody_votes_without_end() -> None:
    assembly = Assembly()
    ballot = assembly.open(ALPHA, statement())
    for _ in range(casting.MOST_VOTES):
        assembly.vote(BETA, ballot, "yes")
    assert assembly.void(BETA, "vote", {"ballot": ballot, "choice": "no"}) == "too_many"


def test_nobody_votes_for_a_seat_of_somebody_else_or_none() -> None:
    assembly = Assembly()
    ballot = assembly.open(ALPHA, statement("moderation"))
    body = {"ballot": ballot, "choice": "yes", "seat": "product"}
    assert assembly.void(BETA, "vote", body) == "not_entitled"
    body = {"ballot": ballot, "what": "vote", "seat": "moderation"}
    assembly.vote(BETA, ballot, "yes", seat="moderation")
    assembly.act(BETA, "withdraw", body)


def test_a_vote_after_its_authors_own_box_never_counts() -> None:
    assembly = Assembly()
    ballot = assembly.open(ALPHA, statement())
    assembly.vote(ALPHA, ballot, "no")
    box = assembly.boxing(ALPHA, ballot)
    late = assembly.write(ALPHA, "vote", {"ballot": ballot, "choice": "yes"})
    assert assembly.minutes(box, late) == ["after_own_box"]
    for what in ("vote",):
        body = {"ballot": ballot, "what": what}
        assert assembly.void(ALPHA, "withdraw", body) == "after_own_box"


def test_a_sealer_has_one_box() -> None:
    assembly = Assembly(witnesses=(WITNESS,))
    ballot = assembly.open(ALPHA, statement())
    assembly.minutes(assembly.boxing(WITNESS, ballot))
    again = {"ballot": ballot, "heads": {}}
    assert assembly.void(WITNESS, "box", again) == "box_repeated"


def test_pages_of_openings_come_in_turn_and_sorted() -> None:
    assembly = Assembly(charter=CHARTERS["ngo_company"])
    ballot, votes = poll_members(assembly, {ALPHA: ["yes"] * 4, BETA: ["no"]})
    page = opening(ALPHA, ballot, votes[ALPHA])
    body = {"ballot": ballot, "part": 0, "votes": page[:2]}
    assert assembly.void(ALPHA, "open", body) == "open_early"
    assembly.reach(ballot)
    boxes = [
        assembly.boxing(each, ballot, members=secret_of((ballot, each), votes.get(each)))
        for each in (ALPHA, BETA, GAMMA)
    ]
    assembly.minutes(*boxes)
    assert assembly.get(f"ballot/{ballot}")["read_at"] == assembly.time
    assert assembly.void(GAMMA, "open", body) == "open_unexpected"
    assert assembly.void(ALPHA, "open", {**body, "part": 1}) == "open_out_of_turn"
    assert assembly.void(ALPHA, "open", {**body, "votes": page[1::-1]}) == "open_unsorted"
    assert assembly.void(ALPHA, "open", {**body, "votes": [page[0]] * 2}) == "open_unsorted"
    assembly.act(ALPHA, "open", body)
    assert assembly.void(ALPHA, "open", body) == "open_out_of_turn"
    body = {**body, "part": 1}
    assert assembly.void(ALPHA, "open", {**body, "votes": page[1:3]}) == "open_unsorted"
    assembly.act(ALPHA, "open", {**body, "votes": page[2:]})
    stuffed = [[choice, nonce] for choice, nonce in votes[BETA]]
    more = sorted(
        [*stuffed, ["yes", some_id("stuffed")]],
        key=lambda vote: secret.leaf_of((ballot, BETA), vote[0], vote[1]),
    )
    body = {"ballot": ballot, "part": 0, "votes": more}
    assert assembly.void(BETA, "open", body) == "open_beyond"


def secret_of(poll: secret.Polled, votes: list[tuple[str, str]] | None) -> dict[str, Any] | None:
    if votes is None:
        return None
    made = secret.committed(poll, votes)
    return {"root": made.root, "count": made.count}


def test_a_box_that_names_no_members_opens_none() -> None:
    assembly = Assembly(charter=CHARTERS["ngo_company"])
    ballot, votes = poll_members(assembly, {ALPHA: ["yes"], BETA: ["no"]})
    assembly.reach(ballot, past=DAY)
    assembly.minutes(*[assembly.boxing(each, ballot) for each in (ALPHA, BETA, GAMMA)])
    result = assembly.result(ballot)
    assert result["members"] == {ALPHA: "no_box", BETA: "no_box"}
    assert result["outcome"] == "no_quorum"
    assert votes
