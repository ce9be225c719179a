"""`hanse community`: founding, inviting, signing, looking.

Works beside a running instance, which sends what is recorded here. A signature is asked for only
after everything that it covers was shown; `--yes` is for those who read it elsewhere.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import click

from federation.errors import FederationError
from models.values.roster import Founding
from server import communities, tables
from server.assembly import Assembly, assemble
from server.communities import CommunityState, DraftState, PartnerState
from server.console import config_option, load_settings
from server.settings import Settings

T = TypeVar("T")

_PARTNER_COLUMNS = ("domain", "name", "is_host", "has_signed", "log_head")
_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("community")
def command() -> None:
    """Found communities, sign their rosters, look at them."""


@command.command("found")
@config_option
@click.argument("name")
@click.option("--slug", required=True, help="Short name in its handle and address.")
@click.option(
    "--domain", help="Its own domain, one of community_domains; the first of them by default."
)
@click.option("--summary", default="", help="What it is for, in a sentence or two.")
@click.option(
    "--partner",
    "partners",
    multiple=True,
    required=True,
    metavar="DOMAIN",
    help="A partner who founds it with us; repeated.",
)
@_json_option
def found(
    config: Path, name: str, slug: str, domain: str | None, partners: tuple[str, ...], **rest: str
) -> None:
    """Write the founding document of NAME, sign it and offer it to all partners.

    The community comes to be once every partner has signed it with `hanse community accept`.
    """
    settings = load_settings(config)
    home_domain = domain or next(iter(settings.community_domains), settings.domain)
    founding = Founding(
        slug=slug, domain=home_domain, name=name, partners=(), summary=rest["summary"]
    )
    state = _run(settings, lambda assembly: communities.found(assembly, founding, partners))
    _show(state, as_json=bool(rest["as_json"]))


@command.command("invite")
@config_option
@click.argument("community")
@click.option("--partner", required=True, metavar="DOMAIN", help="Who shall take part as well.")
@_json_option
def invite(config: Path, community: str, partner: str, as_json: bool) -> None:
    """Write the next roster of COMMUNITY with one partner more, sign it and offer it to all."""

    async def act(assembly: Assembly) -> CommunityState:
        return await communities.invite(assembly, await communities.find(community), partner)

    _show(_run(load_settings(config), act), as_json=as_json)


@command.command("accept")
@config_option
@click.argument("community")
@click.option("--yes", is_flag=True, help="Sign without asking.")
@_json_option
def accept(config: Path, community: str, yes: bool, as_json: bool) -> None:
    """Show the roster of COMMUNITY that waits for our signature, ask, and sign it."""
    settings = load_settings(config)

    async def look(_assembly: Assembly) -> CommunityState:
        return await communities.show(_assembly.home, await communities.find(community))

    state = _run(settings, look)
    draft = next((each for each in reversed(state.drafts) if each.waits_for_us), None)
    if draft is None:
        raise click.ClickException(f"Nothing of {state.handle} waits for our signature.")
    _explain(state, draft)
    if not yes:
        click.confirm("Sign this for your organisation?", abort=True, err=True)

    async def sign(assembly: Assembly) -> CommunityState:
        await communities.accept(assembly, draft.id)
        return await communities.show(assembly.home, await communities.find(community))

    _show(_run(settings, sign), as_json=as_json)


@command.command("list")
@config_option
@_json_option
def show_list(config: Path, as_json: bool) -> None:
    """Show the communities this instance takes part in or was invited to."""
    found = _run(load_settings(config), lambda assembly: communities.listing(assembly.home))
    rows = [
        {
            "handle": each.handle,
            "name": each.name,
            "state": each.state,
            "version": each.version,
            "host": each.host,
            "partners": len(each.partners),
            "to_sign": sum(draft.waits_for_us for draft in each.drafts),
            "log_head": each.log_head,
        }
        for each in found
    ]
    tables.show(rows, tuple(rows[0]) if rows else (), as_json=as_json)


@command.command("show")
@config_option
@click.argument("community")
@_json_option
def show(config: Path, community: str, as_json: bool) -> None:
    """Show COMMUNITY: its partners, who has signed what, how far the logs are read."""

    async def look(assembly: Assembly) -> CommunityState:
        return await communities.show(assembly.home, await communities.find(community))

    _show(_run(load_settings(config), look), as_json=as_json)


def _run(settings: Settings, act: Callable[[Assembly], Awaitable[T]]) -> T:
    async def run() -> T:
        async with assemble(settings) as assembly:
            return await act(assembly)

    try:
        return asyncio.run(run())
    except FederationError as error:
        raise click.ClickException(f"{error.reason}: {error.detail}") from None


def _explain(state: CommunityState, draft: DraftState) -> None:
    click.echo(f"You are asked to sign version {draft.version} of {state.name}", err=True)
    click.echo(f"  handle  {state.handle}", err=True)
    click.echo(f"  address {state.uri}", err=True)
    click.echo(f"  host    {draft.host}", err=True)
    for each in draft.partners:
        signed = "has signed" if each.has_signed else "has not signed yet"
        click.echo(f"  partner {each.domain} ({each.name}), {signed}", err=True)
        click.echo(f"          key {each.key}", err=True)


def _show(state: CommunityState, *, as_json: bool) -> None:
    if as_json:
        tables.show_json(state)
        return
    click.echo(f"{state.name}  {state.handle}")
    click.echo(f"{state.uri}")
    click.echo(f"{state.state}, roster version {state.version}, log head {state.log_head}")
    _show_partners(state.partners)
    for draft in state.drafts:
        click.echo(f"\nVersion {draft.version} waits for signatures:")
        _show_partners(draft.partners)


def _show_partners(partners: list[PartnerState]) -> None:
    rows = [{name: getattr(each, name) for name in _PARTNER_COLUMNS} for each in partners]
    if rows:
        tables.show(rows, _PARTNER_COLUMNS, as_json=False)
