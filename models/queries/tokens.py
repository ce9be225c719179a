"""Tokens, apps and logins, read: who stands behind a request.

The identity room, OAuth and the pages enter here. A token that was revoked, or whose member is
suspended or gone, is not found. Whether a password fits is for the caller: this room only says
which hash to compare with.
"""

import msgspec

from models import sql
from models.home import Home
from models.ids import digest, to_milliseconds
from models.rows import columns, entity
from models.tables.oauth import App

_ALIVE = "a.suspended_at IS NULL AND a.deleted_at IS NULL"


class TokenRow(msgspec.Struct, frozen=True, kw_only=True):
    """A token that counts, and whose it is."""

    id: int
    app_id: int
    app_name: str
    app_website: str
    scopes: str
    account_id: int | None
    """None for an app's own token."""
    role: str | None
    state: str | None
    """"active" or "waiting"; None for an app's own token."""
    last_used_at: int | None


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """What is needed to check a password."""

    account_id: int
    username: str
    password_hash: str
    state: str
    is_suspended: bool


class SessionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A browser session that counts."""

    account_id: int
    username: str
    csrf: str


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """A member's own defaults."""

    role: str
    locale: str
    default_visibility: str
    default_sensitive: bool
    default_language: str
    note_source: str
    requests_count: int
    """Follow requests that wait for an answer."""


async def find(token_digest: str) -> TokenRow | None:
    """Return the token with this SHA-256, or None when it does not count."""
    found = await sql.row(
        "SELECT t.id, t.app_id, p.name AS app_name, p.website AS app_website, t.scopes,"
        " t.account_id, m.role, m.state, t.last_used_at"
        " FROM oauth_token t JOIN oauth_app p ON p.id = t.app_id"
        " LEFT JOIN account a ON a.id = t.account_id"
        " LEFT JOIN member m ON m.account_id = t.account_id"
        " WHERE t.token_digest = ? AND t.revoked_at IS NULL"
        f" AND (t.account_id IS NULL OR (m.account_id IS NOT NULL AND {_ALIVE}))",
        [token_digest],
    )
    return None if found is None else TokenRow(**found)


async def app(client_id: str) -> App | None:
    """Return the app with this client id."""
    found = await sql.row(f"SELECT {columns(App)} FROM oauth_app WHERE client_id = ?", [client_id])
    return None if found is None else entity(App, found)


async def app_by_id(app_id: int) -> App | None:
    """Return the app with this number."""
    found = await sql.row(f"SELECT {columns(App)} FROM oauth_app WHERE id = ?", [app_id])
    return None if found is None else entity(App, found)


async def login(home: Home, name: str) -> Login | None:
    """Return the login of a username (with or without our domain) or e-mail address, or None."""
    typed = name.strip().lower()
    username = typed.removeprefix("@").removesuffix(f"@{home.domain}")
    found = await sql.row(
        "SELECT m.account_id, a.username, m.password_hash, m.state,"
        " CASE WHEN a.suspended_at IS NULL THEN 0 ELSE 1 END AS is_suspended"
        " FROM member m JOIN account a ON a.id = m.account_id"
        " WHERE a.deleted_at IS NULL AND (m.email_lower = ?"
        " OR (a.username_lower = ? AND a.domain = ?))"
        " ORDER BY m.account_id LIMIT 1",
        [typed, username, home.domain],
    )
    if found is None:
        return None
    found["is_suspended"] = bool(found["is_suspended"])
    return Login(**found)


async def session(home: Home, session_secret: str) -> SessionRow | None:
    """Return the session of a cookie, or None when it expired or its member may not enter."""
    found = await sql.row(
        "SELECT s.account_id, a.username, s.csrf FROM web_session s"
        " JOIN account a ON a.id = s.account_id JOIN member m ON m.account_id = s.account_id"
        f" WHERE s.session_digest = ? AND s.expires_at > ? AND m.state = 'active' AND {_ALIVE}",
        [digest(session_secret), to_milliseconds(home.clock.now())],
    )
    return None if found is None else SessionRow(**found)


async def preferences(account_id: int) -> Preferences | None:
    """Return the defaults of a member, or None for an account that cannot log in."""
    found = await sql.row(
        "SELECT m.role, m.locale, m.default_visibility, m.default_sensitive, m.default_language,"
        " a.note_source, (SELECT COUNT(*) FROM follow f WHERE f.target_id = a.id"
        " AND f.state = 'pending') AS requests_count"
        " FROM member m JOIN account a ON a.id = m.account_id WHERE m.account_id = ?",
        [account_id],
    )
    if found is None:
        return None
    found["default_sensitive"] = bool(found["default_sensitive"])
    return Preferences(**found)
