"""Media: uploads of our members and attachments of remote posts."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.columns import Moment
from models.tables.account import Account


class Media(Model):
    """A picture, video or sound; `state` is "processing", "ready" or "failed"."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="media", on_delete=fields.CASCADE
    )
    account_id: int
    post_id = fields.BigIntField(null=True)
    position = fields.IntField(default=0)
    kind = fields.CharField(max_length=16)
    """"image", "gifv", "video", "audio" or "unknown"."""
    state = fields.CharField(max_length=16, default="ready")
    file_key = fields.TextField(default="")
    """Unguessable name in the storage; empty for remote media."""
    preview_key = fields.TextField(default="")
    remote_url = fields.TextField(default="")
    mime = fields.CharField(max_length=128, default="")
    width = fields.IntField(default=0)
    height = fields.IntField(default=0)
    preview_width = fields.IntField(default=0)
    preview_height = fields.IntField(default=0)
    size = fields.BigIntField(default=0)
    blurhash = fields.CharField(max_length=128, default="")
    description = fields.TextField(default="")
    focus_x = fields.FloatField(default=0.0)
    focus_y = fields.FloatField(default=0.0)
    created_at = Moment()

    class Meta:
        table = "media"
        indexes = (
            Index(fields=("post_id", "position")),
            Index(fields=("file_key",)),
            Index(fields=("preview_key",)),
        )
