"""`hanse verify`: recompute a community's whole history from its published bundle."""

from pathlib import Path

import click

from server.verifying import program
from server.verifying.alone import examine

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("verify")
@click.argument("path", type=_FOLDER, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--snapshot",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Begin at a snapshot that you wrote before, instead of at the founding.",
)
@click.option("--write-snapshot", type=_FILE, metavar="FILE", help="Write one when all is right.")
@click.option(
    "--write-program",
    type=_FILE,
    metavar="FILE",
    help="Write the verifier as one Python file that needs only the package cryptography.",
)
def command(
    path: Path | None,
    as_json: bool,
    snapshot: Path | None,
    write_snapshot: Path | None,
    write_program: Path | None,
) -> None:
    """Verify the bundle in the folder PATH.

    Recomputes everything from the founding on, with the rules that the partners' servers use, and
    prints up to which minutes it is right, with the hash of the state; or the first wrong thing,
    where it stands, and whose it is. Ends with 0 when all is right, otherwise with 1.
    """
    if write_program is not None:
        write_program.write_text(program.text(), encoding="utf-8")
        click.echo(f"{write_program} is written.")
    elif path is None:
        raise click.UsageError("Name the folder with the bundle.")
    if path is not None:
        said, status = examine(path, snapshot, write_snapshot, as_json=as_json)
        click.echo(said)
        raise click.exceptions.Exit(status)
