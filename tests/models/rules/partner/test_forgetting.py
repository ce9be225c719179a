"""What a partner forgot with its newest records can never be held against it (R4, R12)."""

from typing import Any

from models.rules import evidence
from models.rules.evidence import Opening
from models.rules.minutes.records import Seal, Status
from models.rules.partner import leaving
from models.rules.partner.messages import Leaves, Proposes, Remembers, Seals
from models.rules.values import DAY, HOUR, MINUTE
from tests.models.rules.minutes import press
from tests.models.rules.partner.town import Town

ALPHA, BETA, GAMMA, DELTA = "alpha.example", "beta.example", "gamma.example", "delta.example"


def hear(town: Town, name: str, sender: str, message: Any) -> None:
    """Let a partner hear something, and do what follows."""
    town.do(name, town.partners[name].receive(sender, message, town.now))


def restore(town: Town, name: str, kept: int) -> int:
    """Bring a partner back with its first records only; return the term that it asks for."""
    town.disks[name] = town.disks[name][:kept]
    town.do(name, town.start(name).wake(town.now, restored=True))
    return town.partners[name].term


def said(town: Town, name: str, kind: str) -> list[Any]:
    """Return what a partner made durable, of a kind."""
    return [each.record for each in town.disks[name] if each.kind == kind]


def accused(town: Town) -> set[tuple[str, str]]:
    """Return whom anybody holds proof against, with its kind."""
    holdings = [partner._holding for partner in town.partners.values()]
    bodies = [body for holding in holdings for body in holding.lies.values()]
    return {(evidence.guilty(body), body.kind) for body in bodies}


def misled() -> tuple[Town, Any, Seal, int]:
    """Return a town in which delta forgot a seal that only the secretary, a liar, has seen.

    It stands on minutes that beta sealed too, which only the liar can show to be certified.
    """
    town, _ = press.started(4)
    town.down.add(ALPHA)
    names = (BETA, GAMMA, DELTA)
    town.cut = {(one, other) for one in names for other in names}
    kept = len(town.disks[DELTA])
    first = press.honest(town.partners[DELTA], time=town.now + 1)
    for name in (BETA, DELTA):
        hear(town, name, ALPHA, Proposes(minutes=first))
    for name in (ALPHA, BETA):
        hear(town, DELTA, name, Seals(seal=press.seal(first, name)))
    second = press.honest(town.partners[DELTA], time=town.now + 2)
    hear(town, DELTA, ALPHA, Proposes(minutes=second))
    seal = said(town, DELTA, "seal")[-1]
    assert seal.height == second.height == first.height + 1
    town.posts.clear()
    town.cut = {(BETA, GAMMA), (GAMMA, BETA)}
    return town, second, seal, restore(town, DELTA, kept)


def answered(town: Town, term: int) -> None:
    """Let all others leave for the term, the liar as if it had never certified anything."""
    town.settle()
    town.wait(30 * MINUTE)
    town.cut.clear()
    assert {town.partners[name].term for name in (BETA, GAMMA)} == {term}
    hear(town, DELTA, ALPHA, Leaves(status=press.status(town, ALPHA, term, None)))
    hear(town, DELTA, ALPHA, Remembers(term=term, head=None))
    town.settle()
    assert not town.partners[DELTA].is_silent


def test_who_sealed_many_heights_and_lost_them_leaves_later_terms_unaccused() -> None:
    town = Town(4).found()
    kept = len(town.disks[ALPHA])
    for number in range(5):
        town.act(BETA, "note", {"number": number})
        town.settle()
        town.wait(HOUR)
    town.wait(MINUTE)
    forgotten = said(town, ALPHA, "seal")[-1]
    assert (forgotten.term, forgotten.height >= 5) == (0, True)
    minutes = town.partners[BETA].chain.find(forgotten.minutes).minutes
    assert minutes is not None
    term = restore(town, ALPHA, kept)
    town.settle()
    town.wait(DAY)
    alpha = town.partners[ALPHA]
    assert alpha.certified is not None
    assert alpha.certified[0] >= term
    here = town.names[alpha.term % 4]
    assert here != ALPHA
    town.down.add(here)
    for _ in range(4):
        town.act(ALPHA, "note", {})
        town.settle()
        town.wait(2 * DAY)
    statuses: list[Status] = said(town, ALPHA, "status")
    assert alpha.term > term
    assert [each.term > term for each in statuses] == [True] * len(statuses)
    opening = Opening(seal=forgotten, minutes=minutes)
    assert statuses
    assert not any(evidence.came_back(opening, status) for status in statuses)
    assert accused(town) == set()


def test_who_forgot_a_seal_leaves_no_term_before_it_knows_what_the_seal_stands_on() -> None:
    town, second, seal, term = misled()
    answered(town, term)
    town.wait(5 * DAY)
    assert said(town, DELTA, "status") == []
    for name in (BETA, GAMMA):
        hear(town, name, ALPHA, Proposes(minutes=second))
        hear(town, name, ALPHA, Seals(seal=seal))
    town.settle()
    town.wait(DAY)
    # It is the liar that hid what it had seen certified.
    assert accused(town) == {(ALPHA, "terms")}


def test_it_leaves_terms_again_once_the_others_opened_one_that_it_cannot_have_been_in() -> None:
    town, second, seal, term = misled()
    answered(town, term)
    # The real alpha, which wrote nothing of that, stands in for a liar that gives in.
    town.down.clear()
    town.do(ALPHA, town.partners[ALPHA].wake(town.now))
    town.settle()
    town.wait(3 * DAY)
    delta = town.partners[DELTA]
    assert delta.certified is not None
    assert delta.certified[0] >= term
    here = town.names[delta.term % 4]
    town.down.add(here if here != DELTA else BETA)
    for _ in range(4):
        town.act(DELTA, "note", {})
        town.settle()
        town.wait(2 * DAY)
    statuses: list[Status] = said(town, DELTA, "status")
    assert statuses
    assert min(each.term for each in statuses) > term
    for name in town.names:
        hear(town, name, ALPHA, Proposes(minutes=second))
        hear(town, name, ALPHA, Seals(seal=seal))
    opening = Opening(seal=seal, minutes=second)
    assert not any(evidence.came_back(opening, status) for status in statuses)
    assert (DELTA, "terms") not in accused(town)


def test_where_the_others_are_too_few_to_open_a_term_who_forgot_leaves_with_them() -> None:
    town = Town(2).found()
    restore(town, BETA, 3)
    town.settle()
    town.wait(30 * MINUTE)
    beta = town.partners[BETA]._holding
    assert beta.duty.recovery is not None
    assert beta.duty.recovery.over
    assert leaving.knows_enough(beta)
    town.wait(DAY)
    assert said(town, BETA, "status")
    assert len(town.finals()) == 1


def test_who_said_that_another_vanished_does_not_count_on_it_to_open_a_term() -> None:
    town = Town(3).found()
    term = restore(town, GAMMA, 3)
    town.now += 30 * MINUTE
    for name in (ALPHA, BETA):
        hear(town, GAMMA, name, Leaves(status=press.status(town, name, term, None)))
        hear(town, GAMMA, name, Remembers(term=term, head=None))
    gamma = town.partners[GAMMA]
    assert not gamma.is_silent
    assert not leaving.may_leave(gamma._holding)
    town.do(GAMMA, gamma.exclude(ALPHA, town.now))
    assert leaving.may_leave(gamma._holding)
