"""OAuth: apps, codes, tokens, browser sessions and idempotency keys; secrets as SHA-256 only."""

from tortoise import fields
from tortoise.models import Model

from models.columns import Document, Moment
from models.tables.account import Account


class App(Model):
    """A client program; never expires, because clients keep theirs for ever."""

    id = fields.BigIntField(primary_key=True)
    client_id = fields.CharField(max_length=64, unique=True)
    secret_digest = fields.CharField(max_length=64)
    name = fields.TextField()
    website = fields.TextField(default="")
    redirect_uris = Document()
    scopes = fields.TextField()
    created_at = Moment()

    class Meta:
        table = "oauth_app"


class Grant(Model):
    """An authorization code, good for one use within a minute."""

    id = fields.BigIntField(primary_key=True)
    code_digest = fields.CharField(max_length=64, unique=True)
    app: fields.ForeignKeyRelation[App] = fields.ForeignKeyField(
        "models.App", related_name="grants", on_delete=fields.CASCADE
    )
    app_id: int
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="grants", on_delete=fields.CASCADE
    )
    account_id: int
    redirect_uri = fields.TextField()
    scopes = fields.TextField()
    challenge = fields.TextField(default="")
    """PKCE S256 challenge, or empty."""
    created_at = Moment()
    expires_at = Moment()
    used_at = Moment(null=True)

    class Meta:
        table = "oauth_grant"


class AccessToken(Model):
    """A bearer token; `account_id` is None for an app's own (client credentials)."""

    id = fields.BigIntField(primary_key=True)
    token_digest = fields.CharField(max_length=64, unique=True)
    app: fields.ForeignKeyRelation[App] = fields.ForeignKeyField(
        "models.App", related_name="tokens", on_delete=fields.CASCADE
    )
    app_id: int
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="tokens", null=True, on_delete=fields.CASCADE
    )
    account_id: int | None
    grant_id = fields.BigIntField(null=True)
    scopes = fields.TextField()
    created_at = Moment()
    revoked_at = Moment(null=True)
    last_used_at = Moment(null=True)

    class Meta:
        table = "oauth_token"


class Session(Model):
    """A browser session of a member."""

    id = fields.BigIntField(primary_key=True)
    session_digest = fields.CharField(max_length=64, unique=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="sessions", on_delete=fields.CASCADE
    )
    account_id: int
    csrf = fields.CharField(max_length=64)
    user_agent = fields.TextField(default="")
    created_at = Moment()
    expires_at = Moment()

    class Meta:
        table = "web_session"


class IdempotencyKey(Model):
    """A request that was answered with `post_id` and must not have a second effect."""

    id = fields.BigIntField(primary_key=True)
    account_id = fields.BigIntField()
    key = fields.CharField(max_length=255)
    post_id = fields.BigIntField()
    created_at = Moment()

    class Meta:
        table = "idempotency_key"
        unique_together = (("account_id", "key"),)
