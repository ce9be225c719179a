"""Rebuilding: who comes later, in whatever order it learns, reaches the same state (2, 3, 15)."""

import random
from typing import TYPE_CHECKING, Any

from models.rules.fold import fold as folding
from models.rules.partner.output import Output
from models.rules.values import MINUTE
from server.simulation.invariants.violation import Violation
from server.simulation.replacing import replaced

if TYPE_CHECKING:
    from server.simulation.host import Host
    from server.simulation.world import World

OBSERVER = "observer"
MOST_ROUNDS = 5_000


def fresh_partner_agrees(world: "World", host: "Host", dice: random.Random) -> None:
    """Check (2, 15): one that asks `host` for everything, and gets it in disorder, agrees."""
    if host.partner is None or host.partner.final is None:
        return
    chain = host.partner.chain
    if not world.plan.is_safe and not chain.high.descends_from(chain.final):
        # More lie than the policy bears, and certified another line: it is shown to who comes.
        return
    face = _face(world, host.who, chain.final.state.get("roster")["sealers"])
    if face is None:
        return
    pen = world.stationery.pen(OBSERVER, ())
    fresh = world.new_partner(OBSERVER, pen, ())
    now = host.clock
    asked: list[Any] = []
    told: list[Any] = []

    def take(output: Output) -> None:
        asked.extend(send.message for send in output.send if send.to == face)

    take(fresh.wake(now))
    for _ in range(MOST_ROUNDS):
        if asked:
            answer = host.partner.receive(OBSERVER, asked.pop(0), now)
            told.extend(send.message for send in answer.send if send.to == OBSERVER)
        elif told:
            place = dice.randrange(len(told))
            message = told[place] if dice.randrange(4) == 0 else told.pop(place)
            take(fresh.receive(face, message, now))
        elif fresh.final == host.partner.final:
            break
        else:
            now += MINUTE
            take(fresh.wake(now))
    if fresh.final != host.partner.final or fresh.state.root() != host.partner.state.root():
        raise Violation(
            15, f"a fresh partner comes to {fresh.final}, {host.who} to {host.partner.final}"
        )


def _face(world: "World", who: str, sealers: list[str]) -> str | None:
    """Return behind whose face somebody answers a fresh partner; None when there is nobody's.

    A fresh one knows nobody but the founders, and asks nobody else; those whom it finds to have
    gone it asks no more.
    """
    faces = [each for each in world.plan.founders if each in sealers]
    if who in faces:
        return who
    return faces[0] if faces else None


def order_of_authors_is_free(world: "World") -> None:
    """Check (3): laying the authors of each final minutes together in any order is the same."""
    ledger = world.watch_book.ledger
    with replaced(folding, "together", lambda do: lambda base, desks: do(base, desks[::-1])):
        for height in range(1, len(ledger.final)):
            introduced = ledger.introduced(height)
            if len(introduced) < 2:
                continue
            minutes = ledger.final_minutes(height)
            found = folding.fold(ledger.states[height - 1], ledger.occasion(height), introduced)
            if found.state.root() != minutes.state:
                raise Violation(3, f"another order of authors gives another state at {height}")
