"""Ending: what can only be asked when a schedule is over."""

from typing import TYPE_CHECKING

from server.simulation import founding
from server.simulation.host import dice_of
from server.simulation.invariants import (
    ballots,
    deadlocks,
    drawing,
    erasing,
    liveness,
    members,
    moderation,
    proof,
    publishing,
    quorums,
    races,
    rebuilding,
    shifts,
    vetoes,
)
from server.simulation.invariants.ballots import Closed
from server.simulation.ledger import Ledger

if TYPE_CHECKING:
    from server.simulation.world import World

REBUILT_SHARE = 8
"""In one schedule of so many a fresh partner rebuilds everything."""
PUBLISHED_SHARE = 24
"""In one of so many a third party verifies the public record; with real signatures in all."""


def check(world: "World", ledger: Ledger) -> None:
    """Ask everything; of a record that liars tore apart only whether they are exposed."""
    restored = frozenset(host.who for host in world.honest() if host.was_restored)
    if world.watch_book.tear is None:
        for height in range(len(ledger.final)):
            for closed in ballots.closed_at(ledger, height):
                late = ballots.timely_votes_count(
                    ledger,
                    closed,
                    world.liars,
                    restored=restored,
                    is_safe=world.plan.is_safe,
                )
                world.coverage.note("R7-late", late)
                ballots.electorate_is_frozen(ledger, closed)
                _ask_members(world, ledger, closed)
        if liveness.written_is_final(world):
            world.coverage.note("calm")
            world.mending.check(world)
    exposed = proof.contradictions_are_proven(world)
    world.coverage.note("exposed", exposed)
    proof.nobody_honest_is_exposed(world)
    if world.watch_book.tear is not None:
        world.coverage.note("torn", int(proof.tear_is_settled(world)))
    elif ledger.final:
        _check_record(world, ledger)


def _check_record(world: "World", ledger: Ledger) -> None:
    """Ask what all the final minutes together must be."""
    note = world.coverage.note
    quorums.meet(ledger)
    members.ballots_end(ledger)
    note("races", races.lowest_id_wins(ledger))
    sat, never_drawn = deadlocks.check(ledger)
    note("panel", sat)
    note("panel-never", never_drawn)
    if world.named:
        note("moderated", moderation.check(ledger, dice_of(world.plan.seed, "moderation")))
        shifts.decisions_are_on_duty(ledger)
        note("drawn", drawing.panels_are_drawn(ledger))
    if world.shelf.erased:
        genesis = founding.first_state(world.genesis)
        erasing.changes_nothing(ledger, genesis, world.watch_book.signatures)
        erasing.leaves_no_trace(ledger, world.shelf.erased)
        note("erased", len(world.shelf.erased))
    if world.plan.is_real or world.plan.seed % PUBLISHED_SHARE == 0:
        published = publishing.anybody_recomputes(world, dice_of(world.plan.seed, "stranger"))
        note("published", int(published))
    if world.plan.seed % REBUILT_SHARE == 0:
        rebuilding.order_of_authors_is_free(world)
        up = [host for host in world.honest() if host.partner is not None]
        if up:
            dice = dice_of(world.plan.seed, "observer")
            rebuilding.fresh_partner_agrees(world, dice.choice(up), dice)
            note("R14")


def _ask_members(world: "World", ledger: Ledger, closed: Closed) -> None:
    """Ask about the members' part of one ballot, and count what became of the houses."""
    found = members.tally_is_of_openings(ledger, closed)
    world.coverage.note("R7-forgotten", members.receipts_hold(world, closed, found))
    vetoes.hold_what_follows(ledger, closed, world.plan.partners[0])
    for house in found.values():
        is_in = house.status == "counted"
        world.coverage.note("R7-opened" if is_in else "R7-unopened")
