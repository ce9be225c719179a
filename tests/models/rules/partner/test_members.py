"""A ballot in which members vote: the owner's server hands in what they said, and opens it (R7)."""

from collections.abc import Sequence
from typing import Any

import pytest

from models.rules.ballot import secret
from models.rules.partner.pace import Pace
from models.rules.refusal import Refusal, Refused
from models.rules.values import DAY, HOUR, MINUTE
from tests.models.rules.community import some_id
from tests.models.rules.partner.town import Town

ALPHA, BETA, GAMMA = "alpha.example", "beta.example", "gamma.example"
Votes = Sequence[tuple[Any, str]]


def polling() -> tuple[Town, str]:
    """Return a town in which the members of alpha and beta score what comes next, for 21 days."""
    town = Town(3, pace=Pace(heads=6 * HOUR)).found()
    for name in (ALPHA, BETA):
        leaves = [secret.member_leaf("salt", f"{name} {number}") for number in range(5)]
        town.act(name, "roll", {"roll": {"root": secret.roll_root(leaves), "size": 5}})
    town.settle()
    town.wait(MINUTE)
    options = [{"id": each, "text": each} for each in ("nothing", "search")]
    motion = {"topic": "roadmap", "question": "What next?", "options": options}
    whole = {**motion, "status_quo": "nothing"}
    town.act(ALPHA, "ballot", {"motion": whole, "closes_at": town.now + 21 * DAY})
    ballot = town.partners[ALPHA].heads[ALPHA][1]
    town.settle()
    town.wait(5 * MINUTE)
    assert town.partners[BETA].state.get("ballots") == [ballot]
    return town, ballot


def cast(ballot: str, name: str, search: Sequence[int]) -> Votes:
    """Return the votes of a partner's members, by the score each gives to search."""
    return [
        ({"scores": {"nothing": 1, "search": score}}, some_id(f"{ballot} {name} {number}"))
        for number, score in enumerate(search)
    ]


def commitment(ballot: str, name: str, votes: Votes) -> dict[str, Any]:
    """Return what a box says of votes before they are opened."""
    made = secret.committed((ballot, name), votes)
    return {"root": made.root, "count": made.count}


def closed(town: Town) -> list[Any]:
    """Return what closed, as everybody was told."""
    happened = [each.effect for each in town.effects[GAMMA]]
    return [effect for effect in happened if effect.kind == "ballot_closed"]


def test_members_votes_are_committed_to_in_boxes_then_opened_and_counted() -> None:
    town, ballot = polling()
    votes = {ALPHA: cast(ballot, ALPHA, (5, 5, 4)), BETA: cast(ballot, BETA, (0, 3))}
    assert town.partners[ALPHA].owes(town.now) == ()
    with pytest.raises(Refused) as refused:
        town.partners[ALPHA].box(ballot, commitment(ballot, ALPHA, votes[ALPHA]), town.now)
    assert refused.value.reason == Refusal.NOT_NOW
    town.wait(22 * DAY)
    for name, said in votes.items():
        partner = town.partners[name]
        assert partner.owes(town.now) == (ballot,)
        town.do(name, partner.box(ballot, commitment(ballot, name, said), town.now))
        assert partner.owes(town.now) == ()
    assert town.partners[GAMMA].owes(town.now) == ()
    town.settle()
    town.wait(HOUR)
    assert not closed(town)
    for name, said in votes.items():
        page = [list(vote) for vote in secret.in_order((ballot, name), said)]
        town.act(name, "open", {"ballot": ballot, "part": 0, "votes": page})
    town.settle()
    town.wait(HOUR)
    assert [effect.about for effect in closed(town)] == [ballot]
    result = town.partners[GAMMA].state.get(f"result/{ballot}")
    assert result["members"] == {ALPHA: "counted", BETA: "counted"}
    assert (result["outcome"], result["winners"]) == ("elected", ["search"])


def test_a_partner_that_is_restarted_owes_a_box_only_if_it_wrote_none() -> None:
    town, ballot = polling()
    town.wait(22 * DAY)
    votes = cast(ballot, ALPHA, (5,))
    output = town.partners[ALPHA].box(ballot, commitment(ballot, ALPHA, votes), town.now)
    town.do(ALPHA, output)
    for name in (ALPHA, BETA):
        town.start(name)
    assert town.partners[ALPHA].owes(town.now) == ()
    assert town.partners[BETA].owes(town.now) == (ballot,)
    with pytest.raises(Refused) as refused:
        town.partners[ALPHA].box(ballot, commitment(ballot, ALPHA, votes), town.now)
    assert refused.value.reason == Refusal.NOT_NOW
