"""What a partner says without being asked: boxes at the end of ballots, acknowledgements."""

from typing import Any

import pytest

from models.rules.partner import boxes
from models.rules.partner.pace import Pace
from models.rules.refusal import Refusal, Refused
from models.rules.values import DAY, HOUR, MINUTE
from tests.models.rules.partner.town import Town

ALPHA, BETA, GAMMA = "alpha.example", "beta.example", "gamma.example"


def balloting(count: int = 3) -> tuple[Town, str]:
    """Return a town with an open ballot that ends in 21 days."""
    town = Town(count, pace=Pace(heads=6 * HOUR)).found()
    motion = {"topic": "other", "question": "Shall we?"}
    town.act(ALPHA, "ballot", {"motion": motion, "closes_at": town.now + 21 * DAY})
    ballot = town.partners[ALPHA].heads[ALPHA][1]
    town.settle()
    town.wait(5 * MINUTE)
    assert town.partners[BETA].state.get("ballots") == [ballot]
    return town, ballot


def own(town: Town, name: str, kind: str) -> list[Any]:
    """Return a partner's entries of a kind."""
    records = [each.record for each in town.disks[name] if each.kind == "entry"]
    entries = [record.entry for record in records]  # type: ignore[union-attr]
    return [each for each in entries if each.partner == name and each.type == kind]


def test_each_sealer_writes_one_box_at_the_end_and_the_ballot_closes() -> None:
    town, ballot = balloting()
    town.act(BETA, "vote", {"ballot": ballot, "choice": "yes"})
    town.settle()
    town.wait(20 * DAY)
    assert not own(town, ALPHA, "box")
    town.wait(3 * DAY)
    for name in town.names:
        made = own(town, name, "box")
        assert [each.body["ballot"] for each in made] == [ballot]
        assert name not in made[0].body["heads"]
    assert town.partners[ALPHA].state.get("ballots") in (None, [])
    assert ("ballot_closed", ballot) in {
        (each.effect.kind, each.effect.about) for each in town.effects[GAMMA]
    }


def test_a_box_that_is_written_late_shows_what_was_held_in_time() -> None:
    town, ballot = balloting()
    town.down.add(GAMMA)
    town.wait(20 * DAY)
    gamma = town.partners[GAMMA]
    over = dict(boxes.open_ballots(gamma._holding))[ballot]
    before = boxes.held_at(gamma._holding, over)
    town.now = over + HOUR
    late = town.partners[BETA].act("note", {"late": True}, (), town.now)
    for send in late.send:
        if send.to == GAMMA:
            town.do(GAMMA, gamma.receive(BETA, send.message, town.now))
    assert boxes.held_at(gamma._holding, over) == before
    assert boxes.held_at(gamma._holding, town.now)[BETA][0] > before[BETA][0]
    assert own(town, GAMMA, "box")[0].body["heads"][BETA] == list(before[BETA])


def test_who_comes_back_from_an_old_backup_writes_its_box_when_it_speaks_again() -> None:
    town, ballot = balloting(4)
    over = dict(boxes.open_ballots(town.partners[GAMMA]._holding))[ballot]
    town.down.add(GAMMA)
    town.wait(over - town.now - MINUTE)
    town.down.clear()
    town.start(GAMMA)
    town.do(GAMMA, town.partners[GAMMA].wake(town.now, restored=True))
    while town.partners[GAMMA].is_silent:
        assert not own(town, GAMMA, "box")
        assert town.now < over + HOUR
        town.now += MINUTE
        town.do(GAMMA, town.partners[GAMMA].wake(town.now))
        if town.now > over + 5 * MINUTE:
            town.settle()
    assert town.now > over
    town.wait(HOUR)
    assert [each.body["ballot"] for each in own(town, GAMMA, "box")] == [ballot]


def test_a_box_is_not_written_again_after_a_restart() -> None:
    town, ballot = balloting()
    town.wait(22 * DAY)
    for name in town.names:
        town.start(name)
        town.do(name, town.partners[name].wake(town.now))
    town.settle()
    town.wait(DAY)
    assert [len(own(town, name, "box")) for name in town.names] == [1, 1, 1]
    with pytest.raises(Refused) as refused:
        town.partners[ALPHA].box(ballot, {}, town.now)
    assert refused.value.reason == Refusal.NOT_NOW
    assert town.partners[ALPHA].owes(town.now) == ()


def test_what_the_minutes_leave_out_is_acknowledged_once() -> None:
    town = Town(4).found()
    town.down.add(ALPHA)
    town.act(BETA, "note", {})
    town.settle()
    town.wait(50 * MINUTE)
    assert not own(town, GAMMA, "ack")
    town.wait(15 * HOUR)
    acks = own(town, GAMMA, "ack")
    assert [each.body["heads"][BETA][0] for each in acks] == [1]
    assert not [each for each in acks if GAMMA in each.body["heads"]]
    # An acknowledgement is not acknowledged in turn.
    assert len(own(town, BETA, "ack")) == 0


def test_a_void_box_is_let_be() -> None:
    town, ballot = balloting()
    gamma = town.partners[GAMMA]
    town.wait(22 * DAY)
    turn_over = town.now
    with pytest.raises(Refused):
        gamma.act("box", {"ballot": ballot, "heads": {}, "members": None}, (), turn_over)
