"""Residents: the members of a demo, made as by `hanse member add`, each with an app's token.

The tokens are real ones of a registered app, so that everything the demo and its guests do goes
through the same door as any other client.
"""

import asyncio
import secrets
from collections.abc import Sequence

from models.actions import members as actions
from models.actions import oauth
from models.home import Home
from models.queries import members as roll
from models.values.oauth import NewApp
from server import members
from server.demo.people import ADMIN, people
from server.demo.plan import Seat
from server.demo.record import Household, Login
from server.members import Newcomer
from server.settings import Settings

MEMBER_SCOPES = "read write follow push"
ADMIN_SCOPES = f"{MEMBER_SCOPES} admin:read admin:write"
_APP = "Hanse demo"
_OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
_PASSWORD_BYTES = 9


async def settle(settings: Settings, seat: Seat, count: int) -> Household:
    """Make the admin and the first `count` members of a partner; works beside its process."""
    host = seat.domain.partition(":")[0]
    wanted = [_newcomer(ADMIN, host, "en", is_admin=True)]
    wanted += [_newcomer(person.username, host, person.locale) for person in people(seat, count)]
    async with members.at_home(settings) as home:
        admin, *others = await move_in(home, wanted)
    return Household(name=seat.name, admin=admin, members=others)


async def move_in(home: Home, newcomers: Sequence[Newcomer]) -> list[Login]:
    """Make members who have a token of one new app each; the database is open.

    Who is there already, because an earlier start was broken off, gets the new password.
    """
    app = await oauth.create_app(
        home, NewApp(name=_APP, redirect_uris=(_OUT_OF_BAND,), scopes=ADMIN_SCOPES)
    )
    # The keys of several members are made at the same time, in threads.
    made = await asyncio.gather(*(_move_in(home, each) for each in newcomers))
    logins = []
    for newcomer, account_id in zip(newcomers, made, strict=True):
        scopes = ADMIN_SCOPES if newcomer.role == "admin" else MEMBER_SCOPES
        issued = await oauth.create_token(home, app.id, account_id, scopes)
        logins.append(
            Login(
                username=newcomer.username,
                email=newcomer.email,
                password=newcomer.password,
                token=issued.token,
                account_id=account_id,
            )
        )
    return logins


async def _move_in(home: Home, newcomer: Newcomer) -> int:
    known = await roll.find(home, newcomer.username)
    if known is None:
        account = await members.add(home, newcomer)
        return int(account.id)
    await actions.set_password(home, known.id, await members.hashed(newcomer.password))
    return known.id


def _newcomer(username: str, host: str, locale: str, *, is_admin: bool = False) -> Newcomer:
    return Newcomer(
        username=username,
        email=f"{username}@{host}",
        password=secrets.token_urlsafe(_PASSWORD_BYTES),
        role="admin" if is_admin else "member",
        locale=locale,
    )
