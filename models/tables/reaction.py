"""Reactions: likes, which travel, and bookmarks, which do not."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from models.columns import Moment
from models.tables.account import Account
from models.tables.post import Post


class Like(Model):
    """`account` likes `post`."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="likes", on_delete=fields.CASCADE
    )
    account_id: int
    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField(
        "models.Post", related_name="likes", on_delete=fields.CASCADE
    )
    post_id: int
    uri = fields.TextField()
    """Id of the Like activity."""
    created_at = Moment()

    class Meta:
        table = "post_like"
        unique_together = (("account", "post"),)
        indexes = (Index(fields=("post_id", "id")), Index(fields=("account_id", "id")))


class Bookmark(Model):
    """`account` wants to find `post` again; known to nobody else."""

    id = fields.BigIntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="bookmarks", on_delete=fields.CASCADE
    )
    account_id: int
    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField(
        "models.Post", related_name="bookmarks", on_delete=fields.CASCADE
    )
    post_id: int
    created_at = Moment()

    class Meta:
        table = "bookmark"
        unique_together = (("account", "post"),)
        indexes = (Index(fields=("account_id", "id")),)
