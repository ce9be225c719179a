"""What partners tell and ask each other, within bounds that no sender can lift."""

from typing import Any

from models.rules.minutes import records
from models.rules.partner import gossip, waiting
from models.rules.partner.messages import (
    MAX_ENTRIES,
    MAX_MINUTES,
    Asks,
    Heads,
    Leaves,
    Proposes,
    Says,
    Seals,
    Shows,
)
from models.rules.partner.output import Output
from models.rules.refusal import Refusal
from models.rules.values import HOUR, MINUTE
from tests.models.rules.minutes import press
from tests.models.rules.partner.town import Town

ALPHA, BETA, GAMMA, DELTA = "alpha.example", "beta.example", "gamma.example", "delta.example"
ID = "0" * 64


def told(output: Output, kind: Any) -> list[Any]:
    """Return the messages of a kind that are sent."""
    return [send.message for send in output.send if isinstance(send.message, kind)]


def test_what_was_lost_is_found_by_comparing_heads() -> None:
    town = Town(4).found()
    town.cut = {(BETA, GAMMA), (ALPHA, GAMMA), (DELTA, GAMMA)}
    for _ in range(3):
        town.act(BETA, "note", {})
        town.settle()
        town.wait(MINUTE)
    assert len(town.finals()) == 2
    town.cut.clear()
    town.wait(HOUR)
    assert len(town.finals()) == 1


def test_what_minutes_lack_is_asked_for_again() -> None:
    town = Town(4).found()
    town.down.add(DELTA)
    for _ in range(2):
        town.act(BETA, "note", {})
        town.settle()
        town.wait(MINUTE)
    newest = town.partners[ALPHA].chain.high.minutes
    assert newest is not None
    delta = town.partners[DELTA]
    first = delta.receive(ALPHA, Proposes(minutes=newest), town.now)
    assert told(first, Asks)
    again = [delta.wake(town.now + after) for after in (MINUTE, 3 * MINUTE)]
    asked = [each for output in again for each in told(output, Asks)]
    assert [each.minutes for each in asked] == [[newest.parent]] * len(asked)
    assert asked


def test_a_partner_that_was_away_for_long_catches_up_in_several_answers() -> None:
    town = Town(4).found()
    town.down.add(DELTA)
    for _ in range(80):
        town.act(BETA, "note", {})
        town.settle()
        town.wait(10_000)
    for _ in range(300):
        town.act(GAMMA, "note", {})
    town.settle()
    town.wait(MINUTE)
    assert town.partners[ALPHA].chain.final.height > 128
    town.down.clear()
    town.do(DELTA, town.partners[DELTA].wake(town.now))
    town.settle()
    town.wait(2 * HOUR)
    assert len(town.finals()) == 1
    # An author's flood goes into minutes by portions.
    assert town.partners[DELTA].chain.final.cut[GAMMA][0] >= 300


def test_what_is_named_is_shown_before_a_long_line_that_is_asked_for_with_it() -> None:
    """A start may name minutes beside the line (as the simulator found)."""
    town = Town(4).found()
    for _ in range(40):
        town.act(BETA, "note", {})
        town.settle()
        town.wait(10_000)
    holding = town.partners[ALPHA]._holding
    newest = holding.chain.high
    assert newest.height > MAX_MINUTES
    asks = Asks(logs={}, minutes=[str(newest.id), ID], since=0)
    found = gossip.wanted_minutes(holding, asks)
    assert [node.height for node in found] == [*range(MAX_MINUTES - 1), newest.height]


def test_a_liar_that_says_two_things_to_two_partners_is_proven_within_one_exchange() -> None:
    town = Town(4).found()
    delta = town.partners[DELTA]
    first = delta.act("note", {"said": "to beta"}, (), town.now)
    twin = town.start(DELTA).act("note", {"said": "to gamma"}, (), town.now)
    for name, output in ((BETA, first), (GAMMA, twin)):
        for says in told(output, Says)[:1]:
            town.do(name, town.partners[name].receive(DELTA, says, town.now))
    town.down.add(DELTA)
    town.settle()
    town.wait(HOUR + MINUTE)
    for name in (ALPHA, BETA, GAMMA):
        record = town.partners[name].state.get(f"partner/{DELTA}")
        assert record["suspended"] is not None
    assert len(town.finals()) == 1


def test_answers_are_bounded_in_size_and_in_number() -> None:
    town = Town(1).found()
    alpha = town.partners[ALPHA]
    for _ in range(MAX_ENTRIES + 10):
        town.act(ALPHA, "note", {})
    ask = Asks(logs={ALPHA: (0, None)}, minutes=[], since=0)
    output = alpha.receive("zeta.example", ask, town.now)
    assert [len(each.entries) for each in told(output, Says)] == [MAX_ENTRIES]
    given = 1
    while output.send and given < 1_000:
        output = alpha.receive("zeta.example", ask, town.now)
        given += 1
    assert given == gossip.ANSWERS + 1
    assert alpha.receive("eta.example", ask, town.now).send


def test_large_entries_make_an_answer_shorter() -> None:
    town = Town(1).found()
    for _ in range(30):
        town.act(ALPHA, "note", {"long": "x" * 60_000})
    ask = Asks(logs={ALPHA: (0, None), BETA: (0, None)}, minutes=["0" * 64], since=None)
    output = town.partners[ALPHA].receive("zeta.example", ask, town.now)
    assert 10 < len(told(output, Says)[0].entries) < 30
    assert not told(output, Shows)


def test_two_that_are_each_ahead_of_the_other_do_not_answer_for_ever() -> None:
    town = Town(4).found()
    cut = {**town.partners[ALPHA].heads, BETA: (9, "0" * 64)}
    heads = Heads(cut=cut, high=(5, 9, "0" * 64), final=(9, "0" * 64))
    output = town.partners[ALPHA].receive(BETA, heads, town.now)
    asked = told(output, Asks)
    assert [each.since for each in asked] == [1]
    assert asked[0].logs == {BETA: (1, "0" * 64)}
    again = town.partners[ALPHA].receive(BETA, heads, town.now + 1)
    assert not again.send


def test_whoever_is_behind_is_told_so() -> None:
    town = Town(4).found()
    heads = Heads(cut={}, high=None, final=None)
    output = town.partners[ALPHA].receive(DELTA, heads, town.now + 2 * MINUTE)
    assert told(output, Heads)[0].high is not None


def test_minutes_that_wait_are_bounded_by_sender() -> None:
    town = Town(4).found()
    alpha = town.partners[ALPHA]
    for step in range(waiting.MOST_MINUTES + 3):
        minutes = press.following(alpha, parent="0" * 64, time=town.now + step)
        town.do(ALPHA, alpha.receive(DELTA, Proposes(minutes=minutes), town.now))
    reasons = [reason for _, sender, reason, _ in town.refused if sender == DELTA]
    assert reasons == [Refusal.TOO_MUCH] * 3
    other = press.following(alpha, parent="1" * 64)
    town.do(ALPHA, alpha.receive(GAMMA, Proposes(minutes=other), town.now))
    assert len(town.refused) == 3


def test_seals_that_wait_are_bounded_by_sealer() -> None:
    town = Town(4).found()
    alpha = town.partners[ALPHA]
    ids = []
    for step in range(waiting.MOST_SEALS + 5):
        minutes = press.following(alpha, height=100 + step, time=town.now + step)
        ids.append(records.identify(minutes))
        alpha.receive(DELTA, Seals(seal=press.seal(minutes, DELTA)), town.now)
    held = alpha._holding.waiting.seals
    assert set(held) == set(ids[5:])


def test_a_status_that_names_unknown_minutes_waits_for_them() -> None:
    town = Town(4).found()
    alpha = town.partners[ALPHA]
    high = {"term": 0, "height": 9, "minutes": "0" * 64, "certificate": []}
    message = Leaves(status=press.status(town, DELTA, 1, high))
    output = alpha.receive(DELTA, message, town.now)
    assert [each.minutes for each in told(output, Asks)] == [["0" * 64]]
    assert DELTA not in alpha._holding.statuses
    assert DELTA in alpha._holding.waiting.statuses


def test_what_is_held_already_changes_nothing() -> None:
    town = Town(4).found()
    alpha = town.partners[ALPHA]
    entry = alpha.entry(alpha.heads[BETA][1])
    assert entry is not None
    output = alpha.receive(BETA, Says(entries=(entry,)), town.now)
    assert not any((output.durable, output.send, output.refused))


def test_a_line_that_forked_long_ago_is_followed_back_to_the_fork() -> None:
    town = Town(4).found()
    town.cut = {(DELTA, name) for name in (ALPHA, BETA, GAMMA)}
    one = [town.partners[DELTA].act("note", {"line": 1}, (), town.now) for _ in range(40)]
    two_delta = town.start(DELTA)
    two = [two_delta.act("note", {"line": 2}, (), town.now) for _ in range(40)]
    lines = [[told(output, Says)[0].entries[0] for output in line] for line in (one, two)]
    for name, line in ((BETA, lines[0]), (GAMMA, lines[1])):
        town.do(name, town.partners[name].receive(DELTA, Says(entries=tuple(line)), town.now))
    # Beta hears the end of the other line, and has to ask its way back to where it left.
    output = town.partners[BETA].receive(GAMMA, Says(entries=(lines[1][-1],)), town.now)
    town.do(BETA, output)
    town.settle()
    assert all(town.partners[BETA].entry(each.id) is not None for each in lines[1])
    assert town.partners[BETA]._holding.lies
