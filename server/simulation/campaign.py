"""Campaign: many schedules one after the other, on as many processor cores as are wanted."""

import gc
import hashlib
import multiprocessing
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

from msgspec import Struct, field, structs

from server.simulation import planning
from server.simulation.invariants.violation import kind
from server.simulation.mutants.library import MUTANTS
from server.simulation.plan import Plan
from server.simulation.planning import Wish
from server.simulation.shrinking import shrunk
from server.simulation.world import Outcome, World

SELDOM = 200_000
"""Objects made before garbage is looked for."""
BATCH = 25
"""Schedules that one process runs before it reports."""


class Order(Struct, frozen=True, kw_only=True):
    """What is to be run."""

    schedules: int
    seed: int
    wish: Wish = Wish()
    mutant: str | None = None
    processes: int = 1


class Finding(Struct, frozen=True, kw_only=True):
    """A schedule that broke an invariant."""

    seed: int
    number: int
    text: str


class Report(Struct, kw_only=True):
    """What some schedules came to; the first finding ends a campaign."""

    schedules: int = 0
    steps: int = 0
    finals: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    finding: Finding | None = None

    def include(self, other: "Report") -> None:
        """Add what other schedules came to."""
        self.schedules += other.schedules
        self.steps += other.steps
        self.finals += other.finals
        self.counts.update(other.counts)
        self.finding = self.finding or other.finding


def derived(seed: int, number: int) -> int:
    """Return the seed of the schedule with this number; it alone replays the schedule."""
    digest = hashlib.sha256(f"hanse simulate {seed} {number}".encode()).digest()
    return int.from_bytes(digest[:6], "big")


def run(order: Order) -> Iterator[Report]:
    """Run an order batch by batch, in the order of the schedules' numbers; stop at a finding."""
    batches = [
        (order, first, min(BATCH, order.schedules - first))
        for first in range(0, order.schedules, BATCH)
    ]
    if order.processes == 1:
        reports: Iterator[Report] = map(_batch, batches)
        yield from _until_found(reports)
        return
    with multiprocessing.get_context("spawn").Pool(order.processes) as pool:
        yield from _until_found(pool.imap(_batch, batches))


def once(plan: Plan, mutant: str | None = None, *, is_traced: bool = False) -> Outcome:
    """Let one plan happen, under a mutant if one is named."""
    with ExitStack() as stack:
        if mutant is not None:
            stack.enter_context(MUTANTS[mutant].applied())
        return World(plan, is_traced=is_traced).run()


def reduced(plan: Plan, finding: Finding, mutant: str | None = None) -> Plan:
    """Return a small plan that breaks the same invariant, in the same way."""
    wanted = kind(finding.number, finding.text, plan.everybody)

    def breaks(candidate: Plan) -> bool:
        found = once(candidate, mutant).violation
        return found is not None and kind(found.number, found.text, plan.everybody) == wanted

    return shrunk(structs.replace(plan), breaks)


def _until_found(reports: Iterator[Report]) -> Iterator[Report]:
    for report in reports:
        yield report
        if report.finding is not None:
            return


def _batch(task: tuple[Order, int, int]) -> Report:
    order, first, count = task
    report = Report()
    # Worlds are full of circles, and short-lived: looking for them all the time costs a tenth.
    gc.set_threshold(SELDOM)
    for number in range(first, first + count):
        seed = derived(order.seed, number)
        try:
            outcome = once(planning.drawn(seed, order.wish), order.mutant)
        except Exception as error:
            error.add_note(f"in the schedule with seed {seed}")
            raise
        report.schedules += 1
        report.steps += outcome.steps
        report.finals += outcome.finals
        report.counts.update(outcome.counts)
        if outcome.violation is not None:
            report.finding = Finding(
                seed=seed, number=outcome.violation.number, text=outcome.violation.text
            )
            break
    return report
