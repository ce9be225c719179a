"""Communities, the partners of their roster, and the signatures that made it."""

from tortoise import fields
from tortoise.models import Model

from models.columns import Document, Moment
from models.tables.account import Account


class Community(Model):
    """A community this instance takes part in; `state` is "founding" or "active"."""

    id = fields.BigIntField(primary_key=True)
    uri = fields.CharField(max_length=2048, unique=True)
    """The id of its Group actor, known from the first draft on."""
    slug = fields.CharField(max_length=64)
    domain = fields.CharField(max_length=255)
    """The authority of the Group's handle, the host partner's or one of its own."""
    name = fields.TextField()
    summary = fields.TextField(default="")
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="communities", null=True, on_delete=fields.RESTRICT
    )
    account_id: int | None
    is_hosted = fields.BooleanField(default=False)
    """Whether the Group actor is served here."""
    state = fields.CharField(max_length=16, default="founding")
    roster_version = fields.IntField(default=0)
    roster = Document(null=True)
    """The roster document in force, with the proofs of all its partners."""
    log_seq = fields.BigIntField(default=0)
    """Sequence number of the newest activity in our log of this community."""
    created_at = Moment()

    class Meta:
        table = "community"


class Partner(Model):
    """A partner of the roster in force; read through `actions/roster.py` only."""

    id = fields.BigIntField(primary_key=True)
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "models.Community", related_name="partners", on_delete=fields.CASCADE
    )
    community_id: int
    domain = fields.CharField(max_length=255)
    name = fields.TextField(default="")
    actor_uri = fields.CharField(max_length=2048)
    """Its Organization actor."""
    key = fields.TextField()
    """Its Ed25519 Multikey as the roster pins it."""
    inbox = fields.TextField()
    is_self = fields.BooleanField(default=False)
    is_host = fields.BooleanField(default=False)
    joined_at = Moment()
    left_at = Moment(null=True)

    class Meta:
        table = "partner"
        unique_together = (("community", "domain"),)


class RosterDraft(Model):
    """A roster version that partners are asked to sign; `state` "open", "complete" or "void"."""

    id = fields.BigIntField(primary_key=True)
    uri = fields.CharField(max_length=2048, unique=True)
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "models.Community", related_name="drafts", on_delete=fields.CASCADE
    )
    community_id: int
    version = fields.IntField()
    document = Document()
    """What is signed: the roster without proofs."""
    state = fields.CharField(max_length=16, default="open")
    created_at = Moment()

    class Meta:
        table = "roster_draft"


class RosterSignature(Model):
    """One partner's proof under one draft."""

    id = fields.BigIntField(primary_key=True)
    draft: fields.ForeignKeyRelation[RosterDraft] = fields.ForeignKeyField(
        "models.RosterDraft", related_name="signatures", on_delete=fields.CASCADE
    )
    draft_id: int
    domain = fields.CharField(max_length=255)
    proof = Document()
    signed_at = Moment()

    class Meta:
        table = "roster_signature"
        unique_together = (("draft", "domain"),)
