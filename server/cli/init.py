"""`hanse init`: a new instance in one command, with everything left to choose explained inside.

Asks for the domain only, because nothing else lacks a sensible default. It never changes what
exists; to change a setting later, edit the file it wrote.
"""

from pathlib import Path
from typing import Any

import click

from server.console import SettingsRefused
from server.installation import CONFIG_NAME, Installation, install
from server.settings import SettingsInvalid

_NEXT_STEPS = """
Next:
  1. Read {config}: every setting is in it, with its meaning.
  2. hanse doctor --config {config}
  3. hanse run --config {config}
  4. hanse member add NAME --admin --config {config}
"""


@click.command("init")
@click.argument("directory", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--config", type=click.Path(path_type=Path), help="The file to write instead.")
@click.option("--domain", prompt="Domain of this instance", help="Its public name, for ever.")
@click.option(
    "--community-domain",
    "community_domains",
    multiple=True,
    help="A name that a community has of its own; may be repeated.",
)
@click.option("--title", help="Name of the partner organisation.")
@click.option("--bind", help="Address and port to listen on.")
@click.option("--data-dir", help="Directory of database, media and keys.")
@click.option("--database", help="URL of the database; SQLite in the data directory by default.")
@click.option("--tls-certificate", help="PEM certificate, to serve TLS without a proxy.")
@click.option("--tls-key", help="PEM key of that certificate.")
def command(directory: Path | None, config: Path | None, **options: Any) -> None:
    """Write a new instance into DIRECTORY.

    Makes the settings file, the secret and the data directory, here by default.
    """
    if directory is not None and config is not None:
        raise click.UsageError("give a directory or --config, not both")
    target = config or (directory or Path()) / CONFIG_NAME
    try:
        made = install(target, _chosen(options))
    except FileExistsError as error:
        message = f"{error.filename} exists and was left as it is; nothing was written."
        raise click.ClickException(message) from None
    except SettingsInvalid as error:
        raise SettingsRefused(error) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from None
    _report(made)


def _chosen(options: dict[str, Any]) -> dict[str, Any]:
    renamed = {
        "database": "database.url",
        "tls_certificate": "tls.certificate",
        "tls_key": "tls.key",
    }
    return {
        renamed.get(name, name): list(value) if isinstance(value, tuple) else value
        for name, value in options.items()
        if value
    }


def _report(made: Installation) -> None:
    click.echo(f"Settings:       {made.config}")
    click.echo(f"Data directory: {made.settings.data_dir}")
    click.echo(f"Secret:         {made.settings.secret_file} (keep it, and a copy of it)")
    click.echo(_NEXT_STEPS.format(config=made.config))
