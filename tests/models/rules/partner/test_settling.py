"""Two final branches under `majority`: noticed, frozen, settled by people, gone on from (R12)."""

import msgspec
import pytest

from models.rules import evidence
from models.rules.log import entry as entries_of
from models.rules.log.entry import Entry
from models.rules.minutes import records
from models.rules.minutes.records import Seal
from models.rules.partner import leaving, secretary, settling
from models.rules.partner.messages import Proposes
from models.rules.partner.output import Durable, Output
from models.rules.partner.partner import Partner
from models.rules.partner.turn import Turn
from models.rules.refusal import Refusal, Refused
from models.rules.values import DAY, MINUTE
from tests.models.rules.partner.town import NAMES, Pen, Town
from tests.models.rules.writers import key

ALPHA, BETA, GAMMA = NAMES[:3]


def torn(*, is_rotated: bool = False) -> Town:
    """Return a town in which gamma helped two others to final minutes that exclude each other."""
    town, other = Town(3).found(), Town(3).found()
    for away, place in ((BETA, town), (ALPHA, other)):
        place.down.add(away)
        stays = next(n for n in (ALPHA, BETA) if n != away)
        place.act(stays, "note", {})
        if is_rotated:
            new = {"new": key(stays, "2"), "new_sig": place.possessed(stays, "2")}
            place.act(stays, "key", new)
        place.settle()
        place.wait(4 * DAY)
    town.disks[BETA] = other.disks[BETA]
    town.effects[BETA] = other.effects[BETA]
    town.partners[BETA] = other.partners[BETA]
    town.down = {GAMMA}
    met(town)
    return town


def met(town: Town) -> None:
    for name in (ALPHA, BETA):
        town.do(name, town.partners[name].wake(town.now))
    town.settle()
    town.wait(2 * DAY)


def again(town: Town, name: str, settled: dict[int, str]) -> Partner:
    """Start a partner again, with what was settled."""
    town.partners[name] = Partner(
        me=name,
        genesis=town.genesis,
        signatures=Pen(key(name, each) for each in ("1", "2", "recovery")),
        records=town.disks[name],
        settled=settled,
    )
    return town.partners[name]


def settled_for(name: str, town: Town | None = None) -> Town:
    """Return a torn town in which the record of `name` was settled, and all started again."""
    town = town or torn()
    for each in (ALPHA, BETA):
        word(town, each, name)
    found = town.partners[ALPHA].settlement()
    assert found is not None
    for each in (ALPHA, BETA):
        again(town, each, dict([found]))
    return town


def recovered(town: Town, name: str) -> Output:
    """Let a partner take up its log after what was kept."""
    after = town.partners[name].takes_up_after
    assert after is not None
    body = {
        "new": key(name, "2"),
        "new_sig": town.possessed(name, "2"),
        "compromised_after": after,
    }
    return town.partners[name].recover(body, town.now)


def take_up(town: Town, name: str) -> None:
    town.do(name, recovered(town, name))
    town.settle()
    town.wait(DAY)


def entry_of(partner: Partner) -> Entry:
    head = partner._holding.log.head(BETA)
    signed = partner.entry(head[1]) if head else None
    assert signed is not None
    return signed.entry


def word(town: Town, name: str, kept: str) -> None:
    chain = town.partners[name].chain
    assert chain.conflict is not None
    height, _ = settling.parting(*chain.conflict)
    minutes = town.partners[kept].final_chain[height]
    town.act(name, "settle", {"subject": GAMMA, "height": height, "minutes": minutes})
    town.settle()


def test_enough_words_for_one_branch_settle_and_the_community_goes_on() -> None:
    town = torn()
    alpha, beta = town.partners[ALPHA], town.partners[BETA]
    assert alpha.chain.conflict is not None
    assert beta.chain.conflict is not None
    assert alpha.settlement() is None
    word(town, ALPHA, ALPHA)
    assert alpha.settlement() is None
    word(town, BETA, ALPHA)
    found = alpha.settlement()
    assert found is not None
    assert found == beta.settlement()
    height, kept = found
    assert alpha.final_chain[height] == kept
    before = len(alpha.final_chain)
    dropped = beta.chain.find(beta.final_chain[height]).minutes
    assert dropped is not None
    for name in (ALPHA, BETA):
        again(town, name, {height: kept})
    restored = town.partners[BETA].final_chain
    assert len(restored) >= height
    assert list(restored) == list(alpha.final_chain)[: len(restored)]
    met(town)
    take_up(town, BETA)
    town.wait(4 * DAY)
    alpha, beta = town.partners[ALPHA], town.partners[BETA]
    assert alpha.chain.conflict is None
    assert beta.chain.conflict is None
    assert alpha.final == beta.final
    assert len(alpha.final_chain) > before
    assert alpha.final_chain[height] == kept
    assert alpha.state.get(f"partner/{GAMMA}")["suspended"] is not None
    assert alpha.state.get(f"partner/{BETA}")["suspended"] is None
    alpha_says = alpha.receive(BETA, Proposes(minutes=dropped), town.now).refused
    assert [reason for _, reason, _ in alpha_says] == [Refusal.SETTLED_OTHERWISE]


def test_who_sealed_on_the_dropped_branch_leaves_no_term_without_a_new_key() -> None:
    town = settled_for(ALPHA)
    alpha, beta = town.partners[ALPHA], town.partners[BETA]
    met(town)
    stuck = len(alpha.final_chain)
    town.wait(4 * DAY)
    assert len(alpha.final_chain) == stuck
    assert alpha.term > alpha._holding.statuses[BETA].term
    assert alpha.takes_up_after is None
    assert settling.is_bound(beta._holding, key(BETA, "1"))
    take_up(town, BETA)
    assert beta.takes_up_after is None
    town.wait(DAY)
    assert len(alpha.final_chain) > stuck
    assert alpha.state.get(f"partner/{BETA}")["key"] == key(BETA, "2")
    assert [evidence.guilty(body) for body in beta._holding.lies.values()] == [GAMMA]
    assert [evidence.guilty(body) for body in alpha._holding.lies.values()] == [GAMMA]
    assert not settling.is_bound(beta._holding, key(BETA, "1"))


def test_all_that_replace_their_keys_at_once_wait_for_nobody() -> None:
    town = settled_for(ALPHA)
    alpha, beta = town.partners[ALPHA], town.partners[BETA]
    (_, seal), *_ = beta._holding.duty.dropped
    claim = {**msgspec.to_builtins(seal), "partner": ALPHA}
    as_if = records.sign(claim, Seal, key(ALPHA, "1"), alpha._holding.signatures)
    alpha._holding.duty.dropped = [((10**6, 0), as_if)]
    met(town)
    stuck = len(alpha.final_chain)
    take_up(town, ALPHA)
    take_up(town, BETA)
    town.wait(DAY)
    assert len(alpha.final_chain) > stuck
    assert alpha.state.root() == beta.state.root()
    for name in (ALPHA, BETA):
        assert alpha.state.get(f"partner/{name}")["key"] == key(name, "2")


def test_what_stands_beside_a_recovery_is_said_again() -> None:
    town = settled_for(ALPHA)
    beta = town.partners[BETA]
    town.do(BETA, beta.wake(town.now))
    beta._holding.boxed.add("of the dropped branch")
    said = set(beta._holding.said)
    assert said
    town.do(BETA, recovered(town, BETA))
    assert not beta._holding.boxed
    kept = beta._holding.log.head(BETA)
    assert kept is not None
    line = beta._holding.log.line(kept[1], 0)
    assert line[-1].entry.type == "evidence"
    assert beta._holding.said == said


def test_nobody_takes_up_a_log_where_nothing_was_settled_or_was_lost() -> None:
    town = Town(3).found()
    assert town.partners[ALPHA].takes_up_after is None
    fresh = Partner(me=ALPHA, genesis=town.genesis, signatures=Pen(()), settled={9: "minutes"})
    assert fresh.takes_up_after is None
    other = Town(3).found()
    early = again(other, BETA, {0: "other minutes"})
    assert early.final is None
    assert early.takes_up_after is not None


def test_records_that_rest_on_what_was_dropped_are_left_out() -> None:
    town = torn()
    alpha, beta = town.partners[ALPHA], town.partners[BETA]
    assert alpha.chain.conflict is not None
    height, _ = settling.parting(*alpha.chain.conflict)
    claim = {**msgspec.to_builtins(entry_of(beta)), "partner": "newcomer.example"}
    foreign = entries_of.write(claim, Pen([key(BETA, "1")]))[1]
    town.disks[BETA].append(Durable(kind="entry", time=town.now, record=foreign))
    settled = again(town, BETA, {height: alpha.final_chain[height]})
    assert settled._holding.log.head("newcomer.example") is None
    assert not settled._holding.waiting.minutes
    with pytest.raises(Refused):
        town.start(BETA)


def test_a_word_about_two_records_is_judged_by_neither() -> None:
    town = torn(is_rotated=True)
    chains = [town.partners[name].chain for name in (ALPHA, BETA)]
    assert not all(chain.high.descends_from(chain.final) for chain in chains)
    for name in (ALPHA, BETA):
        word(town, name, ALPHA)
    assert town.partners[ALPHA].settlement() is not None
    assert town.partners[ALPHA].settlement() == town.partners[BETA].settlement()


def test_a_key_is_bound_by_what_the_one_sealed_to_which_it_was_handed_on() -> None:
    town = settled_for(ALPHA, torn(is_rotated=True))
    beta = town.partners[BETA]._holding
    assert beta.key_of(BETA) == key(BETA, "1")
    own = sorted([key(BETA, "1"), key(BETA, "2")])
    assert settling.hands(beta, own[0]) == settling.hands(beta, own[1]) == own
    by_new = [
        (rank, seal)
        for rank, seal in beta.duty.dropped
        if beta.signatures.verify(key(BETA, "2"), records.signed(seal), seal.sig)
    ]
    assert by_new
    beta.duty.dropped = by_new
    assert settling.is_bound(beta, key(BETA, "1"))
    assert not settling.is_bound(beta, key(BETA, "recovery"))


def test_a_recovery_that_was_written_on_the_dropped_record_counts_on_the_other() -> None:
    town = torn()
    head = town.partners[BETA].heads[BETA]
    body = {
        "new": key(BETA, "2"),
        "new_sig": town.possessed(BETA, "2"),
        "compromised_after": 0,
    }
    town.do(BETA, town.partners[BETA].recover(body, town.now))
    town.settle()
    end = town.partners[BETA].heads[BETA]
    line = town.partners[BETA]._holding.log.line(end[1], 0)
    written = next(each.entry for each in line if each.entry.type == "key")
    assert written.seq <= head[0]
    settled_for(ALPHA, town)
    alpha, beta = town.partners[ALPHA], town.partners[BETA]
    assert written.anchor is not None
    assert written.anchor[1] not in alpha.final_chain
    before = len(alpha.final_chain)
    met(town)
    town.wait(4 * DAY)
    assert len(alpha.final_chain) > before
    assert alpha.state.get(f"partner/{BETA}")["key"] == key(BETA, "2")
    assert beta.takes_up_after == written.seq


def test_a_recovery_after_a_shorter_record_was_kept_is_dated_no_earlier_than_what_it_follows() -> (
    None
):
    town = Town(3).found()
    for _ in range(2):
        town.act(BETA, "note", {})
        town.settle()
        town.wait(MINUTE)
    last = entry_of(town.partners[BETA])
    assert last.anchor is not None
    early = again(town, BETA, {0: "other minutes"})
    body = {
        "new": key(BETA, "2"),
        "new_sig": town.possessed(BETA, "2"),
        "compromised_after": last.seq,
    }
    town.do(BETA, early.recover(body, town.now))
    assert entry_of(early).type == "key"
    assert entry_of(early).anchor == last.anchor


def test_minutes_are_never_written_twice_even_when_higher_ones_became_final_beside_them() -> None:
    town = Town(3).found()
    holding = next(
        each._holding
        for each in town.partners.values()
        if secretary.next_plan(each._holding, town.now) is not None
    )
    plan = secretary.next_plan(holding, town.now)
    assert plan is not None
    turn = Turn(holding, town.now + DAY)
    assert not secretary.is_proposed(holding, plan)
    assert secretary.propose(turn, plan)
    holding.duty.forget(10**6)
    assert not holding.duty.proposed
    assert secretary.is_proposed(holding, plan)


def test_who_helped_both_branches_is_proven_to_have_come_back_to_a_term_it_left() -> None:
    town = torn()
    lies = town.partners[ALPHA]._holding.lies
    assert [(body.kind, evidence.guilty(body)) for body in lies.values()] == [("terms", GAMMA)]


def test_what_was_signed_on_the_dropped_branch_is_never_signed_otherwise() -> None:
    town = torn()
    alpha, beta = town.partners[ALPHA], town.partners[BETA]
    assert alpha.chain.conflict is not None
    height, _ = settling.parting(*alpha.chain.conflict)
    kept = alpha.final_chain[height]
    dropped = [beta.chain.find(each) for each in beta.final_chain[height:]]
    own = [node for node in dropped if node.minutes and node.minutes.secretary == BETA]
    assert any(node.is_start for node in own)
    left = Turn(beta._holding, town.now)
    assert leaving.leave(left, beta.term + 1)
    town.disks[BETA] += left.durable
    settled = again(town, BETA, {height: kept})._holding
    assert settled.duty.started >= max(node.term for node in own if node.is_start)
    assert max(beta._holding.duty.proposed) in settled.duty.proposed
    assert settled.duty.status is not None
    assert settled.duty.status.high is not None
    assert settled.duty.status.high.minutes not in settled.chain.nodes
    town.do(BETA, town.partners[BETA].wake(town.now))
    assert settled.duty.status not in secretary.gathered(settled)


def test_words_for_different_branches_settle_nothing() -> None:
    town = torn()
    word(town, ALPHA, ALPHA)
    word(town, BETA, BETA)
    assert town.partners[ALPHA].settlement() is None


def test_without_a_conflict_there_is_nothing_to_settle() -> None:
    town = Town(3).found()
    assert town.partners[ALPHA].settlement() is None


@pytest.mark.parametrize("length", [1, 2, 5])
def test_branches_part_after_what_they_share(length: int) -> None:
    town = Town(1).found()
    for _ in range(length):
        town.act(ALPHA, "note", {})
        town.wait(MINUTE)
    chain = town.partners[ALPHA].chain
    final = chain.final
    height, ground = settling.parting(final, final)
    assert ground is final
    assert height == final.height + 1
