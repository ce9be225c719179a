"""Two final branches under `majority`: noticed, frozen, settled by people, gone on from (R12)."""

import pytest

from models.rules import evidence
from models.rules.partner import leaving, secretary, settling
from models.rules.partner.messages import Proposes
from models.rules.partner.partner import Partner
from models.rules.partner.turn import Turn
from models.rules.refusal import Refusal
from models.rules.values import DAY, MINUTE
from tests.models.rules.partner.town import NAMES, Pen, Town
from tests.models.rules.writers import key

ALPHA, BETA, GAMMA = NAMES[:3]


def torn() -> Town:
    """Return a town in which gamma helped two others to final minutes that exclude each other."""
    town, other = Town(3).found(), Town(3).found()
    for away, place in ((BETA, town), (ALPHA, other)):
        place.down.add(away)
        place.act(next(n for n in (ALPHA, BETA) if n != away), "note", {})
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
