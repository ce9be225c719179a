"""Newcomers, leavers, and the handover from one roster to the next (R8, R10)."""

import pytest
from msgspec import to_builtins

from models.rules.log.entry import Signed
from models.rules.minutes import finality
from models.rules.minutes.records import High, Minutes
from models.rules.partner.messages import Says
from models.rules.partner.output import Output
from models.rules.partner.pace import Pace
from models.rules.partner.partner import Partner
from models.rules.refusal import Refusal, Refused
from models.rules.values import DAY, HOUR, MINUTE
from tests.models.rules.minutes import press
from tests.models.rules.partner.town import NAMES, WITNESS, Pen, Town, decide
from tests.models.rules.writers import key, sealer

CALM = Pace(heads=6 * HOUR)
"""Heads are exchanged less often, for tests of many days."""


def joined(count: int, *, until: str = "active") -> tuple[Town, Partner]:
    """Return a town that took in one more partner, or is about to."""
    newcomer = NAMES[count]
    town = Town(count, pace=CALM).found()
    effect = {"kind": "add_partner", "sealer": to_builtins(sealer(newcomer))}
    decide(town, "add_partner", effect)
    partner = town.enter(newcomer)
    town.do(newcomer, partner.wake(town.now))
    town.settle()
    town.wait(13 * HOUR)
    if until == "active":
        ready = partner.get_ready(town.possessed(newcomer, "recovery"), town.now)
        town.do(newcomer, ready)
        town.settle()
        town.wait(10 * MINUTE)
    return town, partner


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_newcomer_rebuilds_the_state_and_then_seals(count: int) -> None:
    town, partner = joined(count)
    roster = partner.state.get("roster")
    assert roster["version"] == 2
    assert roster["sealers"] == sorted(NAMES[: count + 1])
    assert partner.state.get(f"partner/{NAMES[count]}")["status"] == "active"
    town.act(NAMES[count], "note", {})
    town.settle()
    town.wait(10 * MINUTE)
    assert len(town.finals()) == 1
    assert partner.chain.final.cut[NAMES[count]][0] == 1
    assert partner.chain.high.before is None
    assert not town.refused


def test_a_candidate_writes_nothing_before_it_rebuilt_the_state() -> None:
    town, partner = joined(2, until="candidate")
    assert partner.final == town.partners[NAMES[0]].final
    with pytest.raises(Refused) as refused:
        partner.act("leave", {"effective": town.now, "reason": "other"}, (), town.now)
    assert refused.value.reason == Refusal.NOT_NOW
    with pytest.raises(Refused) as refused:
        town.enter("zeta.example").act("note", {}, (), town.now)
    assert refused.value.reason == Refusal.UNKNOWN_PARTNER


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_leaver_is_out_when_its_notice_is_over_and_the_others_go_on(count: int) -> None:
    town = Town(count, policy="majority", pace=CALM).found()
    leaver, stays = NAMES[0], NAMES[1]
    town.act(leaver, "leave", {"effective": town.now, "reason": "other"})
    town.settle()
    town.wait(200 * DAY)
    state = town.partners[stays].state
    assert state.get("roster")["sealers"] == sorted(NAMES[1:count])
    assert state.get(f"partner/{leaver}")["status"] == "left"
    town.down.add(leaver)
    town.act(stays, "note", {})
    town.settle()
    town.wait(HOUR)
    assert town.partners[stays].chain.final.cut[stays][0] >= 1
    with pytest.raises(Refused) as refused:
        town.partners[leaver].act("note", {}, (), town.now)
    assert refused.value.reason in (Refusal.NOT_NOW, Refusal.LOG_CLOSED)


def test_a_handover_opens_a_term_by_quorums_of_both_rosters() -> None:
    _, partner = joined(3)
    node = partner.chain.high
    while node.roster.version == 2 and node.parent is not None and node.parent.roster.version == 2:
        node = node.parent
    assert node.is_start
    assert node.minutes is not None
    assert node.minutes.start is not None
    assert finality.proves_handover(node.parent)  # type: ignore[arg-type]
    press.taken(partner, node.minutes)
    names = [status.partner for status in node.minutes.start.statuses]
    assert len(names) >= 3
    kept = [status for status in node.minutes.start.statuses if status.partner in NAMES[1:3]]
    few = press.again(node.minutes, start={"statuses": press.built(kept), "exclusions": []})
    with pytest.raises(Refused) as refused:
        press.taken(partner, few)
    assert refused.value.reason == Refusal.START_INVALID
    old = press.again(node.minutes, roster=1)
    with pytest.raises(Refused) as refused:
        press.taken(partner, old)
    assert refused.value.reason == Refusal.ROSTER_WRONG


def test_a_log_opens_with_certified_minutes_for_whoever_cannot_know_them_as_final() -> None:
    town, newcomer = joined(3)
    alpha = town.partners[NAMES[0]]
    line = [alpha.chain.find(each) for each in alpha.final_chain]
    admitting = next(n for n in line if any(e.kind == "candidate_admitted" for e in n.effects))
    ready = alpha.entry(newcomer.heads[NAMES[3]][1])
    assert ready is not None
    early = [
        durable
        for durable in town.disks[NAMES[0]]
        if (isinstance(durable.record, Signed) and durable.record.entry.partner != NAMES[3])
        or (
            isinstance(durable.record, Minutes | High) and durable.record.height <= admitting.height
        )
    ]
    late = town.start("eta.example", early)
    assert late.certified == (admitting.term, admitting.height, admitting.id)
    assert late.final != late.certified[1:]
    late.receive(NAMES[0], Says(entries=(ready,)), town.now)
    assert late.entry(ready.id) == ready


class Orphaned(Town):
    """A town whose secretary dies when its start under the second roster is certified."""

    def do(self, name: str, output: Output) -> None:
        super().do(name, output)
        high = self.partners[WITNESS].chain.high if WITNESS in self.partners else None
        if high is not None and high.minutes is not None and high.roster.version == 2:
            self.down = self.down or {high.minutes.secretary}


def test_who_was_put_out_helps_until_the_new_roster_is_in_force_for_good() -> None:
    town = Orphaned(4, witnesses=1, pace=CALM).found()
    decide(town, "remove_witness", {"kind": "remove_witness", "partner": WITNESS})
    assert len(town.down) == 1
    town.wait(4 * DAY)
    up = next(name for name in NAMES if name not in town.down)
    high = town.partners[up].chain.high
    assert high.roster.version == 2
    assert high.before is None
    assert high.minutes is not None
    assert high.minutes.secretary not in town.down


def test_after_the_proof_nothing_stands_under_the_old_roster() -> None:
    town, partner = joined(3)
    node = partner.chain.high
    while node.roster.version == 2:
        node = node.parent  # type: ignore[assignment]
    assert node.minutes is not None
    follow = press.again(
        node.minutes,
        parent=node.id,
        height=node.height + 1,
        time=node.time + 1,
        start=None,
        parent_certificate=press.built([node.seals[name] for name in sorted(node.seals)]),
    )
    with pytest.raises(Refused) as refused:
        press.taken(partner, follow)
    assert refused.value.reason == Refusal.HANDOVER_PENDING
    enacting = node.parent
    assert enacting is not None
    assert enacting.minutes is not None
    assert enacting.is_pending
    town.act(NAMES[0], "note", {})
    town.settle()
    newest = {**node.cut, NAMES[0]: partner.heads[NAMES[0]]}
    busy = press.again(node.minutes, cut=newest, time=node.time + 2)
    with pytest.raises(Refused) as refused:
        press.taken(partner, busy)
    assert refused.value.reason == Refusal.HANDOVER_PENDING


def test_a_newcomer_that_vanishes_at_the_handover_can_be_left_out_again() -> None:
    town, newcomer = joined(1, until="candidate")
    name = NAMES[1]
    ready = newcomer.get_ready(town.possessed(name, "recovery"), town.now)
    town.do(name, ready)
    town.cut = {(NAMES[0], name)}
    town.settle()
    town.down.add(name)
    town.cut.clear()
    town.wait(DAY)
    alpha = town.partners[NAMES[0]]
    assert alpha.chain.high.is_pending
    town.do(NAMES[0], alpha.exclude(name, town.now))
    town.wait(92 * DAY)
    assert alpha.state.get("roster")["sealers"] == [NAMES[0]]
    assert alpha.state.get("roster")["version"] == 3
    assert alpha.state.get("unwitnessed") is not None
    town.act(NAMES[0], "note", {})
    town.wait(MINUTE)
    assert alpha.chain.final.cut[NAMES[0]][0] == alpha.heads[NAMES[0]][0]


class Forgetful(Town):
    """A town in which a key is lost when a new roster is enacted, and the witness is gone."""

    def do(self, name: str, output: Output) -> None:
        super().do(name, output)
        pen = self.partners[NAMES[1]]._holding.signatures
        nodes = self.partners[NAMES[1]].chain.nodes.values()
        if any(node.is_pending for node in nodes) and isinstance(pen, Pen):
            pen.keys.discard(key(NAMES[1], "1"))
            self.down.add(WITNESS)


def test_a_key_that_is_lost_at_the_handover_is_replaced_before_it_ends() -> None:
    town = Forgetful(2, witnesses=1, pace=CALM).found()
    decide(town, "remove_witness", {"kind": "remove_witness", "partner": WITNESS})
    alpha = town.partners[NAMES[0]]
    town.wait(4 * DAY)
    assert alpha.state.get("roster")["version"] == 1
    assert alpha.chain.high.is_pending
    after = alpha.chain.high.cut[NAMES[1]][0]
    body = {
        "new": key(NAMES[1], "2"),
        "new_sig": town.possessed(NAMES[1], "2"),
        "compromised_after": after,
    }
    town.do(NAMES[1], town.partners[NAMES[1]].recover(body, town.now))
    town.settle()
    town.wait(4 * DAY)
    assert alpha.state.get("roster")["version"] == 2
    assert alpha.state.get(f"partner/{NAMES[1]}")["key"] == key(NAMES[1], "2")
    town.act(NAMES[1], "note", {})
    town.settle()
    town.wait(DAY)
    assert len(town.finals()) == 1
