"""Coming back from an old backup, without ever contradicting what is forgotten."""

import pytest

from models.rules.minutes import starting
from models.rules.partner.messages import Heads, Leaves, Proposes, Recalls, Remembers, Says, Seals
from models.rules.partner.sealing import AHEAD
from models.rules.refusal import Refusal, Refused
from models.rules.values import DAY, HOUR, MINUTE
from tests.models.rules.partner.town import Town
from tests.models.rules.writers import key


def restored(count: int, kept: int, **more: object) -> tuple[Town, str]:
    """Return a town in which the last partner comes back with its first records only."""
    town = Town(count, **more).found()  # type: ignore[arg-type]
    name = town.names[-1]
    for _ in range(3):
        town.act(name, "note", {})
        town.settle()
        town.wait(HOUR)
    town.disks[name] = town.disks[name][:kept]
    town.start(name)
    town.do(name, town.partners[name].wake(town.now, restored=True))
    return town, name


@pytest.mark.parametrize("count", [2, 3, 4, 5])
@pytest.mark.parametrize("kept", [0, 1, 9])
def test_a_partner_from_an_old_backup_goes_on_where_the_others_hold_it(
    count: int, kept: int
) -> None:
    town, name = restored(count, kept)
    assert town.partners[name].is_silent
    town.settle()
    town.wait(30 * MINUTE)
    assert not town.partners[name].is_silent
    assert town.partners[name].heads[name][0] == 3
    town.act(name, "note", {"and": "on"})
    town.settle()
    town.wait(MINUTE)
    assert len(town.finals()) == 1
    assert not [
        effect for each in town.effects.values() for effect in each if "evid" in effect.effect.kind
    ]


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_it_is_shown_just_what_it_lost(lost: int) -> None:
    town = Town(4).found()
    alpha, delta = town.partners[town.names[0]], town.names[3]
    for _ in range(3):
        town.act(delta, "note", {})
        town.settle()
    town.wait(2 * HOUR)
    head = alpha.heads[delta]
    output = alpha.receive(delta, Recalls(term=1, seq=head[0] + 1 - lost), town.now)
    shown = [
        each
        for send in output.send
        if isinstance(send.message, Says)
        for each in send.message.entries
    ]
    assert [each.entry.seq for each in shown] == list(range(head[0] + 1 - lost, head[0] + 1))
    (answer,) = [s.message for s in output.send if isinstance(s.message, Remembers)]
    assert answer.head == head


def test_of_whom_nothing_was_ever_held_it_is_said_that_nothing_is() -> None:
    town = Town(4)
    alpha, delta = town.partners[town.names[0]], town.names[3]
    town.now += 2 * HOUR
    output = alpha.receive(delta, Recalls(term=1, seq=0), town.now)
    found = [s.message for s in output.send if isinstance(s.message, Remembers)]
    assert [answer.head for answer in found] == [None]


def test_it_signs_nothing_until_a_term_began_that_it_cannot_have_been_in() -> None:
    town, name = restored(4, 9)
    since = town.now
    signing = (Seals, Leaves, Proposes)
    allowed = (Heads, Recalls)
    silent = town.partners[name]
    with pytest.raises(Refused) as refused:
        silent.act("note", {}, (), town.now)
    assert refused.value.reason == Refusal.RECOVERING
    sent = []
    while silent.is_silent and town.now < since + HOUR:
        sent += [post for post in town.posts if post[0] == name]
        town.settle()
        before = len(town.disks[name])
        town.wait(10_000)
        kinds = {each.kind for each in town.disks[name][before:]}
        assert not silent.is_silent or not kinds & {"seal", "status"}
    assert sent
    assert all(not isinstance(message, signing) for _, _, message in sent)
    assert any(isinstance(message, allowed) for _, _, message in sent)
    assert silent.term > starting.last_term(town.genesis.created, since + AHEAD)
    assert {partner.term for partner in town.partners.values()} == {silent.term}


def test_it_stays_silent_as_long_as_too_few_answer() -> None:
    town, name = restored(4, 9)
    town.down.update(town.names[:2])
    town.settle()
    town.wait(3 * DAY)
    assert town.partners[name].is_silent
    town.start(name)
    town.do(name, town.partners[name].wake(town.now))
    assert town.partners[name].is_silent
    town.down.clear()
    for other in town.names[:2]:
        town.do(other, town.partners[other].wake(town.now))
    town.settle()
    town.wait(2 * HOUR)
    assert not town.partners[name].is_silent


def test_a_head_that_nobody_can_show_is_not_waited_for() -> None:
    town, name = restored(4, 9)
    liar = town.names[0]
    town.down.add(liar)
    lie = Remembers(term=10**6, head=(99, "0" * 64))
    town.do(name, town.partners[name].receive(liar, lie, town.now))
    town.settle()
    town.wait(HOUR)
    # Two of three others are too few; the third must be honest about it, or replaced.
    assert town.partners[name].is_silent
    town.down.clear()
    town.do(liar, town.partners[liar].wake(town.now))
    town.settle()
    town.wait(2 * HOUR)
    assert not town.partners[name].is_silent


def test_nobody_leaves_a_term_at_every_call_of_one_that_comes_back() -> None:
    town = Town(4).found()
    alpha, delta = town.partners[town.names[0]], town.names[3]
    town.wait(2 * HOUR)
    for step in (1, 2, 3):
        call = Recalls(term=step, seq=0)
        town.do(town.names[0], alpha.receive(delta, call, town.now))
    assert alpha.term == 1
    later = Recalls(term=10**9, seq=0)
    town.now += 2 * HOUR
    town.do(town.names[0], alpha.receive(delta, later, town.now))
    stranger = Recalls(term=3, seq=0)
    town.do(town.names[0], alpha.receive("zeta.example", stranger, town.now))
    assert alpha.term == 1


def test_one_that_believes_itself_alone_is_silent_until_its_owner_vouches_for_it() -> None:
    """An old backup cannot tell who joined since (as the simulator found)."""
    town, name = restored(1, 9)
    town.wait(3 * HOUR)
    assert town.partners[name].is_silent
    town.do(name, town.partners[name].wake(town.now, restored=True, alone=True))
    assert not town.partners[name].is_silent
    assert [each.kind for each in town.disks[name]].count("recovery") == 2
    town.act(name, "note", {"and": "on"})


def test_nobody_can_vouch_for_being_alone_among_others() -> None:
    town, name = restored(2, 9)
    town.do(name, town.partners[name].wake(town.now, restored=True, alone=True))
    assert town.partners[name].is_silent


def test_what_was_still_on_its_way_when_it_stopped_is_not_written_twice() -> None:
    """An answer counts when it was given after the new term began (seed 15700030908812)."""
    town = Town(3, policy="two_thirds").found()
    name, others = town.names[-1], town.names[:-1]
    kept = len(town.disks[name])
    town.act(name, "note", {"words": "these take their time"})
    late, town.posts = list(town.posts), type(town.posts)()
    town.disks[name] = town.disks[name][:kept]
    town.do(name, town.start(name).wake(town.now, restored=True))
    town.settle()
    for other in others:
        call = Recalls(term=town.partners[name].term, seq=0)
        town.do(other, town.partners[other].receive(name, call, town.now))
    assert not [post for post in town.posts if isinstance(post[2], Remembers)]
    town.wait(AHEAD - MINUTE)
    town.posts.extend(late)
    town.settle()
    town.wait(30 * MINUTE)
    assert not town.partners[name].is_silent
    town.act(name, "note", {"words": "once more"})
    town.settle()
    town.wait(HOUR)
    assert not any(partner._holding.lies for partner in town.partners.values())
    assert town.partners[others[0]].heads[name][0] == 2


def test_it_asks_ever_less_often() -> None:
    town, name = restored(4, 9)
    asked = 0
    for _ in range(24 * 60):
        town.now += MINUTE
        output = town.partners[name].wake(town.now)
        asked += sum(isinstance(send.message, Recalls) for send in output.send)
    assert 3 * 24 < asked < 3 * 32
    town.do(name, output)
    town.wait(2 * HOUR)
    assert not town.partners[name].is_silent


def test_a_seal_of_the_new_term_says_as_much_as_a_status_whose_key_was_replaced() -> None:
    town, name = restored(4, 9)
    changed = town.names[0]
    town.cut = {(changed, name)}
    town.settle()
    town.wait(30 * MINUTE)
    assert town.partners[name].is_silent
    body = {"new": key(changed, "2"), "new_sig": town.possessed(changed, "2")}
    town.act(changed, "key", body)
    town.settle()
    town.wait(HOUR)
    old = town.partners[changed]._holding.duty.status
    assert old is not None
    assert old.term >= town.partners[name].term
    town.cut.clear()
    town.wait(3 * HOUR)
    assert not town.partners[name].is_silent
    assert changed not in town.partners[name]._holding.statuses
