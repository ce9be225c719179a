"""The tree of minutes: finality, conflicts, and what is forgotten."""

import pytest

from models.rules.minutes import certificate, finality, records
from models.rules.minutes.chain import WINDOW, Chain
from models.rules.minutes.missing import Missing
from models.rules.minutes.node import Node
from models.rules.partner.messages import Proposes, Seals
from models.rules.refusal import Refusal, Refused
from models.rules.values import MINUTE
from tests.models.rules.minutes import press
from tests.models.rules.partner.test_promises import honest
from tests.models.rules.partner.town import Town

ALPHA, BETA, GAMMA = "alpha.example", "beta.example", "gamma.example"


def test_certified_is_not_final_and_another_terms_child_proves_nothing() -> None:
    town, partner = press.replaced(press.started()[0])
    start = partner.chain.high
    while not start.is_start:
        start = start.parent  # type: ignore[assignment]
    parent = start.parent
    assert parent is not None
    assert parent.certified
    assert start.certified
    assert not finality.is_final(parent, start)
    assert finality.made_final(start) is None
    assert finality.made_final(partner.chain.root) is None
    child = next(n for n in partner.chain.nodes.values() if n.parent is start)
    assert finality.is_final(start, child)
    assert finality.made_final(child) is start
    child.certified = False
    assert finality.made_final(child) is None
    assert town.finals()


def test_ancestors_are_found_at_any_distance() -> None:
    town = Town(1).found()
    for _ in range(40):
        town.act(ALPHA, "note", {})
        town.wait(MINUTE)
    chain = town.partners[ALPHA].chain
    assert chain.high.height >= 80
    for height in range(-1, chain.high.height + 1):
        found = chain.high.ancestor(height)
        assert found.height == height
        assert chain.high.descends_from(found)
        assert not found.descends_from(chain.high) or found is chain.high
    assert [chain.final.ancestor(h).id for h in range(chain.final.height + 1)] == chain.final_ids


def test_what_is_long_past_is_forgotten_but_for_what_others_may_ask() -> None:
    town = Town(1).found()
    while town.partners[ALPHA].chain.final.height < 2 * WINDOW + 10:
        town.act(ALPHA, "note", {})
        town.wait(3_000)
    chain = town.partners[ALPHA].chain
    old = chain.find(chain.final_ids[5])
    assert old.is_slim
    assert old.minutes is not None
    with pytest.raises(LookupError):
        _ = old.state
    late = press.following(town.partners[ALPHA], parent=old.id, height=6)
    with pytest.raises(Refused) as refused:
        press.taken(town.partners[ALPHA], late)
    assert refused.value.reason == Refusal.HEIGHT_WRONG
    assert not chain.final.is_slim
    assert len(chain.final_ids) == chain.final.height + 1


def test_branches_that_came_to_nothing_are_dropped() -> None:
    town = Town(1).found()
    alpha = town.partners[ALPHA]
    stray = honest(alpha, time=town.now + 5)
    while alpha.chain.final.height < 2 * WINDOW + 10:
        town.act(ALPHA, "note", {})
        town.wait(3_000)
    witnessed = Chain(town.genesis, alpha._holding.log, press.PEN)
    stray_id, last = records.identify(stray), ""
    for minutes_id in alpha.chain.final_ids:
        if stray.parent == last:
            witnessed.add(witnessed.check(stray, stray_id))
            assert stray_id in witnessed.nodes
        minutes = alpha.chain.find(minutes_id).minutes
        assert minutes is not None
        witnessed.add(witnessed.check(minutes, minutes_id))
        last = minutes_id
    assert stray_id not in witnessed.nodes
    assert set(witnessed.nodes) <= set(alpha.chain.nodes)


def test_two_final_branches_are_noticed_told_once_and_end_all_sealing() -> None:
    """Under `majority` one liar of three can do this; it is proven, and nobody goes on."""
    town, _ = press.started(3)
    beta = town.partners[BETA]
    town.down.update({ALPHA, GAMMA})
    branches = []
    for step in (1, 2):
        parent = honest(beta, time=town.now + step)
        node = press.taken(beta, parent)
        certificate.accept(node, [_line(parent, name) for name in (ALPHA, GAMMA)])
        child = press.again(
            parent,
            parent=node.id,
            height=node.height + 1,
            time=node.time + 5,
            parent_certificate=press.built(certificate.of(node)),
        )
        branches.append((parent, child, node))
    for parent, child, node in branches:
        _hear(town, Proposes(minutes=parent))
        for name in (ALPHA, GAMMA):
            _hear(town, Seals(seal=press.seal(parent, name)))
        right = _mended(beta, child)
        _hear(town, Proposes(minutes=right))
        for name in (ALPHA, GAMMA):
            _hear(town, Seals(seal=press.seal(right, name)))
        assert node.id
    assert beta.chain.conflict is not None
    told = [each.effect.kind for each in town.effects[BETA]]
    assert told.count("finals_conflict") == 1
    sealed = len([each for each in town.disks[BETA] if each.kind == "seal"])
    town.wait(30 * 60 * MINUTE)
    assert len([each for each in town.disks[BETA] if each.kind == "seal"]) == sealed
    guilty = {place.split("/")[1] for place in beta._holding.lies}
    assert guilty == {ALPHA, GAMMA}


def _mended(partner: object, minutes: records.Minutes) -> records.Minutes:
    try:
        press.taken(partner, minutes)  # type: ignore[arg-type]
    except Refused as refused:
        return press.again(minutes, state=refused.detail)
    return minutes


def _line(minutes: records.Minutes, name: str) -> records.Countersign:
    return certificate.countersign(press.seal(minutes, name))


def _hear(town: Town, message: object) -> None:
    town.do(BETA, town.partners[BETA].receive(ALPHA, message, town.now))  # type: ignore[arg-type]


def test_the_genesis_is_in_the_tree_and_nothing_else_is_found() -> None:
    chain: Chain = Town(2).partners[ALPHA].chain
    assert chain.find("") is chain.root
    with pytest.raises(Missing):
        chain.find("0" * 64)
    with pytest.raises(ValueError, match="beginning"):
        chain.add(chain.root)
    root: Node = chain.root
    assert root.certified
    with pytest.raises(Refused):
        certificate.check_seal(
            root, records.Countersign(partner=ALPHA, time=0, sig="A" * 86), press.PEN
        )
