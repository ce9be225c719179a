"""Summary: a campaign's report as lines for people."""

from collections.abc import Iterator

from server.simulation.behaviours.library import BEHAVIOURS
from server.simulation.campaign import Report
from server.simulation.coverage import RULES, Coverage
from server.simulation.errands.library import ERRANDS


def lines(report: Report) -> Iterator[str]:
    """Yield what happened in all schedules together, and what never did."""
    yield (
        f"{report.schedules} schedules, {report.steps} steps, "
        f"{report.finals} final minutes, no violation"
        if report.finding is None
        else f"{report.schedules} schedules until a violation"
    )
    counts = report.counts
    yield "rules:      " + _listed((name, counts[name]) for name in RULES)
    yield "errands:    " + _listed((name, counts[f"errand:{name}"]) for name in sorted(ERRANDS))
    yield "lies:       " + _listed((name, counts[f"lie:{name}"]) for name in sorted(BEHAVIOURS))
    yield "entries:    " + _listed(_those(report, "entry:"))
    yield "refusals:   " + _listed(_those(report, "refusal:"))
    for name in missing(report):
        yield f"never exercised: {name}" + (f" ({RULES[name]})" if name in RULES else "")


def missing(report: Report) -> list[str]:
    """Return the rules, errands and behaviours that no schedule exercised."""
    expected = [
        *RULES,
        *(f"errand:{name}" for name in ERRANDS),
        *(f"lie:{name}" for name in BEHAVIOURS),
    ]
    return Coverage(report.counts).missing(expected)


def _those(report: Report, prefix: str) -> Iterator[tuple[str, int]]:
    for name, count in sorted(report.counts.items()):
        if name.startswith(prefix):
            yield name.removeprefix(prefix), count


def _listed(counted: Iterator[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counted if count)
