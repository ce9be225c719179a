"""Partners that work: founding, entries, silence, crashes, coming back."""

import pytest

from models.rules.partner.messages import Proposes
from models.rules.partner.output import Output
from models.rules.refusal import Refusal, Refused
from models.rules.values import DAY, HOUR, MINUTE
from tests.models.rules.partner.town import WITNESS, Town


@pytest.mark.parametrize(("count", "witnesses"), [(1, 0), (2, 0), (3, 0), (4, 0), (2, 1), (5, 0)])
def test_what_a_partner_writes_is_final_two_heights_later(count: int, witnesses: int) -> None:
    town = Town(count, witnesses=witnesses).found()
    assert {final[0] for final in town.finals() if final} == {0}
    town.act(town.names[-1], "note", {})
    town.settle()
    town.wait(5_000)
    assert len(town.finals()) == 1
    assert {final[0] for final in town.finals() if final} == {2}
    partner = town.partners[town.names[0]]
    assert partner.heads == partner.chain.final.cut
    assert not town.refused


@pytest.mark.parametrize("policy", ["majority", "two_thirds"])
def test_either_policy_finds_an_order(policy: str) -> None:
    town = Town(4, policy=policy).found()
    town.act(town.names[0], "note", {})
    town.settle()
    town.wait(MINUTE)
    assert {final[0] for final in town.finals() if final} == {2}


def test_nothing_begins_before_all_founders_have_accepted() -> None:
    town = Town(3)
    for name in town.names[:2]:
        town.act(name, "accept", {"recovery_sig": town.possessed(name, "recovery")})
    town.settle()
    town.wait(10 * DAY)
    assert town.finals() == {None}
    assert {partner.term for partner in town.partners.values()} == {0}
    town.act(town.names[2], "accept", {"recovery_sig": town.possessed(town.names[2], "recovery")})
    town.settle()
    town.wait(MINUTE)
    assert {final[0] for final in town.finals() if final} == {0}


def test_founders_replace_a_secretary_that_never_began() -> None:
    town = Town(4)
    for name in town.names:
        town.act(name, "accept", {"recovery_sig": town.possessed(name, "recovery")})
    # Everything that the others say reaches everybody but the secretary, which is gone.
    town.cut = {(name, town.names[0]) for name in town.names}
    town.settle()
    town.down.add(town.names[0])
    town.wait(26 * HOUR)
    assert {final[0] for final in town.finals() if final} == {0}
    assert town.partners[town.names[1]].term == 1


def test_minutes_are_written_daily_even_if_nobody_says_anything() -> None:
    town = Town(3).found()
    town.wait(3 * DAY)
    final = town.partners[town.names[0]].chain.final
    assert town.now - final.time <= 2 * DAY
    assert len(town.finals()) == 1


def test_a_silent_secretary_is_replaced_and_follows_when_it_is_back() -> None:
    town = Town(4).found()
    town.down.add(town.names[0])
    town.act(town.names[1], "note", {})
    town.settle()
    town.wait(23 * HOUR)
    assert town.partners[town.names[1]].term == 0
    town.wait(2 * HOUR)
    assert [final[0] for final in town.finals() if final] == [2]
    assert town.partners[town.names[1]].chain.final.minutes.secretary == town.names[1]  # type: ignore[union-attr]
    town.down.clear()
    town.do(town.names[0], town.partners[town.names[0]].wake(town.now))
    town.settle()
    town.wait(MINUTE)
    assert len(town.finals()) == 1
    assert {partner.term for partner in town.partners.values()} == {1}


def test_two_silent_secretaries_in_a_row_are_passed_over() -> None:
    town = Town(5, policy="majority").found()
    town.down.update(town.names[:2])
    town.act(town.names[2], "note", {})
    town.settle()
    town.wait(27 * HOUR)
    assert [final[0] for final in town.finals() if final] == [2]
    assert town.partners[town.names[2]].term == 2


def test_two_partners_wait_for_each_other_however_long() -> None:
    town = Town(2).found()
    town.down.add(town.names[1])
    town.act(town.names[0], "note", {})
    town.wait(10 * DAY)
    assert [final[0] for final in town.finals() if final] == [0]
    town.down.clear()
    town.do(town.names[1], town.partners[town.names[1]].wake(town.now))
    town.settle()
    town.wait(2 * HOUR)
    assert len(set(town.finals())) == 1
    assert [final[0] >= 2 for final in town.finals() if final] == [True]


def test_partitioned_partners_meet_in_one_term_again() -> None:
    town = Town(4).found()
    left, right = town.names[:2], town.names[2:]
    town.cut = {(a, b) for a in left for b in right} | {(b, a) for a in left for b in right}
    for name in town.names:
        town.act(name, "note", {})
    town.settle()
    town.wait(6 * DAY)
    assert [final[0] for final in town.finals() if final] == [0]
    town.cut.clear()
    town.wait(DAY)
    assert len(town.finals()) == 1
    assert len({partner.term for partner in town.partners.values()}) == 1
    assert all(len(partner.chain.final.cut) == 4 for partner in town.partners.values())
    assert (
        min(
            head[0]
            for partner in town.partners.values()
            for head in partner.chain.final.cut.values()
        )
        >= 1
    )


def test_restarted_partners_know_what_they_knew_and_contradict_nothing() -> None:
    town = Town(4).found()
    town.act(town.names[1], "note", {})
    town.settle()
    town.wait(MINUTE)
    before = {name: (p.final, p.certified, p.term) for name, p in town.partners.items()}
    for name in town.names:
        restarted = town.start(name)
        assert (restarted.final, restarted.certified, restarted.term) == before[name]
        known = [each.effect.kind for each in restarted.happened(-1)]
        assert known == [each.effect.kind for each in town.effects[name]]
        assert restarted.happened(restarted.final[0] if restarted.final else -1) == ()
    for name in town.names:
        town.do(name, town.partners[name].wake(town.now))
    town.act(town.names[2], "note", {})
    town.settle()
    town.wait(MINUTE)
    assert {final[0] for final in town.finals() if final} == {4}
    assert not town.refused


def test_what_was_durable_and_never_sent_is_sent_after_the_restart() -> None:
    town = Town(3).found()
    name = town.names[0]
    output = town.partners[name].act("note", {}, (), town.now)
    town.disks[name] += output.durable
    crashed_at = town.now + 3_000
    output = town.partners[name].wake(crashed_at)
    kinds = [each.kind for each in output.durable]
    assert kinds[:2] == ["minutes", "seal"]
    assert any(isinstance(each.message, Proposes) for each in output.send)
    town.disks[name] += output.durable
    town.start(name)
    town.now = crashed_at
    again = town.partners[name].wake(town.now)
    assert not again.durable
    assert proposals(again) == proposals(output)
    town.do(name, again)
    town.settle()
    town.wait(MINUTE)
    assert {final[0] for final in town.finals() if final} == {2}


def proposals(output: Output) -> set[str]:
    """Return the signatures of all minutes in what is sent."""
    return {s.message.minutes.sig for s in output.send if isinstance(s.message, Proposes)}


def test_what_was_not_durable_never_happened() -> None:
    town = Town(3).found()
    name = town.names[0]
    town.partners[name].act("note", {}, (), town.now)
    town.start(name)
    town.do(name, town.partners[name].wake(town.now))
    town.act(name, "note", {"other": 1})
    town.settle()
    town.wait(MINUTE)
    assert {final[0] for final in town.finals() if final} == {2}
    assert not town.refused


def test_a_witness_seals_and_is_never_secretary() -> None:
    town = Town(2, witnesses=1).found()
    town.down.add(town.names[1])
    town.act(town.names[0], "note", {})
    town.settle()
    town.wait(MINUTE)
    assert [final[0] for final in town.finals() if final] == [2]
    assert WITNESS in town.partners[town.names[0]].chain.high.seals


def test_what_would_mean_nothing_is_not_written() -> None:
    town = Town(3).found()
    partner = town.partners[town.names[0]]
    with pytest.raises(Refused) as refused:
        partner.act("accept", {"recovery_sig": town.possessed(town.names[0], "recovery")}, (), 1)
    assert (refused.value.reason, refused.value.detail) == (Refusal.NOT_NOW, "already_done")
    with pytest.raises(Refused) as refused:
        partner.act("leave", {"effective": "soon"}, (), town.now)
    assert refused.value.reason == Refusal.BODY_MALFORMED
    assert partner.heads[town.names[0]][0] == 0
