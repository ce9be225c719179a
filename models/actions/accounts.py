"""Accounts: finding actors, and keeping what we know of those who live elsewhere.

The federation enters with profiles it has verified; nothing here believes a document that claims
to live under an authority of ours. A handle belongs to one account at a time: when its server gives
it to another actor, the former one keeps its row and posts under a name that nobody can type.
"""

from collections.abc import Iterable, Sequence

import orjson

from models import sql
from models.actions.erasing import erase_account
from models.errors import Forbidden
from models.home import Home
from models.ids import to_milliseconds
from models.rows import columns, entity, insertion
from models.tables.account import Account, Key
from models.text import sanitise
from models.text.plain import line
from models.transaction import joined
from models.values.profile import RemoteKey, RemoteProfile

_NAME_LENGTH = 2_048
_KEYS = 20
_MOST = 2_000_000_000
_STORED = (
    "uri",
    "type",
    "username",
    "username_lower",
    "domain",
    "is_local",
    "display_name",
    "note",
    "note_source",
    "fields_shown",
    "emojis",
    "url",
    "inbox",
    "shared_inbox",
    "outbox_uri",
    "followers_uri",
    "following_uri",
    "featured_uri",
    "avatar_url",
    "header_url",
    "is_locked",
    "is_bot",
    "is_discoverable",
    "is_indexable",
    "also_known_as",
    "moved_to",
    "created_at",
    "updated_at",
    "fetched_at",
    "revision",
    "posts_count",
    "followers_count",
    "following_count",
)
_KEPT = frozenset({"uri", "is_local", "note_source", "created_at", "revision"})
_COUNTS = ("posts_count", "followers_count", "following_count")


async def _one(condition: str, parameters: list[object]) -> Account | None:
    found = await sql.row(f"SELECT {columns(Account)} FROM account WHERE {condition}", parameters)
    return None if found is None else entity(Account, found)


async def by_id(account_id: int) -> Account | None:
    """Return the account with this number, suspended and deleted ones included."""
    return await _one("id = ?", [account_id])


async def by_uri(uri: str) -> Account | None:
    """Return the account with this ActivityPub id, suspended and deleted ones included."""
    return await _one("uri = ?", [uri])


async def by_uris(uris: Iterable[str]) -> dict[str, Account]:
    """Return the accounts that are known here among `uris`."""
    wanted = list(dict.fromkeys(uris))
    if not wanted:
        return {}
    found = await sql.rows(
        f"SELECT {columns(Account)} FROM account WHERE uri IN ({sql.marks(len(wanted))})", wanted
    )
    return {row["uri"]: entity(Account, row) for row in found}


async def by_handle(username: str, domain: str) -> Account | None:
    """Return the account with this handle, whatever the case of its letters."""
    return await _one("username_lower = ? AND domain = ?", [username.lower(), domain.lower()])


async def keys_of(account_id: int) -> list[Key]:
    """Return the keys of an actor, the oldest first; private halves of our own included."""
    found = await sql.rows(
        f"SELECT {columns(Key)} FROM key WHERE account_id = ? ORDER BY id", [account_id]
    )
    return [entity(Key, row) for row in found]


def _shown(fields: Sequence[tuple[str, str]]) -> str:
    """Return profile fields as they are kept: names as text, values as safe HTML."""
    return orjson.dumps(
        [
            {"name": line(name, 255), "value": sanitise(value), "verified_at": None}
            for name, value in fields[:16]
        ]
    ).decode()


def _stored_row(home: Home, profile: RemoteProfile) -> list[object]:
    now = to_milliseconds(home.clock.now())
    born = now if profile.published_at is None else to_milliseconds(profile.published_at)
    return [
        profile.uri,
        profile.type,
        profile.username,
        profile.username.lower(),
        profile.domain.lower(),
        False,
        line(profile.display_name, _NAME_LENGTH),
        sanitise(profile.note) if profile.note else "",
        "",
        _shown(profile.fields),
        orjson.dumps(profile.emojis[:64]).decode(),
        profile.url or profile.uri,
        profile.inbox,
        profile.shared_inbox,
        profile.outbox_uri,
        profile.followers_uri,
        profile.following_uri,
        profile.featured_uri,
        profile.avatar_url,
        profile.header_url,
        profile.is_locked,
        profile.is_bot,
        profile.is_discoverable,
        profile.is_indexable,
        orjson.dumps(profile.also_known_as[:256]).decode(),
        profile.moved_to,
        min(born, now),
        now,
        now,
        0,
        min(profile.posts_count or 0, _MOST),
        min(profile.followers_count or 0, _MOST),
        min(profile.following_count or 0, _MOST),
    ]


async def _free_handle(profile: RemoteProfile) -> None:
    """Take the handle off another actor that had it; WebFinger has told whose it is now."""
    await sql.write(
        "UPDATE account SET username_lower = username_lower || '~' || CAST(id AS TEXT),"
        " revision = revision + 1"
        " WHERE username_lower = ? AND domain = ? AND uri <> ? AND is_local = FALSE",
        [profile.username.lower(), profile.domain.lower(), profile.uri],
    )


async def _store_keys(home: Home, account_id: int, keys: tuple[RemoteKey, ...]) -> None:
    kept = keys[:_KEYS]
    among = f" AND uri NOT IN ({sql.marks(len(kept))})" if kept else ""
    await sql.write(
        f"DELETE FROM key WHERE account_id = ?{among}", [account_id, *(key.uri for key in kept)]
    )
    now = to_milliseconds(home.clock.now())
    # A key belongs to the account that listed it first: nobody takes over a foreign key's id.
    await sql.write_many(
        insertion("key", ("account_id", "uri", "kind", "public", "created_at"))
        + " ON CONFLICT (uri) DO UPDATE SET kind = excluded.kind, public = excluded.public"
        " WHERE key.account_id = excluded.account_id",
        ([account_id, key.uri, key.kind, key.public, now] for key in kept),
    )


async def _follow_origin(home: Home, account: Account, profile: RemoteProfile) -> Account:
    """Suspend or restore an account as its origin did; what our own staff decided stays."""
    if profile.is_suspended == (account.suspended_at is not None):
        return account
    changed = await sql.write(
        "UPDATE account SET suspended_at = ?, suspended_by = ? WHERE id = ?"
        f" AND (suspended_at IS NULL OR suspended_by = 'origin') RETURNING {columns(Account)}",
        [
            to_milliseconds(home.clock.now()) if profile.is_suspended else None,
            "origin" if profile.is_suspended else None,
            account.id,
        ],
    )
    return entity(Account, changed[0]) if changed else account


async def store_remote(home: Home, profile: RemoteProfile) -> Account:
    """Store or renew a remote actor and its keys; joins the caller's transaction.

    A deleted actor stays deleted: its row is returned as it is. One that its origin suspended is
    hidden here until its origin lets it back in.

    Errors:
        Forbidden: the profile claims an id or a handle of an authority that we serve.
    """
    if home.is_ours(profile.uri) or profile.domain.lower() in home.hosts:
        raise Forbidden(detail=f"{profile.uri} claims to live here")
    kept = ", ".join(
        f"{name} = excluded.{name}"
        for name in _STORED
        if name not in _KEPT and (name not in _COUNTS or getattr(profile, name) is not None)
    )
    async with joined():
        await _free_handle(profile)
        stored = await sql.write(
            insertion("account", _STORED)
            + f" ON CONFLICT (uri) DO UPDATE SET {kept}, revision = account.revision + 1"
            " WHERE account.deleted_at IS NULL AND account.is_local = FALSE"
            f" RETURNING {columns(Account)}",
            _stored_row(home, profile),
        )
        if not stored:
            existing = await by_uri(profile.uri)
            if existing is None or existing.is_local:
                raise Forbidden(detail=f"{profile.uri} is an account of ours")
            return existing
        account = await _follow_origin(home, entity(Account, stored[0]), profile)
        await _store_keys(home, account.id, profile.keys)
        if profile.type == "Group":
            await sql.write(
                "UPDATE community SET account_id = ? WHERE uri = ? AND account_id IS NULL",
                [account.id, account.uri],
            )
    return account


async def mark_deleted(home: Home, uri: str) -> bool:
    """Erase a remote actor whose deletion was proved, all it posted and all it did here.

    Joins the caller's transaction; the row stays as a tombstone. Returns whether there was one.
    """
    now = to_milliseconds(home.clock.now())
    async with joined():
        found = await sql.write(
            "UPDATE account SET deleted_at = ?, display_name = '', note = '', fields_shown = '[]',"
            " emojis = '[]', avatar_url = '', header_url = '', posts_count = 0,"
            " followers_count = 0, following_count = 0, revision = revision + 1"
            " WHERE uri = ? AND is_local = FALSE AND deleted_at IS NULL RETURNING id",
            [now, uri],
        )
        if not found:
            return False
        await erase_account(found[0]["id"], now)
    return True
