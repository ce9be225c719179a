"""`hanse member`: who has a login here.

Works whether the instance runs or not. A new password is asked for, read from a pipe or made and
shown once; it is never an argument, because other users of the machine can read those.
"""

import asyncio
import secrets
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from models.actions import members as actions
from models.home import Home
from models.queries import members as roll
from models.queries.members import MemberRow
from models.values.member import Role
from server import members, tables
from server.console import config_option, load_settings
from server.members import Newcomer
from server.passwords import LONGEST, SHORTEST
from server.settings import Settings
from server.settings.addresses import split_authority

T = TypeVar("T")

_COLUMNS = ("username", "role", "state", "email", "posts_count", "last_seen_at")
_MADE_BYTES = 15
_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_password_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


@click.group("member")
def command() -> None:
    """Add, list and look after members."""


@command.command("add")
@config_option
@click.argument("name")
@click.option("--email", help="Where they are reached; NAME at the domain when left out.")
@click.option(
    "--role",
    type=click.Choice(["member", "moderator", "admin"]),
    default="member",
    show_default=True,
)
@click.option("--admin", is_flag=True, help="The same as --role admin.")
@click.option("--locale", default="en", show_default=True, help="Language of their pages.")
@_password_option
@_json_option
def add(config: Path, name: str, **options: Any) -> None:
    """Make a member NAME who can log in at once.

    Prints a password made for them unless one comes by standard input.
    """
    settings = load_settings(config)
    is_given = options["password_stdin"]
    newcomer = Newcomer(
        username=name,
        email=options["email"] or f"{name}@{split_authority(settings.domain)[0]}",
        password=_read_password() if is_given else _make_password(),
        role="admin" if options["admin"] else options["role"],
        locale=options["locale"],
    )
    asyncio.run(_at_home(settings, lambda home: members.add(home, newcomer)))
    shown = {"username": name, "email": newcomer.email, "role": newcomer.role}
    if not is_given:
        shown["password"] = newcomer.password
    _show_one(shown, as_json=options["as_json"])


@command.command("list")
@config_option
@click.option("--waiting", is_flag=True, help="Only those who wait for approval, with reasons.")
@_json_option
def show_list(config: Path, waiting: bool, as_json: bool) -> None:
    """Show all members."""
    found = asyncio.run(_at_home(load_settings(config), lambda _home: roll.listing()))
    rows = [_row(each) for each in found if not waiting or each.state == "waiting"]
    columns = ("username", "email", "created_at", "reason") if waiting else _COLUMNS
    tables.show(rows, columns, as_json=as_json)


@command.command("reset-password")
@config_option
@click.argument("name")
@_password_option
@_json_option
def reset_password(config: Path, name: str, password_stdin: bool, as_json: bool) -> None:
    """Give NAME a new password; ends all their sessions and apps' logins."""
    password = _read_password() if password_stdin else _make_password()

    async def reset(home: Home, member: MemberRow) -> None:
        await actions.set_password(home, member.id, await members.hashed(password))

    member = _with_member(config, name, reset)
    shown = {"username": member.username}
    if not password_stdin:
        shown["password"] = password
    _show_one(shown, as_json=as_json)


@command.command("suspend")
@config_option
@click.argument("name")
@click.option("--undo", is_flag=True, help="Let them back in.")
def suspend(config: Path, name: str, undo: bool) -> None:
    """Hide what NAME wrote and end all their logins."""

    async def change(home: Home, member: MemberRow) -> None:
        await (actions.unsuspend if undo else actions.suspend)(home, member.id)

    member = _with_member(config, name, change)
    click.echo(f"{member.username} is {'back' if undo else 'suspended'}.", err=True)


@command.command("approve")
@config_option
@click.argument("name")
@click.option("--reject", is_flag=True, help="Turn them away and forget them instead.")
def approve(config: Path, name: str, reject: bool) -> None:
    """Let NAME in, who asked to join."""

    async def answer(home: Home, member: MemberRow) -> None:
        if member.state != "waiting":
            raise click.ClickException(f"{member.username} waits for nothing.")
        await (actions.reject if reject else actions.approve)(home, member.id)

    member = _with_member(config, name, answer)
    click.echo(f"{member.username} was {'turned away' if reject else 'let in'}.", err=True)


@command.command("role")
@config_option
@click.argument("name")
@click.argument("role", type=click.Choice(["member", "moderator", "admin"]))
def change_role(config: Path, name: str, role: str) -> None:
    """Make NAME an admin, a moderator or just a member; ends their logins."""

    async def change(home: Home, member: MemberRow) -> None:
        await actions.set_role(home, member.id, cast(Role, role))

    member = _with_member(config, name, change)
    click.echo(f"{member.username} is {role} now.", err=True)


def _with_member(
    config: Path, name: str, act: Callable[[Home, MemberRow], Awaitable[None]]
) -> MemberRow:
    """Find a member and do something with them; ends the command when there is none."""

    async def run(home: Home) -> MemberRow:
        member = await roll.find(home, name)
        if member is None:
            raise click.ClickException(f"Nobody here is called {name}.")
        await act(home, member)
        return member

    return asyncio.run(_at_home(load_settings(config), run))


async def _at_home(settings: Settings, act: Callable[[Home], Awaitable[T]]) -> T:
    async with members.at_home(settings) as home:
        return await act(home)


def _make_password() -> str:
    return secrets.token_urlsafe(_MADE_BYTES)


def _read_password() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not SHORTEST <= len(password) <= LONGEST:
        raise click.ClickException(f"A password has {SHORTEST} to {LONGEST} characters.")
    return password


def _row(member: MemberRow) -> dict[str, object]:
    return {name: getattr(member, name) for name in member.__struct_fields__}


def _show_one(values: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        tables.show_json(values)
        return
    for name, value in values.items():
        click.echo(f"{name + ':':<10} {value}")
