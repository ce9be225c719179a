"""Corners of the machine: what is seldom, and must not break it."""

from typing import Any

import pytest
from msgspec import to_builtins

from models.rules.minutes.missing import Missing
from models.rules.partner import blaming, boxes, finishing, secretary, waiting
from models.rules.partner.messages import Leaves, Proposes, Seals, Shows
from models.rules.partner.turn import Turn
from models.rules.refusal import Refusal, Refused
from models.rules.values import MINUTE
from tests.models.rules.minutes import press
from tests.models.rules.partner.town import Town
from tests.models.rules.writers import key

ALPHA, BETA, GAMMA, DELTA = "alpha.example", "beta.example", "gamma.example", "delta.example"


def test_a_recovery_says_what_it_stands_by_and_whose_it_is() -> None:
    town = Town(2).found()
    body: dict[str, Any] = {"new": key(ALPHA, "2"), "new_sig": town.possessed(ALPHA, "2")}
    with pytest.raises(Refused) as refused:
        town.partners[ALPHA].recover(body, town.now)
    assert refused.value.reason == Refusal.BODY_MALFORMED
    with pytest.raises(Refused) as refused:
        town.enter("zeta.example").recover(body, town.now)
    assert refused.value.reason == Refusal.UNKNOWN_PARTNER


def test_a_status_is_given_again_when_more_became_known_for_the_same_term() -> None:
    town, _ = press.started(4)
    gamma = town.partners[GAMMA]
    town.down.update({ALPHA, BETA, DELTA})
    high = to_builtins(finishing.high_of(gamma.chain.high))
    for name in (BETA, DELTA):
        leaving = Leaves(status=press.status(town, name, 1, high))
        town.do(GAMMA, gamma.receive(name, leaving, town.now))
    first = gamma._holding.duty.status
    assert first is not None
    assert first.term == 1
    assert first.high is not None
    later = press.following(gamma, time=town.now + 1)
    town.do(GAMMA, gamma.receive(ALPHA, Proposes(minutes=later), town.now))
    node = next(n for n in gamma.chain.nodes.values() if n.height == first.high.height + 1)
    seals = [press.seal(later, name) for name in (ALPHA, BETA, DELTA)]
    for seal in seals:
        message = carried(seal)
        town.do(GAMMA, gamma.receive(seal.partner, message, town.now))
    assert gamma.chain.high is node
    second = gamma._holding.duty.status
    assert second is not None
    assert second.term == 1
    assert second.high is not None
    assert second.high.height == first.high.height + 1


def carried(seal: Any) -> Any:
    """Return the message that carries a seal."""
    return Seals(seal=seal)


def test_a_status_by_a_key_that_is_no_longer_in_force_opens_nothing() -> None:
    town = Town(4).found()
    holding = town.partners[BETA]._holding
    high = holding.chain.high
    good = press.status(town, GAMMA, 0, None)
    forged = press.status(town, GAMMA, 0, None, signer=DELTA)
    stranger = press.status(town, "epsilon.example", 0, None)
    assert secretary.counts_after(holding, high, good, {})
    assert not secretary.counts_after(holding, high, forged, {})
    assert not secretary.counts_after(holding, high, stranger, {})
    holding.statuses = {GAMMA: press.status(town, GAMMA, 0, None, signer=DELTA)}
    assert secretary.start_plan(holding, town.now) is None


def test_wrong_minutes_among_shown_ones_do_not_hide_the_rest() -> None:
    town, alpha = press.started(4)
    minutes = press.newest(alpha)
    wrong = press.following(alpha, state="0" * 64)
    beta = town.partners[BETA]
    output = beta.receive(DELTA, Shows(minutes=(wrong, minutes), proofs=()), town.now)
    assert [reason for _, reason, _ in output.refused] == [Refusal.STATE_WRONG]


def test_minutes_of_another_community_are_nobodys_fault() -> None:
    town, alpha = press.started(4)
    holding = town.partners[BETA]._holding
    foreign = press.following(alpha, community="0" * 64)
    assert not blaming.is_of_secretary(holding, foreign)
    assert not blaming.is_of_secretary(holding, press.following(alpha, term=3))
    forged = press.again(press.following(alpha), signer=DELTA)
    assert not blaming.is_of_secretary(holding, forged)
    assert blaming.is_of_secretary(holding, press.following(alpha))


def test_a_box_that_would_be_void_is_let_be() -> None:
    town = Town(2).found()
    holding = town.partners[ALPHA]._holding
    turn = Turn(holding, town.now)
    boxes.fill(turn, "0" * 64, town.now, None)
    assert "0" * 64 in holding.boxed
    assert [refused.reason for _, refused in turn.refused] == [Refusal.NOT_NOW]


def test_what_waits_for_final_heights_is_dropped() -> None:
    town, alpha = press.started(4)
    room = waiting.Waiting()
    minutes = press.following(alpha, parent="0" * 64)
    room.put_minutes(DELTA, "a" * 64, minutes, Missing(minutes=("0" * 64,)))
    room.put_seal(press.seal(minutes, DELTA))
    room.put_seal(press.seal(press.following(alpha, height=90), GAMMA))
    room.forget(minutes.height - 1)
    assert room.minutes
    assert len(room.seals) == 2
    room.forget(minutes.height)
    assert not room.minutes
    assert not room.lacks
    assert [each.height for held in room.seals.values() for each in held.values()] == [90]
    assert town.now > MINUTE


def test_words_about_what_is_final_are_forgotten() -> None:
    town = Town(2).found()
    holding = town.partners[ALPHA]._holding
    holding.acknowledged = {BETA: {GAMMA: [(1, 3), (2, 9)], DELTA: [(1, 2)]}}
    finishing.forget_words(holding, BETA, 3)
    assert holding.acknowledged == {BETA: {GAMMA: [(2, 9)]}}
    finishing.forget_words(holding, BETA, 9)
    assert holding.acknowledged == {}


def test_times_of_long_finished_entries_are_forgotten() -> None:
    town = Town(1).found()
    holding = town.partners[ALPHA]._holding
    for number in range(finishing.MOST_TIMES + 1):
        holding.first_seen[f"{number:064d}"] = 1
    town.act(ALPHA, "note", {})
    town.wait(MINUTE)
    assert not holding.first_seen
