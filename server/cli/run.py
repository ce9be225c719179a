"""`hanse run`: serves one instance, in one process or in many.

One process is web server and worker in one. With `--processes N` this one becomes the supervisor
of N web processes, which share the port, and of one worker, which needs PostgreSQL. Migrations are
applied and the instance's own actors made before anybody is let in.
"""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import structlog
import uvloop
from prometheus_client import multiprocess

from server import logs
from server.assembly import assemble
from server.console import config_option, load_settings
from server.processes import HANSE
from server.serving import Part, StartRefused, serve
from server.settings import Settings
from server.stopping import stopping
from server.supervisor import Supervisor

_METRICS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_EXTRA_PATIENCE_SECONDS = 5.0
"""A child that keeps to its own `shutdown_seconds` is never killed by its supervisor."""

log = structlog.get_logger()


@click.command("run")
@config_option
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar="N",
    help="Web processes; with more than one, a worker runs beside them (PostgreSQL only).",
)
@click.option("--only-web", is_flag=True, hidden=True, help="One of several web processes.")
@click.option("--until-eof", is_flag=True, hidden=True, help="Stop at the end of the input.")
def command(config: Path, processes: int, only_web: bool, until_eof: bool) -> None:
    """Serve the instance until a signal comes."""
    settings = load_settings(config)
    logs.configure(settings.log)
    if processes == 1:
        part = Part(has_worker=not only_web, shares_port=only_web, until_end_of_input=until_eof)
        run_part(settings, part)
        return
    if not settings.database.url.startswith("postgres"):
        raise click.ClickException(
            f"{processes} processes cannot share an SQLite file well. Set database.url to"
            " a PostgreSQL database, or leave --processes out."
        )
    sys.exit(uvloop.run(_supervise(settings, config, processes)))


def run_part(settings: Settings, part: Part) -> None:
    """Run one process of the instance; ends the command with a sentence if it cannot start."""
    try:
        uvloop.run(serve(settings, part))
    except StartRefused as error:
        raise click.ClickException(str(error)) from None


async def _supervise(settings: Settings, config: Path, processes: int) -> int:
    async with assemble(settings):
        log.info("supervisor.prepared", processes=processes)
    metrics = _fresh_directory(settings.data_path / "metrics")
    supervisor = Supervisor(
        _commands(config, processes),
        {**os.environ, _METRICS_VARIABLE: str(metrics)},
        patience_seconds=settings.limits.shutdown_seconds + _EXTRA_PATIENCE_SECONDS,
        on_exit=lambda pid: multiprocess.mark_process_dead(pid, str(metrics)),  # type: ignore[no-untyped-call]
    )
    with stopping() as stop:
        return await supervisor.run(stop)


def _commands(config: Path, processes: int) -> dict[str, Sequence[str]]:
    options = ("--config", str(config), "--until-eof")
    commands: dict[str, Sequence[str]] = {
        f"web-{number}": (*HANSE, "run", "--only-web", *options)
        for number in range(1, processes + 1)
    }
    commands["worker"] = (*HANSE, "worker", *options)
    return commands


def _fresh_directory(directory: Path) -> Path:
    """Empty the directory through which processes add up their metrics: dead ones count no more."""
    if directory.exists():
        shutil.rmtree(directory)
    directory.mkdir(mode=0o700)
    return directory
