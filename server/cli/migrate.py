"""`hanse migrate`: brings the database up to date without serving.

`hanse run` does the same at its start; this is for those who want to see it happen before.
"""

import asyncio
from pathlib import Path

import click

from models.database import Database
from server.console import config_option, load_settings
from server.settings import Settings


@click.command("migrate")
@config_option
def command(config: Path) -> None:
    """Apply the migrations that the database lacks."""
    applied = asyncio.run(_migrate(load_settings(config)))
    for name in applied:
        click.echo(f"applied {name}")
    if not applied:
        click.echo("The database is up to date.")


async def _migrate(settings: Settings) -> list[str]:
    async with Database(settings.database, settings.data_path) as database:
        return await database.migrate()
