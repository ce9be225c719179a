"""Edges of the machine: what comes too early, is wrong, or cannot be signed for."""

from typing import Any

import pytest
from msgspec import to_builtins

from models.rules.log import entry as entries_of
from models.rules.log.entry import Signed
from models.rules.minutes import records
from models.rules.minutes.records import Minutes
from models.rules.partner import accusing, learning, sealing, vanishing, waiting
from models.rules.partner.messages import Leaves, Proposes, Says, Seals
from models.rules.partner.output import Durable, Output
from models.rules.partner.pace import Pace
from models.rules.partner.turn import Turn
from models.rules.refusal import Refusal, Refused
from models.rules.values import DAY, HOUR, MINUTE
from tests.models.rules.minutes import press
from tests.models.rules.partner.town import Pen, Town

ALPHA, BETA, GAMMA, DELTA = "alpha.example", "beta.example", "gamma.example", "delta.example"


def hear(town: Town, name: str, sender: str, message: Any) -> Output:
    """Let a partner hear something, and do what follows."""
    output = town.partners[name].receive(sender, message, town.now)
    town.do(name, output)
    return output


def alone() -> Town:
    """Return a town whose secretary, alpha, is a liar that the test speaks for."""
    town, _ = press.started(4)
    town.down.add(ALPHA)
    return town


def certificate(minutes: Minutes) -> list[dict[str, Any]]:
    """Return the proof that minutes are certified."""
    seals = [press.seal(minutes, name) for name in (ALPHA, DELTA, GAMMA)]
    return [{"partner": s.partner, "time": s.time, "sig": s.sig} for s in seals]


def reasons(output: Output) -> list[Refusal]:
    """Return the reasons for which something was refused."""
    return [reason for _, reason, _ in output.refused]


def kinds(output: Output) -> list[str]:
    """Return the kinds of what was made durable."""
    return [each.kind for each in output.durable]


def test_minutes_that_waited_for_their_parent_and_are_wrong_are_refused_then() -> None:
    town = alone()
    one = press.honest(town.partners[BETA], time=town.now + 1)
    claim: dict[str, Any] = {
        "parent": records.identify(one),
        "height": one.height + 1,
        "time": one.time + 1,
    }
    wrong = press.again(one, **claim, parent_certificate=certificate(one), state="0" * 64)
    assert reasons(hear(town, BETA, ALPHA, Proposes(minutes=wrong))) == []
    output = hear(town, BETA, ALPHA, Proposes(minutes=one))
    assert reasons(output) == [Refusal.STATE_WRONG]
    assert town.partners[BETA]._holding.waiting.minutes == {}


def test_a_status_that_waited_for_minutes_and_misstates_them_is_refused_then() -> None:
    town = alone()
    beta = town.partners[BETA]
    one = press.honest(town.partners[BETA], time=town.now + 1)
    named = {"term": 0, "height": one.height, "minutes": records.identify(one)}
    high = {**named, "certificate": certificate(one)[:1]}
    status = press.status(town, GAMMA, 1, high)
    assert reasons(hear(town, BETA, GAMMA, Leaves(status=status))) == []
    assert beta._holding.waiting.statuses == {GAMMA: status}
    output = hear(town, BETA, ALPHA, Proposes(minutes=one))
    assert reasons(output) == [Refusal.CERTIFICATE_INVALID]
    assert beta._holding.waiting.statuses == {}
    assert GAMMA not in beta._holding.statuses


def test_a_seal_that_waited_for_minutes_and_misstates_them_is_refused_then() -> None:
    town = alone()
    one = press.honest(town.partners[BETA], time=town.now + 1)
    seal = press.seal(one, DELTA, height=one.height + 7)
    assert reasons(hear(town, BETA, DELTA, Seals(seal=seal))) == []
    output = hear(town, BETA, ALPHA, Proposes(minutes=one))
    assert reasons(output) == [Refusal.MALFORMED]
    assert DELTA not in town.partners[BETA].chain.find(records.identify(one)).seals


def test_an_entry_that_waited_and_does_not_follow_is_refused_then() -> None:
    town = Town(4).found()
    made = town.partners[DELTA].act("note", {}, (), town.now)
    (entry,) = [e.record for e in made.durable if e.kind == "entry"]
    assert isinstance(entry, Signed)
    claim = {**to_builtins(entry.entry), "seq": entry.entry.seq + 7, "prev": entry.id}
    del claim["sig"]
    _, jump = entries_of.write(claim, press.PEN)
    assert reasons(hear(town, BETA, DELTA, Says(entries=(jump,)))) == []
    output = hear(town, BETA, DELTA, Says(entries=(entry,)))
    assert output.refused == ((DELTA, Refusal.PLACE_WRONG, jump.id),)
    assert town.partners[BETA].entry(jump.id) is None


def test_a_disk_that_holds_what_was_never_right_is_not_started_from() -> None:
    town, other = Town(3).found(), Town(4).found()
    foreign = [each for each in other.disks[ALPHA] if each.kind == "entry"]
    with pytest.raises(Refused) as refused:
        town.start(ALPHA, [*town.disks[ALPHA], *foreign])
    assert refused.value.reason == Refusal.OTHER_COMMUNITY


def test_old_minutes_in_a_place_that_is_certified_end_no_term() -> None:
    town = alone()
    beta = town.partners[BETA]
    one, other = (press.honest(town.partners[BETA], time=town.now + step) for step in (1, 2))
    for name in (ALPHA, GAMMA, DELTA):
        hear(town, BETA, name, Seals(seal=press.seal(one, name)))
    assert "seal" not in kinds(hear(town, BETA, ALPHA, Proposes(minutes=one)))
    assert beta.chain.high.id == records.identify(one)
    town.now += DAY + MINUTE
    beta._holding.progress.work_since = None
    output = hear(town, BETA, ALPHA, Proposes(minutes=other))
    assert Refusal.CLOCK_WRONG in reasons(output)
    assert beta._holding.progress.blamed < beta.chain.high.term


def test_what_nobody_can_take_is_owed_by_no_minutes_however_many_acknowledge_it() -> None:
    town = alone()
    heads = {"zeta.example": [5, "0" * 64], DELTA: [99, "0" * 64]}
    for name in (BETA, GAMMA):
        town.act(name, "ack", {"heads": heads})
    town.settle()
    town.now += DAY + HOUR
    holding = town.partners[DELTA]._holding
    node = press.taken(town.partners[DELTA], press.honest(town.partners[DELTA], time=town.now))
    said = holding.acknowledged["zeta.example"]
    assert sealing.owed_to(said, node, town.now - DAY) == 5
    assert sealing.omitted(holding, node, town.now) is None
    assert sealing.may_seal(holding, node, town.now) is None


def test_evidence_that_cannot_be_signed_for_is_kept_and_not_tried_at_every_turn() -> None:
    town = alone()
    beta = town.partners[BETA]
    one, other = (press.honest(town.partners[BETA], time=town.now + step) for step in (1, 2))
    hear(town, BETA, ALPHA, Proposes(minutes=one))
    beta._holding.signatures = Pen(())
    output = hear(town, BETA, ALPHA, Proposes(minutes=other))
    assert (BETA, Refusal.NOT_NOW) in [(who, reason) for who, reason, _ in output.refused]
    assert "entry" not in kinds(output)
    assert [body.kind for body in beta._holding.lies.values()] == ["minutes"]
    assert beta.wake(town.now).refused == ()


def test_nobody_excludes_without_the_key_in_force() -> None:
    town = Town(3).found()
    beta = town.partners[BETA]
    beta._holding.signatures = Pen(())
    with pytest.raises(Refused) as refused:
        beta.exclude(ALPHA, town.now)
    assert refused.value.reason == Refusal.NOT_NOW
    assert beta._holding.duty.statements == {}


def test_minutes_that_show_a_later_sign_of_life_let_no_exclusion_ripen() -> None:
    town = Town(3).found()
    town.down.add(ALPHA)
    town.wait(MINUTE)
    for name in (BETA, GAMMA):
        town.do(name, town.partners[name].exclude(ALPHA, town.now))
    town.settle()
    holding = town.partners[BETA]._holding
    high = holding.chain.high
    ripe = vanishing.ripening(holding, high)
    assert ripe == (town.now + 30 * DAY, ALPHA)
    # Minutes of a secretary whose clock is ahead of ours, as a seal in them is not.
    high.alive = {**high.alive, ALPHA: town.now + MINUTE}
    assert vanishing.ripening(holding, high) is None


def test_seals_of_one_sealer_make_room_for_its_own_only() -> None:
    town, alpha = press.started(4)
    room = waiting.Waiting()
    made = [press.following(alpha, height=90 + step) for step in range(waiting.MOST_SEALS + 1)]
    room.put_seal(press.seal(made[0], DELTA))
    for minutes in made:
        room.put_seal(press.seal(minutes, GAMMA))
    oldest = room.take_seals(records.identify(made[0]))
    assert [seal.partner for seal in oldest] == [DELTA]
    assert len(room.seals) == waiting.MOST_SEALS
    assert town.community == made[0].community


def test_the_genesis_is_held_from_the_beginning_and_contradicts_nothing() -> None:
    town = Town(4).found()
    holding = town.partners[BETA]._holding
    turn = Turn(holding, town.now)
    with pytest.raises(ValueError, match="genesis"):
        learning.hold(turn, holding.chain.root)
    accusing.look_for_twins(turn, holding.chain.root)
    assert holding.lies == {}
    assert turn.output().durable == ()


def test_what_nobody_known_signed_is_compared_with_nothing() -> None:
    town, alpha = press.started(4)
    holding = town.partners[BETA]._holding
    turn = Turn(holding, town.now)
    place = press.following(alpha, height=90)
    before = dict(holding.seen_seals)
    accusing.look_for_double(turn, press.seal(place, "epsilon.example"))
    accusing.look_at_status(turn, press.status(town, "epsilon.example", 1), None)
    assert holding.seen_seals == before
    assert "epsilon.example" not in holding.leavings
    accusing.look_for_double(turn, press.seal(place, DELTA))
    assert len(holding.seen_seals) == len(before) + 1


def test_without_patience_no_more_terms_are_left_at_once_than_there_are_secretaries() -> None:
    town = Town(1, pace=Pace(silence=0, answer=0))
    alpha = town.partners[ALPHA]
    town.do(ALPHA, alpha.wake(town.now))
    body = {"recovery_sig": town.possessed(ALPHA, "recovery")}
    output = alpha.act("accept", body, (), town.now)
    assert kinds(output)[:5] == ["entry", "status", "status", "minutes", "seal"]


def test_the_state_after_any_minutes_that_are_held_can_be_seen() -> None:
    town, alpha = press.started(4)
    newest = press.newest(alpha)
    assert alpha.state_of(records.identify(newest)).root() == newest.state
    with pytest.raises(KeyError):
        alpha.state_of("0" * 64)
    assert isinstance(town.disks[ALPHA][0], Durable)
