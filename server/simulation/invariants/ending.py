"""Ending: what can only be asked when a schedule is over."""

from typing import TYPE_CHECKING

from server.simulation.host import dice_of
from server.simulation.invariants import ballots, liveness, proof, rebuilding
from server.simulation.ledger import Ledger

if TYPE_CHECKING:
    from server.simulation.world import World

REBUILT_SHARE = 4
"""In one schedule of so many a fresh partner rebuilds everything."""


def check(world: "World", ledger: Ledger) -> None:
    """Ask everything; where more lie than the policy bears, only what is proven."""
    if world.plan.is_safe:
        for height in range(len(ledger.final)):
            for closed in ballots.closed_at(ledger, height):
                late = ballots.timely_votes_count(ledger, closed, world.liars)
                world.coverage.note("R7-late", late)
                ballots.electorate_is_frozen(ledger, closed)
        if liveness.written_is_final(world):
            world.coverage.note("calm")
    exposed = proof.contradictions_are_proven(world)
    world.coverage.note("exposed", exposed)
    proof.nobody_honest_is_exposed(world)
    if world.plan.seed % REBUILT_SHARE == 0 and world.plan.is_safe:
        rebuilding.order_of_authors_is_free(world)
        up = [host for host in world.honest() if host.partner is not None]
        if up:
            dice = dice_of(world.plan.seed, "observer")
            rebuilding.fresh_partner_agrees(world, up[0], dice)
            world.coverage.note("R14")
