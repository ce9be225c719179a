"""`hanse front-door`: the demo's reverse proxy as a process of its own; not shown in the help."""

import ssl
from pathlib import Path
from urllib.parse import urlsplit

import click
import uvloop
from aiohttp import web

from server.frontdoor import front_door
from server.settings.addresses import parse_bind

SHUTDOWN_SECONDS = 2.0


@click.command("front-door", hidden=True)
@click.option(
    "--map",
    "mappings",
    multiple=True,
    required=True,
    metavar="HOST=URL",
    help="A name with its port, and the instance behind it; repeated.",
)
@click.option("--bind", default="127.0.0.1:8400", show_default=True, help="Where to listen.")
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(
    mappings: tuple[str, ...], bind: str, tls_cert: Path | None, tls_key: Path | None
) -> None:
    """Map names to instances on this machine, as a reverse proxy does in production."""
    try:
        listen = parse_bind(bind)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--bind") from None
    backends = dict(_mapping(text) for text in mappings)
    web.run_app(
        front_door(backends),
        host=listen.host or None,
        port=listen.port or None,
        path=listen.path or None,
        ssl_context=_tls(tls_cert, tls_key),
        access_log=None,
        print=None,
        shutdown_timeout=SHUTDOWN_SECONDS,
        loop=uvloop.new_event_loop(),
    )


def _mapping(text: str) -> tuple[str, str]:
    name, _, url = text.partition("=")
    parts = urlsplit(url)
    if not name or parts.scheme != "http" or not parts.netloc or parts.path.strip("/"):
        raise click.BadParameter(f"{text} is not HOST=http://ADDRESS:PORT", param_hint="--map")
    return name, url


def _tls(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise click.UsageError("--tls-cert and --tls-key belong together")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context
