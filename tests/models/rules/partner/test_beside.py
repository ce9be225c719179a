"""What makes minutes final may stand beside the highest certified, and is passed on nevertheless.

Who opens a term need not know of it (as the simulator found): final is what a quorum sealed.
"""

from models.rules.minutes import records
from models.rules.minutes.records import Minutes
from models.rules.partner import finishing, gossip
from models.rules.partner.messages import Asks, Leaves, Proposes, Says, Seals
from models.rules.values import DAY, HOUR
from tests.models.rules.minutes import press
from tests.models.rules.partner.test_forgetting import hear
from tests.models.rules.partner.town import Town

ALPHA, BETA, GAMMA, DELTA = "alpha.example", "beta.example", "gamma.example", "delta.example"


def parted() -> tuple[Town, Minutes, Minutes]:
    """Return a town in which term 1 follows minutes whose certified child only delta learns of.

    Also return those minutes, and the child.
    """
    town, _ = press.started(4)
    town.down.add(ALPHA)
    town.cut = {(one, DELTA) for one in (BETA, GAMMA)} | {(DELTA, one) for one in (BETA, GAMMA)}
    first = press.honest(town.partners[BETA], time=town.now + 1)
    for name in (BETA, GAMMA, DELTA):
        hear(town, name, ALPHA, Proposes(minutes=first))
        for sealer in (ALPHA, BETA, GAMMA):
            hear(town, name, ALPHA, Seals(seal=press.seal(first, sealer)))
    second = press.honest(town.partners[DELTA], time=town.now + 2)
    for name in (GAMMA, DELTA):
        hear(town, name, ALPHA, Proposes(minutes=second))
    town.cut |= {(GAMMA, BETA)}
    town.settle()
    town.cut -= {(GAMMA, BETA)}
    town.act(BETA, "note", {"words": "is anybody there?"})
    town.settle()
    town.wait(2 * DAY)
    high = finishing.high_of(town.partners[BETA].chain.high)
    assert high.minutes == records.identify(first)
    hear(town, BETA, ALPHA, Leaves(status=press.status(town, ALPHA, 1, high)))
    town.settle()
    (opened,) = town.partners[BETA].chain.at(1, first.height + 1)
    opening = opened.minutes
    assert opening is not None
    for line in opened.entries.values():
        hear(town, DELTA, ALPHA, Says(entries=tuple(line)))
    hear(town, DELTA, ALPHA, Proposes(minutes=opening))
    for sealer in (ALPHA, BETA, GAMMA):
        hear(town, DELTA, ALPHA, Seals(seal=press.seal(opening, sealer)))
    assert town.partners[DELTA].chain.high.id == records.identify(opening)
    for sealer in (ALPHA, GAMMA):
        hear(town, DELTA, ALPHA, Seals(seal=press.seal(second, sealer)))
    return town, first, second


def test_a_late_seal_makes_minutes_final_beside_a_higher_term() -> None:
    town, first, second = parted()
    delta = town.partners[DELTA]
    assert delta.final == (first.height, records.identify(first))
    beside, high = finishing.proven(delta.chain)
    assert beside.id == records.identify(second)
    assert not high.descends_from(beside)


def test_a_restart_knows_what_was_final_beside_the_highest() -> None:
    town, _, _ = parted()
    final = town.partners[DELTA].final
    assert town.start(DELTA).final == final


def test_whoever_asks_is_shown_what_makes_minutes_final() -> None:
    town, first, _ = parted()
    town.down |= {BETA, GAMMA}
    town.cut.clear()
    observer = town.enter("observer")
    town.do("observer", observer.wake(town.now))
    town.settle()
    town.wait(2 * HOUR)
    assert observer.final == (first.height, records.identify(first))


def test_whoever_asks_for_what_came_before_it_is_not_shown_it() -> None:
    town, first, second = parted()
    holding = town.partners[DELTA]._holding
    found = gossip.wanted_minutes(holding, Asks(logs={}, minutes=[], since=first.height + 2))
    assert found == []
    found = gossip.wanted_minutes(holding, Asks(logs={}, minutes=[], since=first.height + 1))
    assert records.identify(second) in [node.id for node in found]
