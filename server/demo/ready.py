"""What a demo tells others: the ready file for programs, the table for people.

The ready file is an interface that checks outside of this project read; its fields never change
their meaning, and a new shape would get another `version`.
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from server import tables
from server.demo.plan import COMMUNITY_NAME, Plan
from server.demo.record import Login, Record, write_whole

VERSION = 1
_SHOWN_MEMBERS = 3


class ReadyCommunity(msgspec.Struct, frozen=True, kw_only=True):
    """The community; `host` is a partner's name."""

    name: str
    handle: str
    uri: str
    host: str


class ReadyLogin(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody enters; `token` is a bearer token of the Mastodon API."""

    username: str
    email: str
    password: str
    token: str


class ReadyPartner(msgspec.Struct, frozen=True, kw_only=True):
    """A partner; `url` is its instance's own address, which needs no name resolution."""

    name: str
    domain: str
    url: str
    pid: int
    config: str
    data_dir: str
    admin: ReadyLogin
    members: list[ReadyLogin]


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """The ready file."""

    version: int
    communities: list[ReadyCommunity]
    partners: list[ReadyPartner]


def describe(plan: Plan, record: Record, pids: Mapping[str, int]) -> Ready:
    """Return what the ready file of a running demo says; `pids` by partner's name."""
    community = ReadyCommunity(
        name=COMMUNITY_NAME,
        handle=plan.community_handle,
        uri=plan.community_uri,
        host=plan.host.name,
    )
    partners = [
        ReadyPartner(
            name=seat.name,
            domain=seat.domain,
            url=seat.url,
            pid=pids[seat.name],
            config=str(seat.config),
            data_dir=str(seat.folder / "data"),
            admin=_login(household.admin),
            members=[_login(each) for each in household.members],
        )
        for seat, household in zip(plan.seats, record.households, strict=True)
    ]
    return Ready(version=VERSION, communities=[community], partners=partners)


def write(file: Path, ready: Ready) -> None:
    """Write the ready file, for its owner only, whole or not at all."""
    write_whole(file, msgspec.json.format(msgspec.json.encode(ready)), 0o600)


def summary(plan: Plan, ready: Ready) -> str:
    """Return the table of addresses, handles and logins."""
    lines = [
        f"{COMMUNITY_NAME}  {plan.community_handle}",
        f"{plan.scheme}://{plan.community_domain}/",
        "",
    ]
    rows = []
    for partner in ready.partners:
        rows += [
            {
                "address": f"{plan.scheme}://{partner.domain}/" if number == 0 else "",
                "handle": f"@{login.username}@{partner.domain}",
                "log_in_with": login.email,
                "password": login.password,
            }
            for number, login in enumerate((partner.admin, *partner.members[:_SHOWN_MEMBERS]))
        ]
    lines += tables.lines(rows, ("address", "handle", "log_in_with", "password"))
    hidden = sum(max(0, len(each.members) - _SHOWN_MEMBERS) for each in ready.partners)
    if hidden:
        lines += ["", f"{hidden} more members stand in {plan.directory / 'demo.json'}."]
    return "\n".join(lines)


def _login(login: Login) -> ReadyLogin:
    return ReadyLogin(
        username=login.username, email=login.email, password=login.password, token=login.token
    )
