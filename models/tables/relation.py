"""Relations between accounts: follow (which is also joining a Group), block, mute."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.columns import Document, Moment
from models.tables.account import Account


class Follow(Model):
    """`follower` follows `target`; `state` is "pending" or "accepted"."""

    id = fields.BigIntField(primary_key=True)
    follower: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="follows", on_delete=fields.CASCADE
    )
    follower_id: int
    target: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="followed", on_delete=fields.CASCADE
    )
    target_id: int
    state = fields.CharField(max_length=16, default="pending")
    uri = fields.TextField()
    """Id of the Follow activity."""
    shows_boosts = fields.BooleanField(default=True)
    notifies = fields.BooleanField(default=False)
    languages = Document(default=list)
    created_at = Moment()

    class Meta:
        table = "follow"
        unique_together = (("follower", "target"),)
        indexes = (
            Index(fields=("target_id", "state", "id")),
            Index(fields=("follower_id", "state", "id")),
        )


class Block(Model):
    """`account` wants nothing to do with `target`, in both directions."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="blocks", on_delete=fields.CASCADE
    )
    account_id: int
    target: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="blocked_by", on_delete=fields.CASCADE
    )
    target_id: int
    uri = fields.TextField()
    created_at = Moment()

    class Meta:
        table = "block"
        unique_together = (("account", "target"),)
        indexes = (Index(fields=("target_id",)),)


class Mute(Model):
    """`account` does not want to see `target` for a while or for ever."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="mutes", on_delete=fields.CASCADE
    )
    account_id: int
    target: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="muted_by", on_delete=fields.CASCADE
    )
    target_id: int
    hides_notifications = fields.BooleanField(default=True)
    expires_at = Moment(null=True)
    created_at = Moment()

    class Meta:
        table = "mute"
        unique_together = (("account", "target"),)
