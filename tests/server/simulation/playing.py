"""Playing: some schedules of a wish to their end, for tests that look at what became of them."""

from collections import Counter

from server.simulation import campaign, planning
from server.simulation.planning import Wish
from server.simulation.world import World


def played(wish: Wish, schedules: int) -> tuple[list[World], Counter[str]]:
    """Return the worlds of some schedules after their end, in which nothing broke."""
    worlds, counts = [], Counter[str]()
    for number in range(schedules):
        world = World(planning.drawn(campaign.derived(1, number), wish))
        outcome = world.run()
        assert outcome.violation is None, outcome.violation
        worlds.append(world)
        counts.update(outcome.counts)
    return worlds, counts
