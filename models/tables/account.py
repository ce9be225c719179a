"""Accounts: every actor we know, here or elsewhere, its keys, and the logins of our members."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.columns import Document, Moment


class Account(Model):
    """An actor: a person, a Group, a partner's Organization, an instance's Application."""

    id = fields.BigIntField(primary_key=True)
    uri = fields.CharField(max_length=2048, unique=True)
    type = fields.CharField(max_length=16)
    username = fields.CharField(max_length=255)
    username_lower = fields.CharField(max_length=255)
    domain = fields.CharField(max_length=255)
    """The authority of the handle, for our own accounts too, with a port in test mode only."""
    is_local = fields.BooleanField(default=False)
    display_name = fields.TextField(default="")
    note = fields.TextField(default="")
    """Sanitised HTML."""
    note_source = fields.TextField(default="")
    fields_shown = Document(default=list)
    """Profile fields: [{"name", "value" (HTML), "verified_at"}]."""
    emojis = Document(default=list)
    url = fields.TextField(default="")
    inbox = fields.TextField(default="")
    shared_inbox = fields.TextField(default="")
    outbox_uri = fields.TextField(default="")
    followers_uri = fields.TextField(default="")
    following_uri = fields.TextField(default="")
    featured_uri = fields.TextField(default="")
    avatar_url = fields.TextField(default="")
    header_url = fields.TextField(default="")
    is_locked = fields.BooleanField(default=False)
    is_bot = fields.BooleanField(default=False)
    is_discoverable = fields.BooleanField(default=True)
    is_indexable = fields.BooleanField(default=False)
    also_known_as = Document(default=list)
    moved_to = fields.TextField(null=True)
    created_at = Moment()
    updated_at = Moment()
    fetched_at = Moment(null=True)
    """When the document was last read from its origin; None for our own."""
    suspended_at = Moment(null=True)
    suspended_by = fields.CharField(max_length=16, null=True)
    """"here" by our own staff, or "origin"; only who suspended an account lets it back in."""
    deleted_at = Moment(null=True)
    revision = fields.IntField(default=0)
    """Grows with every change that a reader can see; cached fragments carry it."""
    posts_count = fields.IntField(default=0)
    followers_count = fields.IntField(default=0)
    following_count = fields.IntField(default=0)
    last_post_at = Moment(null=True)

    class Meta:
        table = "account"
        unique_together = (("username_lower", "domain"),)
        indexes = (Index(fields=("domain",)),)


class Key(Model):
    """A key of an actor; `private` only for our own."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="keys", on_delete=fields.CASCADE
    )
    account_id: int
    uri = fields.CharField(max_length=2048, unique=True)
    kind = fields.CharField(max_length=16)
    """"rsa" (PEM) or "ed25519" (Multikey)."""
    public = fields.TextField()
    private = fields.TextField(null=True)
    """PKCS#8 PEM."""
    created_at = Moment()
    retired_at = Moment(null=True)

    class Meta:
        table = "key"


class Member(Model):
    """The login of an account that lives here."""

    account: fields.OneToOneRelation[Account] = fields.OneToOneField(
        "models.Account", related_name="member", on_delete=fields.CASCADE, primary_key=True
    )
    account_id: int
    email = fields.CharField(max_length=320)
    email_lower = fields.CharField(max_length=320, unique=True)
    password_hash = fields.TextField()
    role = fields.CharField(max_length=16, default="member")
    """"member", "moderator" or "admin"."""
    state = fields.CharField(max_length=16, default="active")
    """"waiting" for approval or "active"; a suspension is on the account."""
    reason = fields.TextField(default="")
    locale = fields.CharField(max_length=16, default="en")
    default_visibility = fields.CharField(max_length=16, default="public")
    default_sensitive = fields.BooleanField(default=False)
    default_language = fields.CharField(max_length=16, default="")
    created_at = Moment()
    approved_at = Moment(null=True)
    last_seen_at = Moment(null=True)

    class Meta:
        table = "member"
