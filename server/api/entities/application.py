"""Applications: client programs, as others see them and as they see themselves."""

import msgspec

from server.api.entities.values import Id


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """A client program."""

    id: Id
    name: str
    website: str | None
    scopes: list[str]
    redirect_uri: str
    redirect_uris: list[str]
    vapid_key: str = ""


class CredentialApplication(Application, frozen=True, kw_only=True):
    """A client program with its secret, shown once."""

    client_id: str
    client_secret: str
    client_secret_expires_at: int = 0


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A bearer token."""

    access_token: str
    token_type: str
    scope: str
    created_at: int
