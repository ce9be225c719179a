"""Members, as an operator makes them: from a name and an address to keys, hash and account.

`hanse member` and the demo enter here. It needs the database only, so it works whether the instance
runs or not. Keys and hashes are made in threads before the action, whose transaction stays short.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from models import addresses
from models.actions import members
from models.database import Database
from models.home import Home
from models.ports import SystemClock
from models.tables.account import Account
from models.values.member import NewMember, Role
from server.actors import keys_for
from server.home import home_of
from server.passwords import Passwords
from server.settings import Settings


class Newcomer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom an operator adds."""

    username: str
    email: str
    password: str
    role: Role = "member"
    locale: str = "en"


@asynccontextmanager
async def at_home(settings: Settings) -> AsyncIterator[Home]:
    """Open the instance's database, migrated, and yield what actions must know of the instance.

    A running server notices what is done here when it next looks by itself.
    """
    async with Database(settings.database, settings.data_path) as database:
        await database.migrate()
        yield home_of(settings, SystemClock())


async def add(home: Home, newcomer: Newcomer) -> Account:
    """Make an active member.

    Errors:
        Invalid: the name or the address cannot be used, or is taken.
    """
    new = NewMember(
        username=newcomer.username,
        email=newcomer.email,
        password_hash=await hashed(newcomer.password),
        role=newcomer.role,
        locale=newcomer.locale,
    )
    members.check(new)
    keys = await keys_for(addresses.person(home.base_url, newcomer.username))
    return await members.create(home, new, keys)


async def hashed(password: str) -> str:
    """Return the hash of a password, made in a thread."""
    passwords = Passwords()
    try:
        return await asyncio.to_thread(passwords.hash_now, password)
    finally:
        passwords.close()
