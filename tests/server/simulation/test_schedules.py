"""Schedules run, break nothing, repeat themselves, and end up in bundles and reports."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import hanse
from server.simulation import bundles, campaign, coverage, planning, publishing, summary
from server.simulation.campaign import Order, Report
from server.simulation.planning import Wish
from server.simulation.world import World


def told(order: Order) -> Report:
    total = Report()
    for report in campaign.run(order):
        total.include(report)
    return total


def test_no_schedule_breaks_an_invariant() -> None:
    report = told(Order(schedules=25, seed=7))
    assert report.finding is None, report.finding
    assert report.schedules == 25
    assert report.finals > 150
    exercised = [rule for rule in coverage.RULES if report.counts[rule]]
    assert {"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R12", "R15"} <= set(exercised)


@pytest.mark.parametrize("number", range(3))
def test_the_same_seed_gives_the_same_schedule_to_the_last_message(number: int) -> None:
    plan = planning.drawn(campaign.derived(3, number), Wish())
    one, other = (campaign.once(plan, is_traced=True) for _ in range(2))
    assert one.trace == other.trace
    assert one.counts == other.counts


def test_real_signatures_and_bytes_lead_to_the_same_as_the_stand_in() -> None:
    plan = next(
        plan
        for number in range(1000)
        if (plan := planning.drawn(campaign.derived(5, number), Wish(partners=3))).is_real
    )
    outcome = campaign.once(plan)
    assert outcome.violation is None
    assert outcome.finals > 2


def test_several_processes_come_to_what_one_does() -> None:
    order = Order(schedules=26, seed=2)
    alone, together = told(order), told(Order(schedules=26, seed=2, processes=2))
    assert (alone.steps, alone.counts) == (together.steps, together.counts)


def test_what_was_never_exercised_is_said() -> None:
    lines = list(summary.lines(Report(schedules=1, finals=2)))
    assert "never exercised: R8-add (a sealer was added)" in lines
    assert "never exercised: lie:twins" in lines


def test_a_bundle_of_a_schedule_holds_its_final_minutes(tmp_path: Path) -> None:
    plan = planning.drawn(campaign.derived(1, 0), Wish(partners=3))
    height = bundles.write(plan, tmp_path / "bundle")
    lines = (tmp_path / "bundle" / "minutes.jsonl").read_bytes().splitlines()
    assert len(lines) == height + 2
    assert [json.loads(line)["height"] for line in lines] == list(range(height + 2))


def test_nothing_final_makes_no_bundle() -> None:
    world = World(planning.drawn(campaign.derived(1, 0), Wish()))
    assert publishing.files_of(world) is None


def test_the_command_ends_with_a_summary() -> None:
    done = CliRunner().invoke(hanse, ["simulate", "--schedules", "3", "--seed", "11"])
    assert done.exit_code == 0, done.output
    assert "3 schedules" in done.output
    assert "no violation" in done.output


def test_the_command_shows_the_first_violation_and_how_to_see_it_again() -> None:
    options = ["simulate", "--schedules", "200", "--mutant", "quorum-minus-one", "--partners", "3"]
    done = CliRunner().invoke(hanse, options)
    assert done.exit_code == 1, done.output
    assert "breaks invariant" in done.output
    seed = done.output.rpartition("--replay ")[2].split()[0]
    again = CliRunner().invoke(
        hanse,
        ["simulate", "--replay", seed, "--mutant", "quorum-minus-one", "--partners", "3"],
    )
    assert again.exit_code == 1, again.output
    assert "invariant" in again.output


def test_the_command_lists_the_mutants() -> None:
    done = CliRunner().invoke(hanse, ["simulate", "--list-mutants"])
    assert done.exit_code == 0
    assert "one-chain" in done.output


def test_a_bundle_is_asked_for_with_one_schedule(tmp_path: Path) -> None:
    done = CliRunner().invoke(hanse, ["simulate", "--write-bundle", str(tmp_path)])
    assert done.exit_code == 2
    full = tmp_path / "full"
    full.mkdir()
    (full / "something").write_text("is here")
    options = ["simulate", "--replay", "1", "--write-bundle", str(full)]
    assert "not empty" in CliRunner().invoke(hanse, options).output
