"""`hanse openapi`: prints the description of the API, made from its routes."""

import click
import orjson

from server import openapi
from server.api import every_route


@click.command("openapi")
def command() -> None:
    """Print the OpenAPI document of the Mastodon API that this program speaks."""
    described = openapi.document(every_route())
    click.echo(orjson.dumps(described, option=orjson.OPT_INDENT_2).decode())
