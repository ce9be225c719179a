"""What all commands share: reading the settings, and saying on a terminal what went wrong.

A command decorates itself with `config_option` and receives the path; `load_settings` turns it into
`Settings` or ends the command with the whole list of problems. Results go to standard output, talk
about them to standard error, so that output can be piped.
"""

import os
from pathlib import Path
from typing import Any

import click

from server import settings as configuration
from server.settings import Settings, SettingsInvalid

DEFAULT_CONFIG = Path("hanse.toml")
EXIT_SETTINGS = 2
"""Exit code for settings that cannot be used; a supervisor should not restart on it."""


config_option = click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DEFAULT_CONFIG,
    envvar="HANSE_CONFIG",
    show_default=True,
    help="The settings file.",
)
"""Gives a command the option `--config FILE`, with the same default and variable for all."""


class SettingsRefused(click.ClickException):
    """Ends a command whose settings cannot be used."""

    exit_code = EXIT_SETTINGS

    def __init__(self, error: SettingsInvalid) -> None:
        super().__init__(str(error))

    def show(self, file: Any = None) -> None:
        """Print the whole list; click's own `Error:` in front of it would break its layout."""
        click.echo(self.message, err=True, file=file)


def load_settings(config: Path) -> Settings:
    """Return the settings of this command; prints every problem and exits when there are any."""
    try:
        return configuration.load(config, os.environ)
    except SettingsInvalid as error:
        raise SettingsRefused(error) from None
