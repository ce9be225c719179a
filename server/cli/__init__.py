"""The `hanse` command: each module of this package is one command.

A module `front_door.py` holds `command`, a `click.Command` or `click.Group`, and is reached as
`hanse front-door`. There is no list to edit: the folder is the list. Only the module of the command
that was called is imported, so that `hanse member add` does not wait for the whole server.
"""

import importlib
import pkgutil
from importlib.metadata import version
from typing import Any

import click

from models.errors import Problem


class Commands(click.Group):
    """Finds commands by their file name, and lets no refusal end in a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted."""
        names = (module.name for module in pkgutil.iter_modules(__path__))
        return sorted(name.replace("_", "-") for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one module that was asked for; None when there is none of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{__name__}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a Problem is an answer to the operator, as it is to a client."""
        try:
            return super().invoke(ctx)
        except Problem as problem:
            raise click.ClickException(problem.detail or problem.public) from problem


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("hanse"), prog_name="hanse")
def hanse() -> None:
    """Run one partner's instance of a community that several organisations share."""
