"""`hanse demo`: several partners with one community on this machine, filled with life.

Options that shape a demo are kept in its folder; when it is continued they need not be given again
and cannot be changed, because names and ports are part of every address.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import uvloop
from click.core import ParameterSource

from federation.errors import FederationError
from federation.net.caller import CallFailed, CallRefused
from server import logs
from server.demo import ready, record
from server.demo.founding import NotFounded
from server.demo.instances import NotReady
from server.demo.plan import NAMES, Options, Plan, plan
from server.demo.postgres import PostgresMissing
from server.demo.tour import PortBusy, running
from server.settings.sections import LogSettings
from server.stopping import stopping

_FAILURES = (
    CallFailed,
    CallRefused,
    FederationError,
    NotFounded,
    NotReady,
    PortBusy,
    PostgresMissing,
    TimeoutError,
)
_HIGHEST_PORT = 65_535


@click.command("demo")
@click.option("--partners", type=click.IntRange(2, len(NAMES)), default=3, show_default=True)
@click.option(
    "--members",
    type=click.IntRange(1, 500),
    default=3,
    show_default=True,
    help="Members of each partner, besides its admin.",
)
@click.option(
    "--posts",
    type=click.IntRange(0, 100_000),
    default=16,
    show_default=True,
    help="Posts to write.",
)
@click.option(
    "--dir",
    "directory",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that keeps the demo; one that is there is continued. Otherwise a temporary one.",
)
@click.option(
    "--port",
    type=click.IntRange(1, _HIGHEST_PORT - len(NAMES)),
    default=8400,
    show_default=True,
    help="Port of the front door; the instances take the following ones.",
)
@click.option(
    "--tls", is_flag=True, help="TLS at the front door, by an authority made on the spot."
)
@click.option(
    "--database", type=click.Choice(["sqlite", "postgres"]), default="sqlite", show_default=True
)
@click.option("--duration", type=float, metavar="SECONDS", help="End by itself after this time.")
@click.option(
    "--ready-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Written once everything answers: addresses, process ids, logins, as JSON.",
)
@click.pass_context
def command(
    context: click.Context,
    /,
    directory: Path | None,
    duration: float | None,
    ready_file: Path | None,
    **shape: Any,
) -> None:
    """Start partners with one shared community on this machine.

    Ctrl-C ends all of it.
    """
    given = {
        name: value
        for name, value in shape.items()
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT
    }
    logs.configure(LogSettings(level="error"))
    if ready_file is not None:
        ready_file.unlink(missing_ok=True)
    with _folder(directory) as folder:
        chosen = plan(folder, _options(folder, given))
        try:
            uvloop.run(_demonstrate(chosen, duration, ready_file))
        except _FAILURES as error:
            raise click.ClickException(str(error) or type(error).__name__) from error


@contextmanager
def _folder(directory: Path | None) -> Iterator[Path]:
    if directory is not None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield directory.absolute()
        return
    made = Path(tempfile.mkdtemp(prefix="hanse-demo-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _options(folder: Path, given: dict[str, Any]) -> Options:
    """Return the options of the demo that is continued, or of a new one."""
    kept = record.load(folder)
    if kept is None:
        return Options(**given)
    changed = [
        _written(name, getattr(kept.options, name))
        for name, value in given.items()
        if getattr(kept.options, name) != value
    ]
    if changed:
        raise click.UsageError(
            f"The demo in {folder} was made {', '.join(changed)}. Leave that out to continue it, or"
            " take another folder."
        )
    return kept.options


def _written(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return f"{'with' if value else 'without'} --{name}"
    return f"with --{name} {value}"


async def _demonstrate(chosen: Plan, duration: float | None, ready_file: Path | None) -> None:
    """Show the demo until a signal comes or its time is over; then everything is ended."""
    with stopping() as stop:
        showing = asyncio.create_task(_show(chosen, duration, ready_file))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([showing, stopped], return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        showing.cancel()
        # Everything that was started is ended inside, also when it is cancelled half way.
        await asyncio.wait([showing])
        if not showing.cancelled():
            showing.result()


async def _show(chosen: Plan, duration: float | None, ready_file: Path | None) -> None:
    started = asyncio.get_running_loop().time()
    async with running(chosen, _say) as demo:
        if ready_file is not None:
            ready.write(ready_file, demo.ready)
        _say(f"Ready after {asyncio.get_running_loop().time() - started:.0f} s.")
        click.echo(f"\n{ready.summary(chosen, demo.ready)}\n")
        _say("Ctrl-C ends everything." if duration is None else f"Ends after {duration:g} s.")
        await (asyncio.Event().wait() if duration is None else asyncio.sleep(duration))


def _say(line: str) -> None:
    click.echo(line, err=True)
