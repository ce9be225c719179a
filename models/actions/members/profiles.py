"""Profiles: what a member shows of themselves, and the defaults of what they write."""

from typing import Final

import orjson

from models import outbox, sql
from models.actions.relations import authorize
from models.errors import Invalid, NotFound
from models.events import ProfileChanged
from models.home import Home
from models.ids import to_milliseconds
from models.rows import columns, entity
from models.tables.account import Account
from models.text import paragraphs, tidy
from models.text.plain import line
from models.transaction import transaction
from models.values.member import ProfileChange, ProfileField

_NAME_LENGTH: Final = 30
_NOTE_LENGTH: Final = 1_000
_FIELD_LENGTH: Final = 255
_PLAIN: Final = (
    "avatar_url",
    "header_url",
    "is_locked",
    "is_bot",
    "is_discoverable",
    "is_indexable",
)
_LOGIN: Final = ("locale", "default_visibility", "default_sensitive", "default_language")


def _too_long(name: str, limit: int) -> Invalid:
    sentence = f"is too long (maximum is {limit} characters)"
    return Invalid(
        f"Validation failed: {name.replace('_', ' ').capitalize()} {sentence}",
        {name: [("ERR_TOO_LONG", sentence)]},
    )


def _fields(home: Home, fields: tuple[ProfileField, ...]) -> str:
    if len(fields) > home.limits.profile_fields:
        raise Invalid(f"Validation failed: At most {home.limits.profile_fields} fields")
    shown = []
    for field in fields:
        name, value = line(field.name, _FIELD_LENGTH), tidy(field.value, _FIELD_LENGTH).strip()
        if name or value:
            shown.append({"name": name, "value": paragraphs(value), "verified_at": None})
    return orjson.dumps(shown).decode()


def _changes(home: Home, change: ProfileChange) -> dict[str, object]:
    """Return the account's columns that change."""
    changes: dict[str, object] = {
        name: value for name in _PLAIN if (value := getattr(change, name)) is not None
    }
    if change.display_name is not None:
        if len(change.display_name) > _NAME_LENGTH:
            raise _too_long("display_name", _NAME_LENGTH)
        changes["display_name"] = line(change.display_name, _NAME_LENGTH)
    if change.note is not None:
        if len(change.note) > _NOTE_LENGTH:
            raise _too_long("note", _NOTE_LENGTH)
        changes["note_source"] = tidy(change.note)
        changes["note"] = paragraphs(tidy(change.note))
    if change.fields is not None:
        changes["fields_shown"] = _fields(home, change.fields)
    return changes


def _assignments(changes: dict[str, object]) -> str:
    return ", ".join(f"{name} = ?" for name in changes)


async def update_profile(home: Home, account: Account, change: ProfileChange) -> Account:
    """Change a member's profile and defaults; unlocking lets in everybody who had asked.

    Errors:
        Invalid: a text is too long, or there are too many fields.
    """
    changes = _changes(home, change)
    defaults = {name: value for name in _LOGIN if (value := getattr(change, name)) is not None}
    async with transaction():
        if defaults:
            await sql.write(
                f"UPDATE member SET {_assignments(defaults)} WHERE account_id = ?",
                [*defaults.values(), account.id],
            )
        if changes:
            await _rewrite(home, account, changes)
        if change.is_locked is False:
            await _let_in(home, account)
        found = await sql.row(f"SELECT {columns(Account)} FROM account WHERE id = ?", [account.id])
    if found is None:
        raise NotFound(detail=f"account {account.id} is gone")
    return entity(Account, found)


async def _rewrite(home: Home, account: Account, changes: dict[str, object]) -> None:
    await sql.write(
        f"UPDATE account SET {_assignments(changes)}, updated_at = ?, revision = revision + 1"
        " WHERE id = ?",
        [*changes.values(), to_milliseconds(home.clock.now()), account.id],
    )
    event = ProfileChanged(actor_id=account.id)
    await outbox.record(home.clock, event, home.wake)


async def _let_in(home: Home, account: Account) -> None:
    waiting = await sql.rows(
        "SELECT follower_id FROM follow WHERE target_id = ? AND state = 'pending'", [account.id]
    )
    for request in waiting:
        await authorize(home, account, request["follower_id"])
