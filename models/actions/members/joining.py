"""Joining: somebody signs up, waits for approval where the instance asks for it, and is let in."""

import re
from typing import Final

from models import addresses, sql
from models.actions import notifications
from models.actions.members.actors import PARTNER_NAME, NewActor, insert_actor
from models.errors import Invalid, NotFound
from models.home import Home
from models.ids import to_milliseconds
from models.tables.account import Account
from models.text import tidy
from models.transaction import transaction
from models.values.member import NewKeys, NewMember

_USERNAME: Final = re.compile(r"[A-Za-z0-9_]{1,30}")
_EMAIL: Final = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}@[A-Za-z0-9.-]{1,253}\.[A-Za-z0-9-]{2,63}")
_RESERVED: Final = frozenset(
    {
        PARTNER_NAME,
        "abuse",
        "actor",
        "administrator",
        "api",
        "hanse",
        "hostmaster",
        "postmaster",
        "root",
        "security",
        "support",
        "webmaster",
    }
)
_REASON_LENGTH: Final = 500
_TAKEN: Final = ("ERR_TAKEN", "has already been taken")


Faults = dict[str, list[tuple[str, str]]]
"""By field: codes and sentences of what is wrong with it."""


def faults(new: NewMember) -> Faults:
    """Return what `create` cannot take as to its form; cheap, and nothing is asked or written."""
    fields: Faults = {}
    if not _USERNAME.fullmatch(new.username):
        sentence = "must contain only letters, numbers and underscores, 30 at most"
        fields["username"] = [("ERR_INVALID", sentence)]
    elif new.username.lower() in _RESERVED:
        fields["username"] = [("ERR_RESERVED", "is reserved")]
    if len(new.email) > 254 or not _EMAIL.fullmatch(new.email):
        fields["email"] = [("ERR_INVALID", "is not an e-mail address")]
    return fields


def check(new: NewMember) -> None:
    """Pass what `create` can take as to its form; callers ask before they make keys.

    Errors:
        Invalid: name or address are malformed or reserved.
    """
    if fields := faults(new):
        raise refused(fields)


def refused(fields: Faults) -> Invalid:
    """Return the error that names every wrong field."""
    sentences = ", ".join(
        f"{name.capitalize()} {sentence}"
        for name, problems in fields.items()
        for _code, sentence in problems
    )
    return Invalid(f"Validation failed: {sentences}", fields)


async def create(home: Home, new: NewMember, keys: NewKeys) -> Account:
    """Make a member with account, keys and login; tells the admins when one waits for approval.

    Errors:
        Invalid: name or address are malformed, reserved or taken.
    """
    check(new)
    uri = addresses.person(home.base_url, new.username)
    actor = NewActor(
        uri=uri,
        type="Person",
        username=new.username,
        domain=home.domain,
        base_url=home.base_url,
        url=addresses.profile(home.base_url, new.username),
    )
    async with transaction():
        account = await insert_actor(home, actor, keys)
        if account is None:
            raise await _taken(new)
        await _insert_login(home, account, new)
        if new.state == "waiting":
            await _tell_admins(home, account)
    return account


async def _taken(new: NewMember) -> Invalid:
    """Return the refusal of a name that is taken, and of the address if that is taken as well."""
    fields: Faults = {"username": [_TAKEN]}
    email = await sql.row("SELECT 1 AS n FROM member WHERE email_lower = ?", [new.email.lower()])
    if email is not None:
        fields["email"] = [_TAKEN]
    return refused(fields)


async def _insert_login(home: Home, account: Account, new: NewMember) -> None:
    now = to_milliseconds(home.clock.now())
    made = await sql.write(
        "INSERT INTO member (account_id, email, email_lower, password_hash, role, state, reason,"
        " locale, default_visibility, default_sensitive, default_language, created_at,"
        " approved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'public', ?, '', ?, ?)"
        " ON CONFLICT DO NOTHING RETURNING account_id",
        [
            account.id,
            new.email,
            new.email.lower(),
            new.password_hash,
            new.role,
            new.state,
            tidy(new.reason, _REASON_LENGTH),
            new.locale[:16],
            False,
            now,
            now if new.state == "active" else None,
        ],
    )
    if not made:
        raise refused({"email": [_TAKEN]})


async def _tell_admins(home: Home, account: Account) -> None:
    admins = await sql.rows("SELECT account_id FROM member WHERE role = 'admin'")
    for admin in admins:
        await notifications.add(home, "admin.sign_up", admin["account_id"], account.id)


async def approve(home: Home, account_id: int) -> None:
    """Let somebody in who waits; NotFound when nobody of that id does."""
    approved = await sql.write(
        "UPDATE member SET state = 'active', approved_at = ?"
        " WHERE account_id = ? AND state = 'waiting' RETURNING account_id",
        [to_milliseconds(home.clock.now()), account_id],
    )
    if not approved:
        raise NotFound(detail=f"account {account_id} waits for nothing")


async def reject(home: Home, account_id: int) -> None:
    """Turn somebody away who waits, and forget them; NotFound when nobody of that id does."""
    async with transaction():
        removed = await sql.write(
            "DELETE FROM member WHERE account_id = ? AND state = 'waiting' RETURNING account_id",
            [account_id],
        )
        if not removed:
            raise NotFound(detail=f"account {account_id} waits for nothing")
        # They never were let in, so nothing of theirs was seen by anybody.
        await sql.write("DELETE FROM account WHERE id = ?", [account_id])
