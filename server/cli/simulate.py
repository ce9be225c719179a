"""`hanse simulate`: attack the assembly's rules, in virtual time, with liars and failures."""

import os
from pathlib import Path

import click
from msgspec import structs

from models.rules.quorum import Policy
from server.simulation import bundles, campaign, planning, summary
from server.simulation.campaign import Finding, Order, Report
from server.simulation.mutants.library import MUTANTS
from server.simulation.planning import Wish

TRACE_LINES = 400
"""Of a trace, the last so many lines are shown: what led to the violation."""


@click.command("simulate")
@click.option("--schedules", type=click.IntRange(1), default=1000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Where the dice begin.")
@click.option("--partners", type=click.IntRange(1, 7), help="Founders; otherwise 1 to 7 by chance.")
@click.option("--policy", type=click.Choice(["majority", "two_thirds"]), help="Otherwise both.")
@click.option("--mutant", type=click.Choice(sorted(MUTANTS)), help="Switch this rule wrong.")
@click.option("--list-mutants", is_flag=True, help="Say what each mutant switches wrong, and end.")
@click.option(
    "--each-mutant", is_flag=True, help="Run the schedules under one mutant after the other."
)
@click.option("--replay", type=int, metavar="SEED", help="Run this one schedule and show it.")
@click.option(
    "--write-bundle",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="With --replay: write what `hanse verify` reads.",
)
@click.option(
    "--processes",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="0: as many as there are processor cores.",
)
def command(
    *,
    schedules: int,
    seed: int,
    partners: int | None,
    policy: Policy | None,
    mutant: str | None,
    list_mutants: bool,
    each_mutant: bool,
    replay: int | None,
    write_bundle: Path | None,
    processes: int,
) -> None:
    """Play seeded schedules of liars, crashes and broken networks against the rules.

    Ends with 0 and a summary when no invariant was broken; with 1, the seed, and the trace of a
    schedule that was made as small as it could be, at the first that was. The same options give
    the same schedules; a seed that is shown can be given to --replay.
    """
    if list_mutants:
        for name, described in sorted(MUTANTS.items()):
            click.echo(f"{name:24} {described.about}")
        return
    wish = Wish(partners=partners, policy=policy)
    if replay is not None:
        _replay(replay, wish, mutant, write_bundle)
        return
    if write_bundle is not None:
        raise click.UsageError("--write-bundle needs --replay: one schedule makes one bundle")
    order = Order(
        schedules=schedules,
        seed=seed,
        wish=wish,
        mutant=mutant,
        processes=processes or os.cpu_count() or 1,
    )
    if each_mutant:
        _hunt(order)
        return
    report = _run(order)
    for line in summary.lines(report):
        click.echo(line)
    if report.finding is not None:
        _explain(report.finding, wish, mutant)
        raise click.exceptions.Exit(1)


def _hunt(order: Order) -> None:
    """Run until each mutant is caught; ends with 1 when one of them never is."""
    free = []
    for name, described in sorted(MUTANTS.items()):
        report = _run(structs.replace(order, mutant=name), name)
        if report.finding is None:
            free.append(name)
        told = f"{report.finding.text}, seed {report.finding.seed}" if report.finding else "FREE"
        click.echo(f"{name} ({described.about}), {report.schedules} schedules: {told}")
    if free:
        click.echo(f"not caught: {', '.join(free)}")
        raise click.exceptions.Exit(1)


def _run(order: Order, label: str = "Schedules") -> Report:
    total = Report()
    with click.progressbar(length=order.schedules, label=label, show_pos=True) as bar:
        for report in campaign.run(order):
            total.include(report)
            bar.update(report.schedules)
    return total


def _replay(seed: int, wish: Wish, mutant: str | None, write_bundle: Path | None) -> None:
    plan = planning.drawn(seed, wish)
    click.echo(plan.story())
    if write_bundle is not None:
        bundles.write(plan, write_bundle)
        click.echo(f"The bundle is in {write_bundle}.")
        return
    outcome = campaign.once(plan, mutant, is_traced=True)
    for line in outcome.trace:
        click.echo(line)
    if outcome.violation is not None:
        raise click.exceptions.Exit(1)
    click.echo(f"{outcome.steps} steps, {outcome.finals} final minutes, no violation")


def _explain(finding: Finding, wish: Wish, mutant: str | None) -> None:
    click.echo(f"seed {finding.seed} breaks invariant {finding.number}: {finding.text}")
    click.echo("Making it small ...", err=True)
    plan = campaign.reduced(planning.drawn(finding.seed, wish), finding, mutant)
    click.echo(plan.story())
    trace = campaign.once(plan, mutant, is_traced=True).trace
    if len(trace) > TRACE_LINES:
        click.echo(f"... {len(trace) - TRACE_LINES} lines before")
    for line in trace[-TRACE_LINES:]:
        click.echo(line)
    options = f" --partners {wish.partners}" if wish.partners else ""
    options += f" --policy {wish.policy}" if wish.policy else ""
    options += f" --mutant {mutant}" if mutant else ""
    click.echo(f"See all of it: hanse simulate --replay {finding.seed}{options}")
