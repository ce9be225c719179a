"""Account: a person, a Group, an organisation, as every client shows it."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from models.home import Home
from models.sql import Row
from server.api.entities.emoji import CustomEmoji, present_emojis
from server.api.entities.values import Day, Id, Time, acct, day_of, midnight_of, time_or_none


class Field(msgspec.Struct, frozen=True):
    """A row of the table in a profile."""

    name: str
    value: str
    verified_at: Time | None


class Role(msgspec.Struct, frozen=True):
    """What a member may do here, besides being one."""

    id: str
    name: str
    color: str = ""
    permissions: str = "0"
    highlighted: bool = False


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody, here or elsewhere."""

    id: Id
    username: str
    acct: str
    display_name: str
    locked: bool
    bot: bool
    discoverable: bool | None
    indexable: bool
    group: bool
    created_at: Time
    note: str
    url: str
    uri: str
    avatar: str
    avatar_static: str
    header: str
    header_static: str
    followers_count: int
    following_count: int
    statuses_count: int
    last_status_at: Day | None
    emojis: list[CustomEmoji]
    fields: list[Field]
    hide_collections: bool | None = False
    noindex: bool = False
    roles: list[Role] = []
    suspended: bool | UnsetType = UNSET


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A profile as its owner typed it, with the owner's defaults."""

    note: str
    fields: list[Field]
    privacy: str
    sensitive: bool
    language: str | None
    follow_requests_count: int
    discoverable: bool | None
    indexable: bool
    hide_collections: bool | None = False
    attribution_domains: list[str] = []


class CredentialAccount(Account, frozen=True, kw_only=True):
    """The own account."""

    source: Source
    role: Role


class MutedAccount(Account, frozen=True, kw_only=True):
    """An account in the list of muted ones."""

    mute_expires_at: Time | None


def account_facts(home: Home, row: Row) -> dict[str, Any]:
    """Return the fields of `Account` for a row of `queries.accounts.load`."""
    is_gone = row["suspended_at"] is not None or row["deleted_at"] is not None
    avatar = row["avatar_url"] or f"{home.base_url}/static/icons/avatar.png"
    header = row["header_url"] or f"{home.base_url}/static/icons/header.png"
    return {
        "id": str(row["id"]),
        "username": row["username"],
        "acct": acct(home, row["username"], row["domain"]),
        "display_name": "" if is_gone else row["display_name"],
        "locked": row["is_locked"],
        "bot": row["is_bot"] or row["type"] in ("Service", "Application"),
        "discoverable": row["is_discoverable"],
        "indexable": row["is_indexable"],
        "group": row["type"] == "Group",
        "created_at": midnight_of(row["created_at"]),
        "note": "" if is_gone else row["note"],
        "url": row["url"] or row["uri"],
        "uri": row["uri"],
        "avatar": avatar,
        "avatar_static": avatar,
        "header": header,
        "header_static": header,
        "followers_count": row["followers_count"],
        "following_count": row["following_count"],
        "statuses_count": row["posts_count"],
        "last_status_at": day_of(row["last_post_at"]),
        "emojis": present_emojis(row["emojis"]),
        "fields": [] if is_gone else [_field(each) for each in row["fields_shown"]],
        "noindex": not row["is_indexable"],
        "suspended": True if is_gone else UNSET,
    }


def present_account(home: Home, row: Row) -> Account:
    """Return an account as anybody sees it."""
    return Account(**account_facts(home, row))


def _field(entry: dict[str, Any]) -> Field:
    verified = entry.get("verified_at")
    return Field(
        entry.get("name", ""),
        entry.get("value", ""),
        time_or_none(verified) if isinstance(verified, int) else None,
    )
