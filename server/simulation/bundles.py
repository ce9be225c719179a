"""Bundles: what one schedule agreed on, written where `hanse verify` finds it."""

from pathlib import Path

import click
from msgspec import structs

from server.simulation.plan import Plan
from server.simulation.publishing import files_of
from server.simulation.world import World


def write(plan: Plan, directory: Path) -> int:
    """Let a plan happen with real signatures; write its bundle and return the height it reaches.

    The directory is made if it is missing; UsageError when it is not empty, or nothing was final.
    """
    if directory.exists() and any(directory.iterdir()):
        raise click.UsageError(f"{directory} is not empty")
    world = World(structs.replace(plan, is_real=True))
    world.run()
    files = files_of(world)
    if files is None:
        raise click.UsageError("nothing became final in this schedule")
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return len(world.watch_book.ledger.final) - 1
