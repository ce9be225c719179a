"""OAuth, written: apps, codes, tokens and browser sessions come and go here.

The OAuth room, the sign-up and the demo enter. Secrets are made here, returned once and kept as
SHA-256 only, so that nobody can log in with a copy of the database. A code is good for one use:
taking it is one UPDATE, so two requests at the same moment cannot both win; the second one also
ends what the first one got, because one of the two stole it (RFC 6749 §4.1.2).
"""

import hmac
from datetime import timedelta

from models import sql
from models.home import Home
from models.ids import digest, secret, to_milliseconds
from models.rows import insertion
from models.tables.oauth import App
from models.transaction import transaction
from models.values.oauth import (
    IssuedToken,
    NewApp,
    NewGrant,
    OpenedSession,
    Redemption,
    RegisteredApp,
)

CODE_LIFETIME = timedelta(seconds=60)
SESSION_LIFETIME = timedelta(days=30)
_AGENT_LENGTH = 200


async def create_app(home: Home, new: NewApp) -> RegisteredApp:
    """Register a client program."""
    client_id, client_secret = secret(), secret()
    app = await App.create(
        client_id=client_id,
        secret_digest=digest(client_secret),
        name=new.name,
        website=new.website,
        redirect_uris=list(new.redirect_uris),
        scopes=new.scopes,
        created_at=home.clock.now(),
    )
    return RegisteredApp(id=app.id, client_id=client_id, client_secret=client_secret)


async def create_grant(home: Home, new: NewGrant) -> str:
    """Return a code that the app may exchange once, within `CODE_LIFETIME`."""
    code = secret()
    now = home.clock.now()
    names = (
        "code_digest",
        "app_id",
        "account_id",
        "redirect_uri",
        "scopes",
        "challenge",
        "created_at",
        "expires_at",
    )
    values = [
        digest(code),
        new.app_id,
        new.account_id,
        new.redirect_uri,
        new.scopes,
        new.challenge,
        to_milliseconds(now),
        to_milliseconds(now + CODE_LIFETIME),
    ]
    async with transaction():
        await sql.write(insertion("oauth_grant", names), values)
    return code


async def redeem_grant(home: Home, redemption: Redemption) -> IssuedToken | None:
    """Exchange a code for a token, or return None when it is not good.

    A code is used up by the first try of its app, whether the rest of the request fits or not. A
    second try revokes the token of the first.
    """
    now = to_milliseconds(home.clock.now())
    hashed = digest(redemption.code)
    async with transaction():
        taken = await sql.write(
            "UPDATE oauth_grant SET used_at = ? WHERE code_digest = ? AND app_id = ?"
            " AND used_at IS NULL"
            " RETURNING id, account_id, redirect_uri, scopes, challenge, expires_at",
            [now, hashed, redemption.app_id],
        )
        if not taken:
            await sql.write(
                "UPDATE oauth_token SET revoked_at = ? WHERE revoked_at IS NULL AND grant_id IN"
                " (SELECT id FROM oauth_grant WHERE code_digest = ?)",
                [now, hashed],
            )
            return None
        grant = taken[0]
        fits = (
            grant["expires_at"] > now
            and grant["redirect_uri"] == redemption.redirect_uri
            and hmac.compare_digest(grant["challenge"], redemption.challenge)
        )
        if not fits:
            return None
        return await _insert_token(
            home, redemption.app_id, grant["account_id"], grant["scopes"], grant["id"]
        )


async def create_token(home: Home, app_id: int, account_id: int | None, scopes: str) -> IssuedToken:
    """Issue a token without a code: an app's own (`account_id` None), a sign-up's, the demo's."""
    async with transaction():
        return await _insert_token(home, app_id, account_id, scopes, None)


async def _insert_token(
    home: Home, app_id: int, account_id: int | None, scopes: str, grant_id: int | None
) -> IssuedToken:
    token, now = secret(), home.clock.now()
    names = ("token_digest", "app_id", "account_id", "grant_id", "scopes", "created_at")
    values = [digest(token), app_id, account_id, grant_id, scopes, to_milliseconds(now)]
    await sql.write(insertion("oauth_token", names), values)
    return IssuedToken(token=token, scopes=scopes, created_at=now)


async def revoke(home: Home, app_id: int, token: str) -> bool:
    """End a token of this app; returns whether it had one like that."""
    async with transaction():
        ended = await sql.write(
            "UPDATE oauth_token SET revoked_at = ? WHERE token_digest = ? AND app_id = ?"
            " AND revoked_at IS NULL RETURNING id",
            [to_milliseconds(home.clock.now()), digest(token), app_id],
        )
    return bool(ended)


async def note_use(home: Home, token_id: int, account_id: int | None) -> None:
    """Remember that a token was used today, and that its member was here."""
    now = to_milliseconds(home.clock.now())
    async with transaction():
        await sql.write("UPDATE oauth_token SET last_used_at = ? WHERE id = ?", [now, token_id])
        if account_id is not None:
            await sql.write(
                "UPDATE member SET last_seen_at = ? WHERE account_id = ?", [now, account_id]
            )


async def open_session(home: Home, account_id: int, user_agent: str) -> OpenedSession:
    """Log a browser in; always a new session, so that none can be planted before the login."""
    opened, csrf, now = secret(), secret(), home.clock.now()
    expires_at = now + SESSION_LIFETIME
    names = ("session_digest", "account_id", "csrf", "user_agent", "created_at", "expires_at")
    values = [
        digest(opened),
        account_id,
        csrf,
        user_agent[:_AGENT_LENGTH],
        to_milliseconds(now),
        to_milliseconds(expires_at),
    ]
    async with transaction():
        await sql.write(insertion("web_session", names), values)
    return OpenedSession(secret=opened, csrf=csrf, expires_at=expires_at)


async def close_session(session_secret: str) -> None:
    """Log a browser out."""
    async with transaction():
        await sql.write(
            "DELETE FROM web_session WHERE session_digest = ?", [digest(session_secret)]
        )
