"""OAuth values: what an app asks for and what it is handed, before anything is stored."""

from datetime import datetime

import msgspec


class NewApp(msgspec.Struct, frozen=True, kw_only=True):
    """A client program that registers itself; everything was checked by the caller."""

    name: str
    redirect_uris: tuple[str, ...]
    scopes: str
    website: str = ""


class RegisteredApp(msgspec.Struct, frozen=True, kw_only=True):
    """An app with the secret that is shown this once."""

    id: int
    client_id: str
    client_secret: str


class NewGrant(msgspec.Struct, frozen=True, kw_only=True):
    """What a member allowed an app on the consent page."""

    app_id: int
    account_id: int
    redirect_uri: str
    scopes: str
    challenge: str = ""
    """PKCE S256 challenge, or empty."""


class Redemption(msgspec.Struct, frozen=True, kw_only=True):
    """What an app presents for a code."""

    code: str
    app_id: int
    redirect_uri: str
    challenge: str = ""
    """The S256 challenge of the verifier it presents, or empty when it presents none."""


class IssuedToken(msgspec.Struct, frozen=True, kw_only=True):
    """A new token; the only moment at which it is known in clear."""

    token: str
    scopes: str
    created_at: datetime


class OpenedSession(msgspec.Struct, frozen=True, kw_only=True):
    """A new browser session; `secret` goes into the cookie."""

    secret: str
    csrf: str
    expires_at: datetime
