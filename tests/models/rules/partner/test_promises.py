"""What an honest partner never signs, and what follows when somebody else signs too much."""

from typing import Any

from models.rules.log.entry import Signed
from models.rules.minutes import records
from models.rules.partner import accusing, sealing
from models.rules.partner.messages import Leaves, Proposes, Says, Seals, Shows
from models.rules.partner.output import Output
from models.rules.partner.partner import Partner
from models.rules.refusal import Refusal, Refused
from models.rules.values import DAY, HOUR, MINUTE
from tests.models.rules.minutes import press
from tests.models.rules.partner.town import Town

ALPHA, BETA, GAMMA, DELTA = "alpha.example", "beta.example", "gamma.example", "delta.example"


def hear(town: Town, name: str, sender: str, message: Any) -> Output:
    """Let a partner hear something, and do what follows."""
    output = town.partners[name].receive(sender, message, town.now)
    town.do(name, output)
    return output


def sealed(output: Output) -> list[str]:
    """Return the minutes that were sealed."""
    return [each.record.minutes for each in output.durable if each.kind == "seal"]  # type: ignore[union-attr]


def left(output: Output) -> list[int]:
    """Return the terms that were left for."""
    return [each.record.term for each in output.durable if each.kind == "status"]  # type: ignore[union-attr]


def honest(partner: Partner, **changes: Any) -> Any:
    """Return the next minutes with the state that is right for them."""
    minutes = press.following(partner, **changes)
    try:
        press.taken(partner, minutes)
    except Refused as refused:
        minutes = press.again(minutes, state=refused.detail)
    press.taken(partner, minutes)
    return minutes


def alone(count: int = 4) -> Town:
    """Return a town whose secretary, alpha, is a liar that the test speaks for."""
    town, _ = press.started(count)
    town.down.add(ALPHA)
    return town


def test_two_minutes_in_one_place_get_one_seal_and_become_evidence() -> None:
    town = alone()
    beta = town.partners[BETA]
    one = honest(beta, time=town.now + 1)
    other = honest(beta, time=town.now + 2)
    assert sealed(hear(town, BETA, ALPHA, Proposes(minutes=one))) == [records.identify(one)]
    output = hear(town, BETA, ALPHA, Proposes(minutes=other))
    assert sealed(output) == []
    assert [e.record.entry.type for e in output.durable if e.kind == "entry"] == ["evidence"]  # type: ignore[union-attr]
    town.settle()
    town.wait(2 * DAY)
    assert beta.state.get(f"partner/{ALPHA}")["suspended"] is not None
    assert len(town.finals()) == 1
    assert beta.term > 0


def test_evidence_that_the_state_has_is_not_written_again() -> None:
    town = alone()
    holding = town.partners[BETA]._holding
    for step in (1, 2):
        minutes = honest(town.partners[BETA], time=town.now + step)
        hear(town, BETA, ALPHA, Proposes(minutes=minutes))
    # As if the entry had come with minutes, and not by itself.
    holding.said.clear()
    assert len(accusing.unsaid(holding)) == 1
    town.settle()
    town.wait(2 * DAY)
    holding.said.clear()
    assert accusing.unsaid(holding) == []


def test_two_seals_in_one_place_become_evidence_wherever_they_are_seen() -> None:
    town = alone()
    beta = town.partners[BETA]
    one, other = honest(beta, time=town.now + 1), honest(beta, time=town.now + 2)
    hear(town, BETA, ALPHA, Proposes(minutes=one))
    hear(town, BETA, DELTA, Seals(seal=press.seal(one, DELTA)))
    output = hear(town, BETA, DELTA, Seals(seal=press.seal(other, DELTA)))
    kinds = [e.record.entry.body["kind"] for e in output.durable if e.kind == "entry"]  # type: ignore[union-attr]
    assert kinds == ["seals"]


def test_seals_hidden_in_a_certificate_are_compared_too() -> None:
    town = alone()
    beta = town.partners[BETA]
    one, other = honest(beta, time=town.now + 1), honest(beta, time=town.now + 2)
    for minutes in (one, other):
        hear(town, BETA, ALPHA, Proposes(minutes=minutes))
    hear(town, BETA, DELTA, Seals(seal=press.seal(other, DELTA)))
    high = {
        "term": one.term,
        "height": one.height,
        "minutes": records.identify(one),
        "certificate": press.built(
            [
                {"partner": s.partner, "time": s.time, "sig": s.sig}
                for s in (press.seal(one, name) for name in (ALPHA, DELTA, GAMMA))
            ]
        ),
    }
    shown = press.shaped(high, records.High)
    output = hear(town, BETA, GAMMA, Shows(minutes=(), proofs=(shown,)))
    kinds = {e.record.entry.body["kind"] for e in output.durable if e.kind == "entry"}  # type: ignore[union-attr]
    assert kinds == {"seals"}
    assert beta.certified == (one.term, one.height, records.identify(one))
    again = hear(town, BETA, ALPHA, Shows(minutes=(), proofs=(shown,)))
    assert [each for each in again.durable if each.kind == "entry"] == []


def test_minutes_of_a_term_that_was_left_are_not_sealed() -> None:
    town = alone()
    beta = town.partners[BETA]
    minutes = honest(beta, time=town.now + 1)
    for name in (GAMMA, DELTA):
        output = hear(town, BETA, name, Leaves(status=_status(town, name, 1)))
    assert left(output) == [1]
    assert sealed(hear(town, BETA, ALPHA, Proposes(minutes=minutes))) == []


def test_one_liar_alone_makes_nobody_leave() -> None:
    town = alone()
    assert left(hear(town, BETA, DELTA, Leaves(status=_status(town, DELTA, 9)))) == []


def test_nobody_leaves_for_a_term_that_the_clock_does_not_allow() -> None:
    town = alone(3)
    assert left(hear(town, BETA, GAMMA, Leaves(status=_status(town, GAMMA, 10**12)))) == []
    assert left(hear(town, BETA, GAMMA, Leaves(status=_status(town, GAMMA, 10**12 + 1)))) == []
    assert town.partners[BETA].term == 0


def _status(town: Town, name: str, term: int) -> records.Status:
    high = town.partners[BETA].chain.high
    named = {
        "term": high.term,
        "height": high.height,
        "minutes": high.id,
        "certificate": press.built([high.seals[each] for each in sorted(high.seals)]),
    }
    return press.status(town, name, term, named)


def test_a_status_that_its_sealer_did_not_sign_is_refused() -> None:
    town = alone()
    town.refused.clear()
    forged = press.status(town, GAMMA, 1, None, signer=DELTA)
    foreign = press.status(town, GAMMA, 1, None, community="0" * 64)
    stranger = press.status(town, "epsilon.example", 1, None)
    for status in (forged, foreign, stranger):
        hear(town, BETA, DELTA, Leaves(status=status))
    assert [reason for _, _, reason, _ in town.refused] == [
        Refusal.SIGNATURE_INVALID,
        Refusal.OTHER_COMMUNITY,
        Refusal.NOT_A_SEALER,
    ]
    hear(town, BETA, DELTA, Leaves(status=_status(town, DELTA, 0)))
    assert town.refused[-1][2] == Refusal.START_INVALID


def test_a_term_is_opened_once_however_many_sets_of_statuses_there_are() -> None:
    """The hole in the design: two starts of one term, at two heights, by two sets of statuses."""
    town, _ = press.replaced(press.started()[0])
    gamma = town.partners[GAMMA]
    start = gamma.chain.find(press.start_of(gamma).parent or "")
    assert start.id is not None
    node = gamma.chain.high
    while not node.is_start:
        node = node.parent  # type: ignore[assignment]
    assert sealing.is_first((0, 99), node)
    assert not sealing.is_first((node.term, 0), node)
    assert not sealing.is_first((node.term, node.height), node)
    child = next(n for n in gamma.chain.nodes.values() if n.parent is node)
    assert sealing.is_first((node.term, node.height), child)
    assert not sealing.is_first((node.term, child.height), child)
    assert not sealing.is_first((node.term + 1, 0), child)


def test_wrong_minutes_by_the_secretary_end_its_term_at_once() -> None:
    town = alone()
    minutes = press.following(town.partners[BETA], state="0" * 64)
    output = hear(town, BETA, ALPHA, Proposes(minutes=minutes))
    assert left(output) == [1]
    assert output.refused[0][1] == Refusal.STATE_WRONG


def test_wrong_minutes_that_somebody_else_made_up_end_nothing() -> None:
    town = alone()
    minutes = press.again(press.following(town.partners[BETA], state="0" * 64), signer=DELTA)
    assert left(hear(town, BETA, DELTA, Proposes(minutes=minutes))) == []


def test_minutes_beyond_the_clock_wait_and_older_ones_end_the_term() -> None:
    town = alone()
    beta = town.partners[BETA]
    ahead = honest(beta, time=town.now + sealing.AHEAD + MINUTE)
    output = hear(town, BETA, ALPHA, Proposes(minutes=ahead))
    assert sealed(output) == []
    assert output.timer <= town.now + MINUTE
    town.now += MINUTE
    assert sealed(beta.wake(town.now)) == [records.identify(ahead)]
    gamma = town.partners[GAMMA]
    late = honest(gamma, time=town.now)
    town.now += DAY + HOUR
    output = hear(town, GAMMA, ALPHA, Proposes(minutes=late))
    assert sealed(output) == []
    assert Refusal.CLOCK_WRONG in {reason for _, reason, _ in output.refused}
    assert left(output) == [1]


def test_minutes_that_leave_out_what_others_acknowledged_for_a_day_end_the_term() -> None:
    town = alone()
    town.act(BETA, "note", {"censored": True})
    town.settle()
    town.wait(2 * HOUR)
    gamma = town.partners[GAMMA]
    assert gamma.heads[DELTA][0] == 1
    early = honest(gamma, time=town.now)
    assert sealed(hear(town, GAMMA, ALPHA, Proposes(minutes=early))) == [records.identify(early)]
    town.now += 23 * HOUR
    delta = town.partners[DELTA]
    late = honest(delta, time=town.now)
    output = hear(town, DELTA, ALPHA, Proposes(minutes=late))
    assert sealed(output) == []
    assert Refusal.OMITS in {reason for _, reason, _ in output.refused}
    assert left(output) == [1]


def test_minutes_that_are_sealed_already_get_the_same_seal_again() -> None:
    town = alone()
    minutes = honest(town.partners[BETA], time=town.now + 1)
    first = hear(town, BETA, ALPHA, Proposes(minutes=minutes))
    again = hear(town, BETA, ALPHA, Proposes(minutes=minutes))
    assert not again.durable
    seals = {s.message.seal.sig for s in first.send if isinstance(s.message, Seals)}
    assert [s.message.seal.sig for s in again.send if isinstance(s.message, Seals)] == list(seals)


def test_more_than_a_few_minutes_in_one_place_are_not_kept() -> None:
    town = alone()
    beta = town.partners[BETA]
    for step in range(6):
        hear(town, BETA, ALPHA, Proposes(minutes=honest(beta, time=town.now + step + 1)))
    assert Refusal.TOO_MUCH in town.reasons()
    place = beta.chain.high
    assert len(beta.chain.at(place.term, place.height + 1)) == 4


def test_seals_that_count_for_nothing_are_refused_by_name() -> None:
    town = alone()
    beta = town.partners[BETA]
    minutes = honest(beta, time=town.now + 1)
    hear(town, BETA, ALPHA, Proposes(minutes=minutes))
    town.refused.clear()
    unknown = press.again(minutes, time=town.now + 7)
    for seal in (
        press.seal(minutes, GAMMA, signer=DELTA),
        press.seal(minutes, "epsilon.example"),
        press.seal(minutes, GAMMA, height=77),
        press.seal(minutes, GAMMA, community="0" * 64),
        press.seal(unknown, GAMMA, signer=DELTA),
        press.seal(unknown, GAMMA, community="0" * 64),
    ):
        hear(town, BETA, DELTA, Seals(seal=seal))
    assert [reason for _, _, reason, _ in town.refused] == [
        Refusal.SIGNATURE_INVALID,
        Refusal.NOT_A_SEALER,
        Refusal.MALFORMED,
        Refusal.OTHER_COMMUNITY,
        Refusal.SIGNATURE_INVALID,
        Refusal.OTHER_COMMUNITY,
    ]


def test_seals_that_come_before_their_minutes_wait_for_them() -> None:
    town = alone()
    beta = town.partners[BETA]
    minutes = honest(beta, time=town.now + 1)
    for name in (GAMMA, DELTA):
        output = hear(town, BETA, name, Seals(seal=press.seal(minutes, name)))
        assert [send.to for send in output.send] == [name]
    hear(town, BETA, ALPHA, Proposes(minutes=minutes))
    assert beta.certified == (0, minutes.height, records.identify(minutes))


def test_a_sealer_that_opens_one_term_twice_is_proven_by_its_seals() -> None:
    town, _ = press.replaced(press.started()[0])
    gamma = town.partners[GAMMA]
    start = press.start_of(gamma)
    twin = press.again(start, time=start.time + 1)
    try:
        press.taken(gamma, twin)
    except Refused as refused:
        twin = press.again(twin, state=refused.detail)
    bodies = []
    for minutes in (start, twin):
        output = hear(town, GAMMA, BETA, Proposes(minutes=minutes))
        output = hear(town, GAMMA, DELTA, Seals(seal=press.seal(minutes, DELTA)))
        bodies += [e.record.entry.body for e in output.durable if e.kind == "entry"]  # type: ignore[union-attr]
    assert {"seals", "starts"} <= {body["kind"] for body in bodies}


def test_entries_that_may_not_be_are_refused_one_by_one() -> None:
    town = Town(3).found()
    beta = town.partners[BETA]
    stranger = Town(4).found().partners[DELTA]
    foreign = stranger.entry(stranger.heads[DELTA][1])
    assert foreign is not None
    fresh = town.partners[GAMMA].act("note", {}, (), town.now)
    (entry,) = [e.record for e in fresh.durable if e.kind == "entry"]
    assert isinstance(entry, Signed)
    output = hear(town, BETA, GAMMA, Says(entries=(foreign, entry)))
    assert [reason for _, reason, _ in output.refused] == [Refusal.OTHER_COMMUNITY]
    assert beta.entry(entry.id) == entry


def test_minutes_on_another_line_of_a_log_than_the_parents_end_the_term() -> None:
    town = alone()
    beta = town.partners[BETA]
    high = beta.chain.high
    kept = dict(high.cut)
    first = town.partners[DELTA].act("note", {"line": 1}, (), town.now)
    twin = town.start(DELTA).act("note", {"line": 2}, (), town.now)
    more = town.partners[DELTA].act("note", {"line": 2}, (), town.now)
    entries = [e.record for o in (first, twin, more) for e in o.durable if e.kind == "entry"]
    hear(town, BETA, DELTA, Says(entries=tuple(entries)))  # type: ignore[arg-type]
    ends = [each for each in entries if isinstance(each, Signed)]
    certain = honest(beta, cut={**kept, DELTA: (1, ends[0].id)}, time=town.now + 1)
    hear(town, BETA, ALPHA, Proposes(minutes=certain))
    node = beta.chain.find(records.identify(certain))
    for name in (GAMMA, DELTA):
        hear(town, BETA, name, Seals(seal=press.seal(certain, name)))
    assert beta.chain.high is node
    other = press.following(beta, cut={**node.cut, DELTA: (2, ends[2].id)})
    output = hear(town, BETA, ALPHA, Proposes(minutes=other))
    assert [reason for _, reason, _ in output.refused][:1] == [Refusal.CUT_SHRINKS]
    assert left(output) == [1]


def test_evidence_that_no_key_could_sign_is_written_when_the_key_is_there() -> None:
    town = alone()
    beta = town.partners[BETA]
    pen: Any = beta._holding.signatures
    kept, pen.keys = pen.keys, set()
    hear(town, BETA, DELTA, Seals(seal=press.seal(honest(beta, time=town.now + 1), DELTA)))
    output = hear(town, BETA, DELTA, Seals(seal=press.seal(honest(beta, time=town.now + 2), DELTA)))
    assert [reason for _, reason, _ in output.refused] == [Refusal.NOT_NOW]
    output = beta.wake(town.now)
    assert not output.refused
    assert not output.durable
    pen.keys = kept
    output = beta.wake(town.now + MINUTE)
    assert [e.record.entry.type for e in output.durable if e.kind == "entry"] == ["evidence"]  # type: ignore[union-attr]
    town.do(BETA, output)
    output = beta.wake(town.now + HOUR)
    assert not [each for each in output.durable if each.kind == "entry"]
