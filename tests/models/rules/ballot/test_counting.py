"""Counting: ties, parts that disagree, and an order that nobody could choose."""

from typing import Any

from models.rules import canon
from models.rules.ballot import counting
from tests.models.rules.ballot.members import members_box, opening, poll_members
from tests.models.rules.ballot.stage import THREE, Assembly, choosing
from tests.models.rules.charter.drafts import CHARTERS
from tests.models.rules.community import ALPHA, BETA, GAMMA

IRV = {"name": "irv"}


def ranks(*order: str) -> dict[str, Any]:
    return {"ranks": [[option] for option in order]}


def three_ways(assembly: Assembly) -> tuple[str, dict[str, Any]]:
    """Have three partners want three different things."""
    ballot = assembly.open(ALPHA, choosing("as_is", "blue", "green", "red"))
    for partner, wish in zip(THREE, ("blue", "green", "red"), strict=True):
        assembly.vote(partner, ballot, ranks(wish))
    return ballot, assembly.end(ballot)


def test_a_tie_changes_nothing_unless_the_charter_draws_lots() -> None:
    _, result = three_ways(Assembly(topics__brand__method=IRV))
    assert (result["outcome"], result["winners"]) == ("tied", [])
    assembly = Assembly(topics__brand__method=IRV, topics__brand__tie="lot")
    ballot, result = three_ways(assembly)
    assert result["outcome"] == "elected"
    opening_id = assembly.get(f"ballot/{ballot}")["opening"]
    drawn = sorted(
        ("blue", "green", "red"),
        key=lambda option: canon.digest(counting.TIE_TAG, [opening_id, option]),
    )
    assert result["winners"] == drawn[:1]


def test_the_status_quo_is_first_in_the_order_of_ties() -> None:
    assembly = Assembly(topics__brand__method=IRV, topics__brand__tie="lot")
    ballot = assembly.open(ALPHA, choosing("as_is", "blue", "green"))
    assembly.vote(ALPHA, ballot, ranks("as_is"))
    assembly.vote(BETA, ballot, ranks("blue"))
    result = assembly.end(ballot)
    assert result["winners"] == ["as_is"]


def test_no_tie_order_is_known_before_the_ballot_is_open() -> None:
    """The minutes' id is part of it; the state of these minutes cannot hold it."""
    assembly = Assembly(topics__brand__method=IRV)
    body = {"closes_at": assembly.time + 14 * 86_400_000, "motion": choosing("as_is", "blue")}
    ballot = assembly.act(ALPHA, "ballot", body)
    assert assembly.get(f"ballot/{ballot}")["opening"] is None
    assembly.minutes()
    assert assembly.get(f"ballot/{ballot}")["opening"] is not None


def test_partners_and_members_that_elect_differently_decide_nothing() -> None:
    for wish, outcome in (("blue", "elected"), ("red", "rejected")):
        assembly = Assembly(
            charter=CHARTERS["ngo_company"],
            topics__budget__method=IRV,
            topics__budget__member_method=IRV,
        )
        motion = choosing("as_is", "blue", "red", topic="budget")
        cast = {partner: [ranks(wish)] * 3 for partner in THREE}
        ballot, votes = poll_members(assembly, cast, size=5, motion=motion)
        for partner in THREE:
            assembly.vote(partner, ballot, ranks("blue"))
        assembly.reach(ballot)
        boxes = [members_box(assembly, each, ballot, votes[each]) for each in THREE]
        assembly.minutes(*boxes)
        for partner in THREE:
            page = opening(partner, ballot, votes[partner])
            assembly.act(partner, "open", {"ballot": ballot, "part": 0, "votes": page})
        result = assembly.result(ballot)
        assert (result["outcome"], bool(result["winners"])) == (outcome, outcome == "elected")


def test_one_part_that_fails_fails_the_whole() -> None:
    assembly = Assembly(charter=CHARTERS["ngo_company"])
    cast = {partner: ["no"] * 3 for partner in THREE}
    ballot, votes = poll_members(assembly, cast, size=5)
    for partner in (ALPHA, BETA, GAMMA):
        assembly.vote(partner, ballot, "yes")
    assembly.reach(ballot)
    assembly.minutes(*[members_box(assembly, each, ballot, votes[each]) for each in THREE])
    for partner in THREE:
        page = opening(partner, ballot, votes[partner])
        assembly.act(partner, "open", {"ballot": ballot, "part": 0, "votes": page})
    result = assembly.result(ballot)
    assert [part["result"]["outcome"] for part in result["parts"]] == ["passed", "rejected"]
    assert result["outcome"] == "rejected"
