"""Keys that change, are stolen, or are proven to have lied (R11, R12)."""

import pytest

from models.rules import evidence
from models.rules.minutes import records
from models.rules.minutes.records import Seal, Status
from models.rules.partner import accusing
from models.rules.partner.messages import Leaves, Proposes, Says
from models.rules.partner.partner import Partner
from models.rules.partner.turn import Turn
from models.rules.refusal import Refusal, Refused
from models.rules.values import DAY, HOUR, MINUTE
from tests.models.rules.minutes import press
from tests.models.rules.partner.town import Pen, Town
from tests.models.rules.writers import key

ALPHA, BETA, GAMMA, DELTA = "alpha.example", "beta.example", "gamma.example", "delta.example"


def rotate(town: Town, name: str) -> None:
    """Let a partner replace its operational key."""
    body = {"new": key(name, "2"), "new_sig": town.possessed(name, "2")}
    town.act(name, "key", body)
    town.settle()
    town.wait(MINUTE)


def recover(town: Town, name: str, after: int) -> None:
    """Let a partner replace its key by the recovery key."""
    body = {
        "new": key(name, "2"),
        "new_sig": town.possessed(name, "2"),
        "compromised_after": after,
    }
    town.do(name, town.partners[name].recover(body, town.now))
    town.settle()
    town.wait(2 * HOUR)


@pytest.mark.parametrize("name", [ALPHA, GAMMA])
def test_a_replaced_key_seals_from_the_next_minutes_on(name: str) -> None:
    town = Town(4).found()
    rotate(town, name)
    town.partners[name]._holding.signatures = Pen([key(name, "2")])
    town.act(name, "note", {})
    town.settle()
    town.wait(MINUTE)
    assert len(town.finals()) == 1
    assert town.partners[BETA].chain.final.cut[name][0] == 2
    assert name in town.partners[BETA].chain.high.seals
    assert town.partners[BETA].state.get(f"partner/{name}")["key"] == key(name, "2")


def test_who_leaves_a_term_with_the_old_key_and_seals_in_it_with_the_new_is_proven() -> None:
    town = Town(4).found()
    rotate(town, ALPHA)
    town.act(BETA, "note", {})
    town.settle()
    town.wait(HOUR)
    held = town.partners[BETA]._holding
    assert held.topmost[ALPHA, 0][0] == key(ALPHA, "2")
    pen = Pen([key(ALPHA)])
    claim = {"community": town.community, "term": 1, "partner": ALPHA, "high": None}
    status = records.sign(claim, Status, key(ALPHA), pen)
    accusing.look_at_status(Turn(held, town.now), status, key(ALPHA))
    town.wait(HOUR)
    suspended = town.partners[GAMMA].state.get(f"partner/{ALPHA}")["suspended"]
    proof = town.partners[GAMMA].entry(suspended)
    assert proof is not None
    assert proof.entry.body["kind"] == "terms"
    assert [each["body"]["new"] for each in proof.entry.body["handed"]] == [key(ALPHA, "2")]


@pytest.mark.parametrize("names", [("1", "2"), ("2", "1")])
def test_what_two_keys_signed_is_proven_in_whatever_order_it_is_seen(
    names: tuple[str, str],
) -> None:
    town = Town(4).found()
    rotate(town, ALPHA)
    held = town.partners[BETA]._holding
    place = {"community": town.community, "term": 9, "height": 9, "partner": ALPHA, "time": 1}
    both = [
        records.sign(
            {**place, "minutes": name * 64}, Seal, key(ALPHA, name), Pen([key(ALPHA, name)])
        )
        for name in names
    ]
    keys = (key(ALPHA, names[0]), key(ALPHA, names[1]))
    accusing._accuse(held, "seals", keys, (both[0], both[1]))
    (proof,) = held.lies.values()
    assert proof.key == key(ALPHA, "2")
    evidence.check(proof, town.community, held.signatures)


def test_an_owner_stands_by_no_more_than_the_line_that_counts() -> None:
    town = Town(4).found()
    recover(town, ALPHA, 99)
    signed = town.partners[BETA].entry(town.partners[BETA].chain.final.cut[ALPHA][1])
    assert signed is not None
    assert signed.entry.type == "key"
    assert signed.entry.body["compromised_after"] == signed.entry.seq - 1 == 0


def test_nobody_recovers_twice_in_one_place() -> None:
    town = Town(4).found()
    body = {"new": key(ALPHA, "2"), "new_sig": town.possessed(ALPHA, "2"), "compromised_after": 0}
    alpha = town.partners[ALPHA]
    town.do(ALPHA, alpha.recover(body, town.now))
    with pytest.raises(Refused) as refused:
        alpha.recover(body, town.now + 1)
    assert refused.value.reason == Refusal.NOT_NOW
    assert refused.value.detail == "a recovery waits for minutes"
    town.settle()
    town.wait(HOUR)
    assert alpha.state.get(f"partner/{ALPHA}")["key"] == key(ALPHA, "2")
    assert not alpha._holding.lies


def test_a_partner_that_does_not_hold_its_key_is_silent_and_harmless() -> None:
    town = Town(4).found()
    town.partners[ALPHA]._holding.signatures = Pen([])
    with pytest.raises(Refused) as refused:
        town.partners[ALPHA].act("note", {}, (), town.now)
    assert refused.value.reason == Refusal.NOT_NOW
    with pytest.raises(Refused) as refused:
        Town(3).found().partners[ALPHA].exclude("zeta.example", town.now)
    town.act(BETA, "note", {})
    town.settle()
    town.wait(26 * HOUR)
    assert town.partners[BETA].chain.final.cut[BETA][0] >= 1
    assert len(town.finals()) == 1


def test_a_status_signed_before_the_key_changed_is_given_again_under_the_new_one() -> None:
    town = Town(4).found()
    gamma = town.partners[GAMMA]
    rotate(town, DELTA)
    old = press.status(town, DELTA, 1, None)
    output = gamma.receive(DELTA, Leaves(status=old), town.now)
    assert [reason for _, reason, _ in output.refused] == [Refusal.SIGNATURE_INVALID]


def caught(town: Town, name: str) -> Partner:
    """Let a partner be caught writing two entries with one number."""
    first = town.partners[name].act("note", {"said": 1}, (), town.now)
    twin = town.start(name).act("note", {"said": 2}, (), town.now)
    for output in (first, twin):
        for send in output.send:
            if isinstance(send.message, Says):
                town.do(BETA, town.partners[BETA].receive(name, send.message, town.now))
    town.settle()
    town.wait(2 * HOUR)
    return town.partners[BETA]


def test_a_suspended_partner_seals_nothing_until_its_recovery_key_replaces_its_own() -> None:
    town = Town(4).found()
    beta = caught(town, DELTA)
    assert beta.state.get(f"partner/{DELTA}")["suspended"] is not None
    town.act(GAMMA, "note", {})
    town.settle()
    town.wait(MINUTE)
    assert DELTA not in beta.chain.high.seals
    delta = town.partners[DELTA]
    town.do(DELTA, delta.wake(town.now))
    town.settle()
    town.wait(2 * HOUR)
    assert delta.final == beta.final
    recover(town, DELTA, beta.chain.final.cut[DELTA][0])
    assert beta.state.get(f"partner/{DELTA}")["suspended"] is None
    town.act(GAMMA, "note", {})
    town.settle()
    town.wait(MINUTE)
    assert DELTA in beta.chain.high.seals
    assert len(town.finals()) == 1


def test_who_stands_by_what_no_minutes_can_take_any_more_comes_back_without_it() -> None:
    town = Town(4).found()
    twin = town.start(DELTA, list(town.disks[DELTA])).act("note", {"said": 1}, (), town.now)
    town.start(DELTA)
    for said in (2, 3):
        town.act(DELTA, "note", {"said": said})
    held = town.partners[DELTA].heads[DELTA][0]
    for send in twin.send:
        town.do(send.to, town.partners[send.to].receive(DELTA, send.message, town.now))
    town.settle()
    town.wait(2 * HOUR)
    beta = town.partners[BETA]
    assert beta.state.get(f"partner/{DELTA}")["suspended"] is not None
    assert beta.chain.final.cut[DELTA][0] < held
    recover(town, DELTA, held)
    record = beta.state.get(f"partner/{DELTA}")
    assert (record["suspended"], record["key"]) == (None, key(DELTA, "2"))
    assert len(town.finals()) == 1


def test_a_suspended_secretary_is_passed_over() -> None:
    town = Town(4).found()
    beta = caught(town, ALPHA)
    assert beta.state.get(f"partner/{ALPHA}")["suspended"] is not None
    assert beta.term == 1
    town.act(GAMMA, "note", {})
    town.settle()
    town.wait(MINUTE)
    assert beta.chain.final.minutes is not None
    assert beta.chain.final.minutes.secretary == BETA
    late = press.again(press.following(beta), secretary=ALPHA, term=0)
    output = beta.receive(ALPHA, Proposes(minutes=late), town.now)
    assert [reason for _, reason, _ in output.refused] == [Refusal.TERM_WRONG]


def test_minutes_name_nothing_more_of_a_log_that_is_disputed() -> None:
    town = Town(4).found()
    beta = caught(town, DELTA)
    cut = dict(beta.chain.high.cut)
    before = cut[DELTA]
    town.wait(3 * DAY)
    assert beta.chain.final.cut[DELTA] == before
    more = town.partners[DELTA]._holding
    assert more.log.head(DELTA) is not None


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("place", [0, -1])
def test_where_all_are_needed_a_recovery_ends_a_suspension(count: int, place: int) -> None:
    """The minutes that take the recovery are sealed with the key that it gives."""
    town = Town(count, policy="two_thirds").found()
    name = town.names[place]
    other = town.partners[town.names[1 if place == 0 else 0]]
    old = town.start(name, list(town.disks[name]))
    twins = [old.act("note", {"words": "one"}, (), town.now)]
    twins.append(town.start(name).act("note", {"words": "other"}, (), town.now))
    for output in twins:
        for send in output.send:
            town.do(send.to, town.partners[send.to].receive(name, send.message, town.now))
    town.do(name, twins[-1])
    town.settle()
    town.wait(2 * HOUR)
    assert other.chain.high.state.get(f"partner/{name}")["suspended"] is not None
    stuck = other.chain.final.height
    town.wait(30 * DAY)
    assert other.chain.final.height == stuck
    recover(town, name, other.chain.final.cut[name][0])
    town.wait(2 * DAY)
    for each in town.names:
        town.act(each, "note", {"words": "on we go"})
    town.settle()
    town.wait(2 * HOUR)
    assert other.state.get(f"partner/{name}")["suspended"] is None
    assert other.state.get(f"partner/{name}")["key"] == key(name, "2")
    assert len(town.finals()) == 1
    assert {each: other.chain.final.cut[each] for each in town.names} == other.heads


@pytest.mark.parametrize("count", [2, 3])
def test_where_all_are_needed_a_key_that_is_lost_can_be_replaced(count: int) -> None:
    town = Town(count, policy="two_thirds").found()
    name = town.names[-1]
    town.partners[name]._holding.signatures = Pen(key(name, each) for each in ("2", "recovery"))
    town.act(ALPHA, "note", {})
    town.settle()
    town.wait(3 * DAY)
    stuck = town.partners[ALPHA].chain.final.cut[ALPHA][0]
    recover(town, name, 0)
    town.wait(3 * DAY)
    alpha = town.partners[ALPHA]
    assert alpha.chain.final.cut[ALPHA][0] > stuck
    assert alpha.state.get(f"partner/{name}")["key"] == key(name, "2")
    assert len(town.finals()) == 1
