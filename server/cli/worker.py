"""`hanse worker`: the work that nobody waits for, in a process without a web server.

For large installations, beside `hanse run --processes N` and on other machines; any number may
run, because work is claimed in the database. PostgreSQL only: on SQLite `hanse run` does it all.
"""

from pathlib import Path

import click

from server import logs
from server.cli.run import run_part
from server.console import config_option, load_settings
from server.serving import Part


@click.command("worker")
@config_option
@click.option("--until-eof", is_flag=True, hidden=True, help="Stop at the end of the input.")
def command(config: Path, until_eof: bool) -> None:
    """Publish, deliver and receive, without a web server."""
    settings = load_settings(config)
    if not settings.database.url.startswith("postgres"):
        raise click.ClickException(
            "a worker of its own needs PostgreSQL; on SQLite `hanse run` works in one process."
        )
    logs.configure(settings.log)
    run_part(settings, Part(has_web=False, until_end_of_input=until_eof))
