"""Joining: somebody asks this partner for an account, and an admin decides later.

The registration page and the API's sign-up enter here. The cheap checks come first and the costly
ones (hash, keys) last, so that refusing a flood costs next to nothing; nothing is stored unless all
of them passed. Who asks is never logged in by it.
"""

import msgspec

from models import addresses
from models.actions import members
from models.actions.members.joining import Faults
from models.errors import Forbidden, Unavailable
from models.queries import staff
from models.tables.account import Account
from models.values.member import NewMember
from server import passwords
from server.actors import keys_for
from server.desk import Desk

LONGEST_REASON = 500


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody typed who asks for an account."""

    username: str
    email: str
    password: str
    reason: str = ""
    locale: str = "en"
    agrees: bool = True
    """Whether the rules were accepted, where somebody asks for that."""


async def ask(desk: Desk, wish: Wish, address: str) -> Account:
    """Store the request of somebody at the network address `address`; returns the waiting account.

    Errors:
        Forbidden: this partner takes no requests.
        Invalid: something typed cannot be used; `fields` names all of it.
        TooMany: too many requests from there.
        Unavailable: too many requests wait for the admins already.
    """
    if desk.settings.registration.mode != "approval":
        raise Forbidden("This instance takes no requests for accounts")
    new = NewMember(
        username=wish.username,
        email=wish.email,
        password_hash="",
        state="waiting",
        locale=wish.locale,
        reason=wish.reason.strip(),
    )
    if faults := members.faults(new) | _faults(wish):
        raise members.refused(faults)
    desk.counters.take(desk.limits.sign_ups, address)
    if await staff.count_waiting() >= desk.settings.registration.pending:
        raise Unavailable("Too many requests wait already; please try again in some days")
    hashed = await desk.passwords.hash(wish.password)
    keys = await keys_for(addresses.person(desk.home.base_url, wish.username))
    return await members.create(desk.home, msgspec.structs.replace(new, password_hash=hashed), keys)


def _faults(wish: Wish) -> Faults:
    fields: Faults = {}
    if len(wish.password) < passwords.SHORTEST:
        sentence = f"is too short (minimum is {passwords.SHORTEST} characters)"
        fields["password"] = [("ERR_TOO_SHORT", sentence)]
    elif len(wish.password) > passwords.LONGEST:
        sentence = f"is too long (maximum is {passwords.LONGEST} characters)"
        fields["password"] = [("ERR_TOO_LONG", sentence)]
    if not wish.reason.strip():
        fields["reason"] = [("ERR_BLANK", "can't be blank")]
    elif len(wish.reason) > LONGEST_REASON:
        sentence = f"is too long (maximum is {LONGEST_REASON} characters)"
        fields["reason"] = [("ERR_TOO_LONG", sentence)]
    if not wish.agrees:
        fields["agreement"] = [("ERR_ACCEPTED", "must be accepted")]
    return fields
